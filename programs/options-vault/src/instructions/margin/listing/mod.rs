//! What there is to hold: kinds of collateral, expiries, series.

pub mod create_bank;
pub mod create_expiry;
pub mod create_margin_series;

pub use {create_bank::*, create_expiry::*, create_margin_series::*};
