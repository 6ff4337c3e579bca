//! What becomes of accounts that hold too little.

pub mod bid_on_account;
pub mod hedge_account;
pub mod judge_account;
mod sold;
pub mod wind_down;

pub use {bid_on_account::*, hedge_account::*, judge_account::*, wind_down::*};
