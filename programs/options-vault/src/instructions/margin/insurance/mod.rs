//! The insurance fund of a quote: stakes come in, ask to leave, and leave.

pub mod ask_to_unstake;
pub mod stake_insurance;
pub mod unstake_insurance;

pub use {ask_to_unstake::*, stake_insurance::*, unstake_insurance::*};
