//! The sealed-bid auction of a round's options.
//!
//! ```text
//!   start_ts            end_ts             close_ts           close_ts + an hour
//!      |  commit_bid      |  reveal_bid       |  clear_auction     |  void_auction
//!      |  hash, deposit   |  quantity, price  |  one price         |  only if nobody cleared it
//! ```
//!
//! Claims (`claim_bid`) are possible from then on for ever, in any order: the round's record says what every bid has become.

mod book;
pub mod claim_bid;
pub mod clear_auction;
pub mod commit_bid;
pub mod reveal_bid;
pub mod void_auction;

pub(crate) use book::create_book;
pub use {claim_bid::*, clear_auction::*, commit_bid::*, reveal_bid::*, void_auction::*};
