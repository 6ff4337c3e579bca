//! The vault's life: creation and the cranks that move a round along.

mod books;
pub mod close_round;
pub mod collect_fees;
pub mod create_vault;
pub mod roll;
pub mod round_start;
pub mod settle;

pub(crate) use books::*;
pub use {close_round::*, collect_fees::*, create_vault::*, roll::*, round_start::*, settle::*};
