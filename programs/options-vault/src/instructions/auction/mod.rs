//! The Dutch auction of a round's options.

pub mod bid;
pub mod close_auction;
pub mod ending_sale;
pub(crate) mod sale;

pub use {bid::*, close_auction::*, ending_sale::*};
