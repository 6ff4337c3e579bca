//! The insurance fund: who shares what comes into it and what it loses, and when a stake leaves.

mod common;
#[path = "liquidation_common/funds.rs"]
mod funds;
mod liquidation_common;

use bytemuck::Zeroable;
use common::{cases, exact::*};
use funds::*;
use liquidation_common::*;
use proptest::prelude::*;
use vault_types::{
    liquidation::{Left, LossBook, StakeError},
    state::InsuranceStake,
    LedgerError,
};

#[test]
fn the_first_stake_is_a_share_for_an_atom() {
    let (mut book, mut first) = fund(5 * MILLION, 0, 0);
    assert_eq!((book.fund_atoms, book.fund_shares, first.shares), (5 * MILLION, 5 * MILLION, 5 * MILLION));
    assert_eq!(book.worth_atoms(first.shares), Ok(5 * MILLION));
    assert_eq!(leave(&mut book, &mut first), Ok(5 * MILLION));
    assert_eq!((book, first), (LossBook::NEW, InsuranceStake::zeroed()));
}

#[test]
fn too_little_for_a_share_is_refused() {
    let (book, _) = fund(MILLION, 6 * MILLION, 0);
    let shares = [0, 1, 3].map(|atoms| book.clone().stake(atoms));
    assert_eq!(shares, [Err(LedgerError::Dust); 3], "a share is worth four");
    assert_eq!(book.clone().stake(u64::MAX), Err(LedgerError::Overflow));
}

/// Three who staked 1, 2 and 3 parts; nobody's million is small against them.
#[test]
fn a_penalty_and_a_loss_are_shared_pro_rata() {
    const PART: u64 = 1_000_000 * MILLION;
    let mut book = LossBook::NEW;
    let stakes = [1, 2, 3].map(|parts| stake(&mut book, parts * PART).unwrap());
    let worth = |book: &LossBook| stakes.map(|stake| book.worth_atoms(stake.shares).unwrap());
    book.receive(6 * PART).unwrap();
    // Nobody's million earns a million.
    let expected = [1, 2, 3].map(|parts| exact(parts * PART) * ratio(12 * PART + MILLION, 6 * PART + MILLION));
    assert_eq!(worth(&book).map(Some), expected.each_ref().map(floor));
    assert_eq!(worth(&book), [1_999_999_833_333, 3_999_999_666_666, 5_999_999_500_000]);
    book.cover(9 * PART);
    assert_eq!(worth(&book), [PART / 2, PART, PART / 2 * 3], "there is no million of nobody's to add");
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// Whatever the fund has been through.
    #[test]
    fn nobody_gains_by_staking_and_leaving(
        staked in 1..1_u64 << 40, received in 0..1_u64 << 40, lost in 0..1_u64 << 41, mine in 1..1_u64 << 20,
    ) {
        let (mut book, first) = fund(staked, received, lost);
        let others_before = book.worth_atoms(first.shares).unwrap();
        if let Some(mut stake) = stake(&mut book, mine) {
            prop_assert!(book.worth_atoms(first.shares).unwrap() >= others_before, "others pay for it");
            let paid = leave(&mut book, &mut stake).unwrap();
            prop_assert!(paid <= mine);
            prop_assert!(book.worth_atoms(first.shares).unwrap() >= others_before);
        }
    }

    /// Any number of stakes, penalties and losses: who leaves gets the same part as everybody, and all together never more than there is. Whose fund
    /// is used up has nothing.
    #[test]
    fn shares_are_worth_their_part_of_the_fund(steps in prop::collection::vec((0..6_u8, 1..1_u64 << 36), 1..40)) {
        let (mut book, mut stakes, mut number) = (LossBook::NEW, Vec::<InsuranceStake>::new(), 0);
        for (what, atoms) in steps {
            let (before, others) = (book, stakes.clone());
            match what {
                0 => book.receive(atoms).unwrap(),
                1 | 2 => {
                    // Of the second kind all but some millionths, around where the fund is closed.
                    let millionths = before.fund_shares / MILLION * (atoms % 3) + atoms % 2;
                    let loss = if what == 1 { atoms % (before.fund_atoms + 1) } else { before.fund_atoms.saturating_sub(millionths) };
                    let covered = book.cover(loss);
                    prop_assert_eq!((covered.by_fund_atoms, covered.by_accounts_atoms), (loss, 0));
                    if exact(book.fund_atoms) * exact(MILLION) < exact(before.fund_shares) {
                        number += 1;
                        for mut stake in stakes.drain(..) {
                            prop_assert_eq!(leave(&mut book, &mut stake), Err(StakeError::FundUsedUp), "it has none any more");
                        }
                    }
                }
                3 if !stakes.is_empty() => {
                    let mut stake = stakes.swap_remove(atoms as usize % stakes.len());
                    let pro_rata = ratio(before.fund_atoms, before.fund_shares);
                    let price = pro_rata.min(ratio(before.fund_atoms + MILLION, before.fund_shares + MILLION));
                    let worth = floor(&(exact(stake.shares) * price));
                    prop_assert_eq!(leave(&mut book, &mut stake).ok(), worth);
                }
                _ => {
                    let new = stake(&mut book, atoms);
                    if let Some(new) = new {
                        prop_assert!(book.worth_atoms(new.shares).unwrap() <= atoms);
                        prop_assert_eq!(new.fund_number, number);
                    }
                    stakes.extend(new);
                }
            }
            prop_assert_eq!(book.fund_number, number);
            prop_assert_eq!(book.fund_shares, stakes.iter().map(|stake| stake.shares).sum::<u64>());
            let worth = |book: &LossBook, stake: &InsuranceStake| book.worth_atoms(stake.shares).unwrap();
            for other in others.iter().filter(|other| what >= 3 && stakes.contains(other)) {
                prop_assert!(worth(&book, other) >= worth(&before, other), "coming and going costs nobody else anything");
            }
            prop_assert!(stakes.iter().map(|stake| worth(&book, stake)).sum::<u64>() <= book.fund_atoms);
        }
    }
}

