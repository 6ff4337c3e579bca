//! Markets, their volatility and last price.

pub mod create_market;
pub mod observe_price;
pub mod set_volatility;

pub use {create_market::*, observe_price::*, set_volatility::*};
