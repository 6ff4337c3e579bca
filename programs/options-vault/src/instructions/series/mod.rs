//! Series of options: listing, settlement, redemption.

pub mod create_series;
pub mod post_settlement_price;
pub mod redeem;
pub mod unwind_series;

pub use {create_series::*, post_settlement_price::*, redeem::*, unwind_series::*};
