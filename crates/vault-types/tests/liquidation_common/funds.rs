//! Insurance funds and stakes in them.
#![allow(dead_code)] // every test file uses its own part

use crate::liquidation_common::DEFAULT;
use bytemuck::Zeroable;
use vault_types::{
    liquidation::{LossBook, StakeError},
    state::InsuranceStake,
};

pub const MILLION: u64 = 1_000_000;
pub const DAY: i64 = 86_400;
pub const WAIT: i64 = 7 * DAY;

/// Adds a stake to a fund; `None` if it is refused.
pub fn stake(book: &mut LossBook, atoms: u64) -> Option<InsuranceStake> {
    let shares = book.stake(atoms).ok()?;
    let mut stake = InsuranceStake::zeroed();
    stake.add(book, shares).unwrap();
    Some(stake)
}

/// All of a stake leaves as soon as it can; returns what is paid.
pub fn leave(book: &mut LossBook, stake: &mut InsuranceStake) -> Result<u64, StakeError> {
    stake.ask(book, stake.shares, 0)?;
    stake.leave(book, &DEFAULT, WAIT).map(|left| left.paid_atoms)
}

/// A fund of one who staked so much, which then received or lost something.
pub fn fund(staked: u64, received: u64, lost: u64) -> (LossBook, InsuranceStake) {
    let mut book = LossBook::NEW;
    let first = stake(&mut book, staked).unwrap();
    book.receive(received).unwrap();
    book.cover(lost);
    (book, first)
}
