//! Markets and their volatility.

pub mod create_market;
pub mod set_volatility;

pub use {create_market::*, set_volatility::*};