#[test]
fn a_stake_leaves_in_the_two_days_after_its_wait() {
    let (book, stake) = fund(10 * MILLION, 0, 0);
    let at = |now_ts: i64| {
        let (mut book, mut stake) = (book, stake);
        stake.ask(&book, 4 * MILLION, 1_000).unwrap();
        let outcome = stake.leave(&mut book, &DEFAULT, now_ts).map(|left| left.paid_atoms);
        assert!(stake.invariant() && (outcome.is_ok() || book.fund_atoms == 10 * MILLION));
        assert_eq!(stake.leaving_shares == 0, outcome.is_ok());
        outcome
    };
    let free_ts = 1_000 + WAIT;
    assert_eq!([i64::MIN, 1_000, free_ts - 1].map(at), [Err(StakeError::TooEarly); 3]);
    assert_eq!([free_ts, free_ts + 2 * DAY].map(at), [Ok(4 * MILLION); 2]);
    assert_eq!([free_ts + 2 * DAY + 1, i64::MAX].map(at), [Err(StakeError::TooLate); 2]);
}

#[test]
fn asking_again_waits_again() {
    let (mut book, mut stake) = fund(10 * MILLION, 0, 0);
    assert_eq!(stake.leave(&mut book, &DEFAULT, WAIT), Err(StakeError::TooEarly), "nobody asked");
    assert_eq!(stake.ask(&book, 10 * MILLION + 1, 50), Err(StakeError::NotStaked));
    stake.ask(&book, 10 * MILLION, 50).unwrap();
    stake.ask(&book, 3 * MILLION, 100).unwrap();
    assert_eq!(stake.leave(&mut book, &DEFAULT, WAIT + 99), Err(StakeError::TooEarly), "the first is forgotten");
    let shares = book.stake(5 * MILLION).unwrap();
    stake.add(&book, shares).unwrap();
    let all = Left { shares: 3 * MILLION, paid_atoms: 3 * MILLION };
    assert_eq!(stake.leave(&mut book, &DEFAULT, WAIT + 100), Ok(all), "without what was added since");
    assert_eq!((stake.shares, book.fund_shares, book.fund_atoms), (12 * MILLION, 12 * MILLION, 12 * MILLION));
    assert_eq!(stake.leave(&mut book, &DEFAULT, WAIT + 101), Err(StakeError::TooEarly), "it is done");
    stake.ask(&book, 1, 200).unwrap();
    stake.ask(&book, 0, 300).unwrap();
    assert_eq!(stake.leave(&mut book, &DEFAULT, WAIT + 300), Err(StakeError::TooEarly), "taken back");
}
