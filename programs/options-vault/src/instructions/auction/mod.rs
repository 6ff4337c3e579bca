//! The sale of a round's options.

pub mod bid;
pub mod close_auction;
mod model;

pub(crate) use model::model_price;
pub use {bid::*, close_auction::*};
