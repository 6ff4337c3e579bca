//! Series of options: listing, settlement, redemption.

pub mod create_series;
mod listing;
pub mod post_settlement_price;
pub mod redeem;
pub mod unwind_series;

pub(crate) use listing::{check_expiry_is_listed, check_strike_is_listed};
pub(crate) use post_settlement_price::next_settlement;
pub use {create_series::*, post_settlement_price::*, redeem::*, unwind_series::*};
