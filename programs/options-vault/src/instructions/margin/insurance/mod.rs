//! The insurance fund of a quote: stakes come in, ask to leave, leave, and are closed.

pub mod ask_to_unstake;
pub mod close_insurance_stake;
pub mod stake_insurance;
pub mod unstake_insurance;

pub use {ask_to_unstake::*, close_insurance_stake::*, stake_insurance::*, unstake_insurance::*};
