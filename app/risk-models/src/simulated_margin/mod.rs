//! IM, MM and LT of a portfolio on several markets, from Monte Carlo or historical simulation: what its collateral must be worth.
//!
//! Money in the unit of the spot prices, usually USD; `docs/MONTE_CARLO.md` lists the fields of both files.
//!
//! In reading order:
//! 1. [`Case`]: a portfolio and its markets today, from a file
//! 2. [`Parameters`]: everything else, from another
//! 3. `stress`: the scenarios of the worst moves
//! 4. [`VolatilityTerm`]: options move the more the nearer their expiry
//! 5. `selling`: what a liquidation costs
//! 6. [`Assessment`]: margins under given scenarios
//! 7. [`Engine`]: parameters, loaded and checked once, and the margins of any number of cases
//! 8. [`Moment`]: many portfolios on the same markets at one moment
//! 9. [`Origin`]: what a margin was computed from

mod assessment;
mod case;
mod engine;
mod error;
mod moment;
mod origin;
mod parameters;
mod selling;
mod stress;
mod volatility_term;

pub use assessment::Assessment;
pub use case::{Case, CoinEntry, MarketState, OptionEntry};
pub use engine::{Engine, Model};
pub use error::SimulatedMarginError;
pub use moment::Moment;
pub use origin::{Origin, ScenarioOrigin};
pub use parameters::{MarketParameters, Parameters, StressMove};
pub use volatility_term::VolatilityTerm;
