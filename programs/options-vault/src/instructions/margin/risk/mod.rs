//! What markets and banks know: parameters, realised volatility, average prices.

pub mod create_market_risk;
pub mod observe_collateral_price;
pub mod observe_collateral_rate;
pub mod observe_volatility;

pub use {create_market_risk::*, observe_collateral_price::*, observe_collateral_rate::*, observe_volatility::*};
