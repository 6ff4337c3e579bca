//! What leaves the insurance fund while auctions may ask for a part of it, and when the fund counts as exhausted.

mod common;
#[path = "liquidation_common/funds.rs"]
mod funds;
mod liquidation_common;

use common::cases;
use funds::*;
use liquidation_common::*;
use proptest::prelude::*;
use vault_types::{
    liquidation::{Left, LossBook, StakeError},
    state::InsuranceStake,
};

#[test]
fn what_auctions_may_need_stays() {
    let (mut book, mut stake) = fund(10 * MILLION, 0, 0);
    stake.ask(&book, 4 * MILLION, 0).unwrap();
    book.note_claim(0, 6 * MILLION + 1);
    let all_but_one = Left { shares: 4 * MILLION - 1, paid_atoms: 4 * MILLION - 1 };
    assert_eq!(stake.leave(&mut book, &DEFAULT, WAIT), Ok(all_but_one));
    assert_eq!((book.fund_atoms, book.fund_shares), (6 * MILLION + 1, 6 * MILLION + 1));
    assert_eq!((stake.shares, stake.leaving_shares), (6 * MILLION + 1, 1));
    book.note_claim(6 * MILLION + 1, 6 * MILLION);
    assert_eq!(stake.leave(&mut book, &DEFAULT, WAIT), Ok(Left { shares: 1, paid_atoms: 1 }));
    assert_eq!((stake.shares, stake.leaving_shares, stake.asked_ts), (6 * MILLION, 0, 0));
}

/// An auction that lasts longer than the two days keeps nobody in for another week.
#[test]
fn whoever_came_in_time_does_not_wait_again() {
    let (mut book, mut stake) = fund(10 * MILLION, 0, 0);
    stake.ask(&book, 4 * MILLION, 1_000).unwrap();
    book.note_claim(0, 20 * MILLION);
    let mut now_ts = 1_000 + WAIT;
    for _ in 0..5 {
        now_ts += 2 * DAY;
        assert_eq!(stake.leave(&mut book, &DEFAULT, now_ts), Ok(Left::default()), "nothing is free");
        assert_eq!((stake.shares, stake.leaving_shares), (10 * MILLION, 4 * MILLION));
        assert_eq!((stake.asked_ts, book.fund_atoms), (now_ts - WAIT, 10 * MILLION));
    }
    book.note_claim(20 * MILLION, 0);
    let mut late = stake;
    assert_eq!(late.leave(&mut book.clone(), &DEFAULT, now_ts + 2 * DAY + 1), Err(StakeError::TooLate));
    assert_eq!(stake.leave(&mut book, &DEFAULT, now_ts + 2 * DAY).map(|left| left.paid_atoms), Ok(4 * MILLION));
}

#[test]
fn whoever_came_late_waits_again() {
    let (mut book, mut stake) = fund(10 * MILLION, 0, 0);
    stake.ask(&book, 4 * MILLION, 0).unwrap();
    book.note_claim(0, 20 * MILLION);
    assert_eq!(stake.leave(&mut book, &DEFAULT, WAIT + 2 * DAY + 1), Err(StakeError::TooLate));
}

/// Of a quote whose accounts have ten dollars at risk a cent may be lacking.
#[test]
fn the_fund_is_exhausted_where_a_thousandth_of_what_bears_losses_does_not_help() {
    let exhausted = |fund_atoms: u64, exposed_atoms: u64, claims_atoms: u64| {
        LossBook { fund_atoms, exposed_atoms, claims_atoms, ..LossBook::NEW }.is_exhausted()
    };
    for fund in [0, 5 * MILLION] {
        assert!(!exhausted(fund, 10 * MILLION, fund + 10_000));
        assert!(exhausted(fund, 10 * MILLION, fund + 10_001));
        assert!(!exhausted(fund, 999, fund));
        assert!(exhausted(fund, 999, fund + 1));
        assert!(!exhausted(fund, 1_000, fund + 1));
    }
    assert!(!exhausted(0, 0, 0) && exhausted(0, 0, 1));
    assert!(!exhausted(u64::MAX, u64::MAX, u64::MAX), "nothing overflows");
}

