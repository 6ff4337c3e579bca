//! A fund that is used up, and the one after it.

mod common;
#[path = "liquidation_common/funds.rs"]
mod funds;
mod liquidation_common;

use bytemuck::Zeroable;
use funds::*;
use liquidation_common::*;
use vault_types::{
    liquidation::{LossBook, StakeError},
    state::InsuranceStake,
    LedgerError,
};

/// A million dollars twice. Were the same fund to go on, every ruin would make shares cheaper by what was in it over nobody's million: no stake of more
/// than 18 dollars would fit in 64 bits, for ever.
#[test]
fn a_fund_that_was_wiped_out_twice_takes_stakes() {
    let mut book = LossBook::NEW;
    for number in 0..2 {
        assert_eq!((book.fund_number, book.stake(MILLION * MILLION)), (number, Ok(MILLION * MILLION)));
        assert_eq!(book.cover(u64::MAX).by_fund_atoms, MILLION * MILLION);
        assert_eq!((book.fund_atoms, book.fund_shares), (0, 0));
    }
    assert_eq!((book.fund_number, book.stake(20 * MILLION)), (2, Ok(20 * MILLION)));
}

/// Below a price of one nobody's million shares count for less than nobody's million atoms, which are not there: whoever left last would pay for that.
#[test]
fn who_stakes_after_a_ruin_gets_all_of_it_back() {
    let (mut book, mut old) = fund(1_000 * MILLION, 0, u64::MAX);
    let mut new = stake(&mut book, 500 * MILLION).unwrap();
    assert_eq!((new.shares, new.fund_number), (500 * MILLION, 1));
    assert_eq!(leave(&mut book, &mut old), Err(StakeError::FundUsedUp), "those shares are gone");
    assert_eq!(leave(&mut book, &mut new), Ok(500 * MILLION));
    assert_eq!(book, LossBook { fund_number: 1, ..LossBook::NEW });
}

/// What is left is nobody's: it is there for the next losses, and shares of the next fund begin at a price of its own.
#[test]
fn a_fund_is_closed_when_less_than_a_millionth_of_its_shares_is_left() {
    let after = |left: u64| {
        let (book, _) = fund(1_000 * MILLION, 0, 1_000 * MILLION - left);
        (book.fund_atoms, book.fund_shares, book.fund_number)
    };
    assert_eq!([after(1_000), after(999)], [(1_000, 1_000 * MILLION, 0), (999, 0, 1)]);
    let (few, _) = fund(1, 0, 1);
    assert_eq!((few.fund_shares, few.fund_number), (0, 1), "an atom that is lost is all of it");
    let (mut closed, _) = fund(1_000 * MILLION, 0, 1_000 * MILLION - 999);
    let first = stake(&mut closed, MILLION).unwrap();
    assert_eq!(first.shares, MILLION * MILLION / (MILLION + 999));
}

/// Shares of a fund that was used up neither come back nor leave with those of the next one.
#[test]
fn a_stake_of_an_earlier_fund_is_forgotten() {
    let (mut book, mut stake) = fund(10 * MILLION, 0, 0);
    stake.ask(&book, 4 * MILLION, 50).unwrap();
    book.cover(u64::MAX);
    let shares = book.stake(3 * MILLION).unwrap();
    stake.add(&book, shares).unwrap();
    assert_eq!(stake, InsuranceStake { shares: 3 * MILLION, fund_number: 1, ..InsuranceStake::zeroed() });
    assert_eq!(
        stake.leave(&mut book, &DEFAULT, WAIT + 50),
        Err(StakeError::TooEarly),
        "what was asked is forgotten too"
    );
    assert_eq!(leave(&mut book, &mut stake), Ok(3 * MILLION));
    assert_eq!(book, LossBook { fund_number: 1, ..LossBook::NEW });
    let mut full = InsuranceStake { shares: u64::MAX, fund_number: 1, ..InsuranceStake::zeroed() };
    assert_eq!(full.add(&book, 1), Err(LedgerError::Overflow));
}

/// Nobody is told to wait for shares that will never be free: they are said to be gone, until their owner forgets them or stakes anew.
#[test]
fn whose_fund_was_used_up_is_told_so() {
    let (mut book, mut stake) = fund(10 * MILLION, 0, 0);
    stake.ask(&book, 4 * MILLION, 50).unwrap();
    assert!(!stake.is_over(&book));
    book.cover(u64::MAX);
    let before = (book, stake);
    assert_eq!(stake.leave(&mut book, &DEFAULT, WAIT + 50), Err(StakeError::FundUsedUp));
    assert_eq!([1, u64::MAX].map(|shares| stake.ask(&book, shares, 60)), [Err(StakeError::FundUsedUp); 2]);
    assert_eq!((book, stake), before);
    assert!(stake.is_over(&book));
    stake.ask(&book, 0, 60).unwrap();
    assert_eq!(stake, InsuranceStake { fund_number: 1, asked_ts: 60, ..InsuranceStake::zeroed() });
    assert_eq!(stake.ask(&book, 1, 70), Err(StakeError::NotStaked), "it has forgotten them");
    assert!(stake.is_over(&book));
}

/// Whoever had left before has lost nothing.
#[test]
fn a_stake_without_shares_is_not_used_up() {
    let (mut book, mut stake) = fund(10 * MILLION, 5 * MILLION, 0);
    leave(&mut book, &mut stake).unwrap();
    book.stake(MILLION).unwrap();
    book.cover(u64::MAX);
    assert!(stake.is_over(&book));
    assert_eq!(stake.leave(&mut book, &DEFAULT, WAIT), Err(StakeError::TooEarly));
    assert_eq!(stake.ask(&book, 1, 60), Err(StakeError::NotStaked));
}
