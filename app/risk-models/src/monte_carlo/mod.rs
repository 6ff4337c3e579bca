//! Monte Carlo: many ways in which several markets may move together over some days, and what a portfolio may lose on them.
//!
//! Nothing drifts: the mean of every spot ratio is one, in every model. Units: years of 365 days; volatilities and rates for a year, as fractions;
//! returns of logarithms; money in the unit of the spot prices.
//!
//! Deterministic: the random numbers of a path are a function of the seed and the path's number, sums have a fixed order, and all functions are
//! basic operations or `libm`'s. The same parameters give the same bytes with any number of threads, on every machine.
//!
//! In reading order:
//! 1. [`random`]: uniform, normal and Poisson numbers
//! 2. [`MonteCarlo`]: the parameters, and their checks
//! 3. [`correlation`]: moves of markets made dependent
//! 4. `jumps`, `heston`: the two models
//! 5. [`generate`], [`Scenarios`]: the moves of every path, and what a [`Book`](crate::revaluation::Book) gains on them
//! 6. [`measure`]: value at risk and expected shortfall, with standard errors

pub mod correlation;
mod error;
mod generate;
mod heston;
mod jumps;
pub mod measure;
mod parameters;
pub mod random;
mod scenarios;

pub use error::MonteCarloError;
pub use generate::generate;
pub use heston::{Heston, HestonMarket};
pub use jumps::{JumpMarket, Jumps};
pub use measure::{measure, Estimate, Measure, MeasureError};
pub use parameters::{Dynamics, MonteCarlo};
pub use scenarios::{MarketMove, Scenarios};
