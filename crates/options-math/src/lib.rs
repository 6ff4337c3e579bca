//! Option pricing in integers: the same bytes on chain, on a server and in a browser.
//!
//! Shapes and units used throughout:
//! - [`Fix`] is a dimensionless number with 48 fractional bits (one step, an *ulp*, is 2^-48 = 3.6e-15).
//! - Prices are `u64` in USD * 1e8 (`*_e8`), volatility is `u64` per square root of a year * 1e9 (`vol_e9`,
//!   1_000_000_000 = 100 %), time is in seconds, and a year is 365 days.
//! - Interest and dividends are zero.
//!
//! No function panics, allocates or uses floating point; inputs outside a documented domain give a [`MathError`].
#![no_std]
#![forbid(unsafe_code)]

#[cfg(test)]
extern crate std;

mod call;
mod elementary;
mod error;
mod kernel;
pub mod mul_div;
mod normal;
pub mod strike;

pub use call::{call_delta, price_call, CallInputs, CallQuote};
pub use call::{MAX_SECONDS_TO_EXPIRY, MAX_VOL_E9, MIN_VOL_E9};
pub use elementary::{exp, ln, sqrt};
pub use error::MathError;
pub use normal::{norm_cdf, norm_pdf};

/// A dimensionless number: 16 integer bits with sign, 48 fractional bits.
pub type Fix = fixed::types::I16F48;

/// Basis points as a number, rounded down: 10_000 is one.
pub const fn fix_from_bps(bps: u16) -> Fix {
    // Widening: the product is below 2^64 and the quotient below 7 * 2^48, so it fits an i64.
    Fix::from_bits((((bps as u64) << 48) / 10_000) as i64)
}
