//! The input: what a case file holds.
//!
//! The fields have the names of the published cases. Fields that are not listed here are ignored: the published cases hold many
//! intermediate results beside their inputs. Every listed field is required, so a misspelt one is an error and not a zero.

mod case;
mod check;
mod parameters;
mod portfolio;
mod scenario;

pub use case::{Case, Published};
pub use parameters::{
    BasisParameters, MarginParameters, OtherParameters, Parameters, SkewShockParameters, VolatilityShockParameters,
};
pub use portfolio::{Collateral, ExpiryFeed, OptionHolding, Portfolio};
pub use scenario::{Scenario, VolatilityShock};
