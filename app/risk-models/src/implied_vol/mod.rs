//! The volatility that a price implies, by Black-76.
//!
//! Units: forward, strike and price in one currency; *total volatility* is `s = volatility sqrt(years)`, without unit; volatilities are
//! yearly, as fractions (0.8 is 80 %); a year has 365 days.
//!
//! Everything is reduced to an option out of the money, in units of `sqrt(F K)`: with `x = |ln(F/K)|`, `h = x / s` and `t = s / 2`,
//!
//! `b(s) = e^(-x/2) N(t - h) - e^(x/2) N(-t - h)`, which rises from 0 to `e^(-x/2)` as s goes from 0 to infinity.
//!
//! Sources: F. Black, "The pricing of commodity contracts", Journal of Financial Economics 3 (1976), equation 16. The scaling, the
//! inflection of b at `s = sqrt(2 x)`, and solving for functions of the price that are nearly lines, follow the ideas of P. Jaeckel,
//! "Let's be rational", Wilmott 75 (2015). The first guesses, and the forms of b that lose no digits, are worked out here.
//!
//! In this order, one file each:
//! 1. `contract`: the price of a call or put, reduced
//! 2. `guess`: a first guess, within a tenth
//! 3. `step`: steps of order four, of which two give all digits
//! 4. `point`: b at a total volatility, without cancellation
//! 5. `mills`: Mills' ratio, the only special function

mod contract;
mod error;
mod guess;
mod mills;
mod mills_table;
mod point;
mod reduced;
mod step;

pub use contract::{implied_total_vol, implied_vol, OptionPrice};
pub use error::ImpliedVolError;
pub use reduced::{normalised_implied_total_vol, normalised_price};

/// The farthest `|ln(F/K)|`.
pub const FARTHEST_LOG_MONEYNESS: f64 = 100.0;
/// The least time value, in units of `sqrt(F K)`: below it digits get lost, as numbers come near the least `f64`.
pub const LEAST_TIME_VALUE: f64 = 1e-290;

/// `1 / sqrt(2 pi)`.
const DENSITY_AT_ZERO: f64 = 0.398_942_280_401_432_7;
