//! What a margin asks for beside the losses of scenarios, each a pure function of parameters from a file.
//!
//! Money in the unit of the spot prices; shares and volatilities as fractions (0.25 is 25 %). Every result is zero or more; a
//! larger exposure, cost or loss never lowers their sum with the expected shortfall.
//!
//! In reading order:
//! 1. [`Exposure`]: what there is to sell on a market
//! 2. [`liquidation_cost`], [`step_cost`]: what selling it costs
//! 3. [`concentration`]: more than markets take
//! 4. [`Losses`]: with what scenarios lose, the risk that a [requirement](crate::requirement) is made of
//! 5. [`correlation_breakdown`]: markets that stop offsetting each other
//! 6. [`Schedule`]: haircuts and stress that grow with volatility
//!
//! The formulas are of this project; `docs/MONTE_CARLO.md` says why they look so.

mod across_markets;
mod exposure;
mod liquidation;
mod losses;
mod schedule;

pub use across_markets::{concentration, correlation_breakdown, ConcentrationLimit};
pub use exposure::Exposure;
pub use liquidation::{liquidation_cost, step_cost, ChainFees, Depth, OptionDepth};
pub use losses::Losses;
pub use schedule::{Schedule, Step};

use crate::numbers::OutOfRange;

/// What parameters are refused for.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AddOnError {
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),

    #[error("{field} is empty; give at least one step")]
    EmptySchedule { field: String },

    #[error("{field}[{index}] does not tighten: volatilities must rise from step to step, and values must not fall")]
    Loosens { field: String, index: usize },
}
