//! Option pricing in integers: the same bytes on chain, on a server and in a browser.
//!
//! Shapes and units used throughout:
//! - Prices come in as `u64` in USD * 1e8 (`*_e8`) and go out in USD * 1e12 (`*_e12`); volatilities and rates are `u64` per year * 1e9
//!   (`*_e9`, 1_000_000_000 is 100 %); time is in seconds, and a year is 365 days.
//! - Everything without a unit is a type of the crate `fixed`, whose name says where the binary point is. [`Fix`] has 48
//!   fractional bits (one step, an *ulp*, is 2^-48 = 3.6e-15).
//!
//! No function panics (builds with debug assertions stop at an overflow that the code excludes), allocates or uses floating point; inputs outside a documented domain give a [`MathError`].
#![no_std]
#![forbid(unsafe_code)]

#[cfg(test)]
extern crate std;

mod black76;
mod error;
mod functions;
mod implied_vol;
mod inputs;
mod kernel;
mod limit_cases;
mod lowest_payoff;
pub mod mul_div;
mod price;
mod quote;
mod scenarios;
mod strike;
mod svi;
mod weighted_sum;

pub use black76::{black76, ForwardGreeks};
pub use error::MathError;
pub use functions::{exp, ln, norm_cdf, norm_inv, norm_pdf, sqrt};
pub use implied_vol::{implied_vol, PricedOption};
pub use inputs::{
    OptionInputs, OptionType, MAX_PRICE_E8, MAX_RATE_E9, MAX_SECONDS_TO_EXPIRY, MAX_VOL_E9, MIN_VOL_E9,
    SECONDS_PER_YEAR,
};
pub use lowest_payoff::{lowest_payoff, Leg, MAX_LEGS, MAX_QUANTITY};
pub use price::{greeks, greeks_at_rate, price};
pub use quote::{Greeks, Prices};
pub use scenarios::{
    DirectValue, MovedSpot, RelativePrices, Scenario, ScenarioPricer, ScenarioVolatility, SpotMove,
    MAX_SPOT_FACTOR_BPS, MIN_SPOT_FACTOR_BPS,
};
pub use strike::strike_for_delta;
pub use svi::{SviParameters, SviSlice};
pub use weighted_sum::{Weight, WeightedSum};

/// A dimensionless number: 16 integer bits with sign, 48 fractional bits.
pub type Fix = fixed::types::I16F48;

/// Basis points as a number, rounded down: 10_000 is one.
pub const fn fix_from_bps(bps: u16) -> Fix {
    // Widening: the product is below 2^64 and the quotient below 7 * 2^48, so it fits an i64.
    Fix::from_bits((((bps as u64) << 48) / 10_000) as i64)
}