/// A fund of two stakers after a penalty and a loss, so that a share is worth more or less than an atom.
fn two(staked: [u64; 2], received: u64, lost_permille: u64) -> Option<(LossBook, [InsuranceStake; 2])> {
    let mut book = LossBook::NEW;
    let stakes = [stake(&mut book, staked[0])?, stake(&mut book, staked[1])?];
    book.receive(received).unwrap();
    book.cover((u128::from(book.fund_atoms) * u128::from(lost_permille) / 1_000) as u64);
    (book.fund_number == 0).then_some((book, stakes))
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// As much as is free leaves, and less than a share's worth more could have.
    #[test]
    fn all_that_is_free_leaves_and_no_atom_of_the_claims(
        staked in prop::array::uniform2(1..1_u64 << 40), received in 0..1_u64 << 42, lost in 0..1_000_u64,
        claims_permille in 0..1_500_u64, asked_permille in 1..=1_000_u64,
    ) {
        let Some((mut book, [mut mine, others])) = two(staked, received, lost) else { return Ok(()) };
        book.claims_atoms = (u128::from(book.fund_atoms) * u128::from(claims_permille) / 1_000) as u64;
        let asked = ((u128::from(mine.shares) * u128::from(asked_permille)) / 1_000).max(1) as u64;
        mine.ask(&book, asked, 0).unwrap();
        let (before, worth) = (book, book.worth_atoms(asked).unwrap());
        let others_worth = book.worth_atoms(others.shares).unwrap();
        let left = mine.leave(&mut book, &DEFAULT, WAIT + DAY).unwrap();
        prop_assert!(mine.invariant());
        prop_assert_eq!(mine.leaving_shares, asked - left.shares);
        prop_assert_eq!(book.fund_atoms, before.fund_atoms - left.paid_atoms);
        prop_assert_eq!(book.fund_shares, mine.shares + others.shares);
        prop_assert!(book.fund_atoms >= before.claims_atoms.min(before.fund_atoms), "claims stay");
        prop_assert!(book.worth_atoms(others.shares).unwrap() >= others_worth, "others pay for it");
        prop_assert_eq!(left.paid_atoms, before.worth_atoms(left.shares).unwrap());
        if left.shares < asked {
            prop_assert!(before.worth_atoms(left.shares + 1).unwrap() >= before.free_atoms(), "no share more was free");
            prop_assert!(left.paid_atoms < worth);
            prop_assert_eq!(mine.asked_ts, DAY, "two days begin");
        } else {
            prop_assert_eq!(left.paid_atoms, worth);
        }
    }

    /// However often somebody asks and leaves, in two parts or in one, while claims come and go.
    #[test]
    fn no_sequence_of_asks_and_leaves_pays_more_than_the_shares_are_worth(
        staked in prop::array::uniform2(1..1_u64 << 40), received in 0..1_u64 << 42, lost in 0..1_000_u64, split in 0..=1_000_u64,
        steps in prop::collection::vec((0..2_usize, 1..=1_000_u64, 0..1_200_u64, 0..3_u8), 1..30),
    ) {
        let Some((mut book, [whole, others])) = two(staked, received, lost) else { return Ok(()) };
        let (worth, others_worth) = (book.worth_atoms(whole.shares).unwrap(), book.worth_atoms(others.shares).unwrap());
        let first_shares = (u128::from(whole.shares) * u128::from(split) / 1_000) as u64;
        let mut parts = [first_shares, whole.shares - first_shares].map(|shares| InsuranceStake { shares, ..whole });
        let (mut paid, mut now_ts) = (0, 0);
        for (who, asked_permille, claims_permille, waits) in steps {
            book.claims_atoms = (u128::from(book.fund_atoms) * u128::from(claims_permille) / 1_000) as u64;
            let part = &mut parts[who];
            if waits == 0 || part.leaving_shares == 0 {
                part.ask(&book, (u128::from(part.shares) * u128::from(asked_permille) / 1_000) as u64, now_ts).unwrap();
                now_ts += WAIT;
            }
            now_ts += DAY;
            let before = book.fund_atoms;
            if let Ok(left) = part.leave(&mut book, &DEFAULT, now_ts) {
                paid += left.paid_atoms;
            }
            prop_assert!(book.fund_atoms >= before.min(book.claims_atoms));
            prop_assert_eq!(book.fund_shares, parts[0].shares + parts[1].shares + others.shares);
        }
        book.claims_atoms = 0;
        for part in &mut parts {
            paid += leave(&mut book, part).unwrap_or(0);
        }
        prop_assert!(paid <= worth, "{paid} for what was worth {worth}");
        prop_assert!(book.worth_atoms(others.shares).unwrap() >= others_worth);
    }
}
