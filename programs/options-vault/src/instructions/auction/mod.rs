//! The Dutch auction of a round's options.

pub mod bid;
pub mod close_auction;

pub use {bid::*, close_auction::*};
