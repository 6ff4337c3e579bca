//! Fees and the price per share at the end of a round (ATTACKS 13). `exact::check_close` holds the formulas.

mod common;

use common::{exact::check_close, *};
use proptest::prelude::*;
use vault_types::{
    round_close::{close_round, RoundClose, RoundResult},
    shares::{price_per_share_e9, PPS_ONE_E9},
    state::FeeParams,
};

const HIGHEST_FEES: FeeParams =
    FeeParams { performance_fee_bps: 3_000, management_fee_e8: 5_000_000, withdrawal_fee_bps: 100 };

fn week(start_nav_atoms: u64, end_nav_atoms: u64, share_supply: u64, high_water_mark_e9: u64) -> RoundResult {
    let elapsed_secs = WEEK_SECS.unsigned_abs();
    RoundResult { start_nav_atoms, end_nav_atoms, share_supply, high_water_mark_e9, elapsed_secs }
}

fn closed(result: &RoundResult, fees: &FeeParams) -> RoundClose {
    let close = close_round(result, fees).unwrap();
    check_close(result, fees, &close);
    close
}

fn valid_fees() -> impl Strategy<Value = FeeParams> {
    (0u32..=3_000, 0u32..=5_000_000).prop_map(|(performance_fee_bps, management_fee_e8)| {
        let fees = FeeParams { performance_fee_bps, management_fee_e8, withdrawal_fee_bps: 0 };
        assert!(fees.is_valid());
        fees
    })
}

proptest! {
    #![proptest_config(cases(10_000))]

    /// Whatever the balances, a round can end, and its numbers follow the formulas.
    #[test]
    fn every_round_can_end(
        [start_nav_atoms, end_nav_atoms, share_supply, high_water_mark_e9] in prop::array::uniform4(magnitude()),
        elapsed_secs in 0..=options_math::MAX_SECONDS_TO_EXPIRY,
        fees in valid_fees(),
    ) {
        let result = RoundResult { start_nav_atoms, end_nav_atoms, share_supply, high_water_mark_e9, elapsed_secs };
        closed(&result, &fees);
    }

    /// The same where rounds really are: a few per cent up or down, near the high-water mark.
    #[test]
    fn ordinary_rounds(
        start_nav_atoms in 1_000u64..1 << 60,
        change_bps in -500i64..500,
        mark_bps in 9_000u64..12_000,
        share_supply in 1_000u64..1 << 60,
        fees in valid_fees(),
    ) {
        let end = i128::from(start_nav_atoms) * i128::from(10_000 + change_bps) / 10_000;
        let pps_e9 = u128::from(price_per_share_e9(start_nav_atoms, share_supply));
        let mark = u64::try_from(pps_e9 * u128::from(mark_bps) / 10_000).unwrap_or(u64::MAX);
        let result = week(start_nav_atoms, u64::try_from(end).unwrap(), share_supply, mark);
        let close = closed(&result, &fees);
        if change_bps <= 0 {
            prop_assert_eq!((close.performance_fee_atoms, close.management_fee_atoms), (0, 0));
        }
    }

    /// More gained is never less kept.
    #[test]
    fn depositors_keep_more_of_a_better_round(start in 0u64..1 << 50, end in 0u64..1 << 50, fees in valid_fees()) {
        let kept = |end: u64| {
            let close = closed(&week(start, end, 1 << 40, PPS_ONE_E9), &fees);
            end - close.performance_fee_atoms - close.management_fee_atoms
        };
        prop_assert!(kept(end) <= kept(end + 1) + 1);
    }
}

#[test]
fn no_fee_without_a_gain() {
    for end in [0, 1, 99 * COIN, 100 * COIN] {
        let close = closed(&week(100 * COIN, end, 100 * COIN, PPS_ONE_E9), &HIGHEST_FEES);
        assert_eq!((close.performance_fee_atoms, close.management_fee_atoms), (0, 0));
    }
}

/// One atom of premium, bought by the fee recipient, must not earn the recipient a week's management fee.
#[test]
fn fees_never_turn_a_gain_into_a_loss() {
    let start = 100 * COIN;
    let close = closed(&week(start, start + 1, start, PPS_ONE_E9), &HIGHEST_FEES);
    assert_eq!((close.performance_fee_atoms, close.management_fee_atoms), (0, 1));
    assert_eq!(close.pps_e9, PPS_ONE_E9);
}

#[test]
fn no_performance_fee_at_or_below_the_mark() {
    let close = closed(&week(90 * COIN, 100 * COIN, 100 * COIN, PPS_ONE_E9), &FEES);
    assert_eq!(close.performance_fee_atoms, 0);
    assert!(close.management_fee_atoms > 0);
    let close = closed(&week(90 * COIN, 100 * COIN + 10, 100 * COIN, PPS_ONE_E9), &FEES);
    assert_eq!(close.performance_fee_atoms, 1);
}

/// After a great loss and new deposits at the low price, high-water mark times supply is more than a u64. The round
/// could never end: all money of a vault on a token with many atoms was locked for good.
#[test]
fn a_mark_beyond_all_atoms_only_means_no_fee() {
    let (nav, supply) = (900_000_000_000_000_000, 18_000_000_000_000_000_000); // a share at 0.05
    let close = closed(&week(nav, nav + nav / 100, supply, 1_100_000_000), &FEES);
    assert_eq!(close.performance_fee_atoms, 0);
    assert_eq!(close.pps_e9, 50_480_630); // floor(0.0505 * (1 - 0.00038356) * 10^9)
}

/// One share left and more than 18 coins: the price does not fit, the round ends all the same.
#[test]
fn a_price_beyond_u64_stays_at_the_largest() {
    let close = closed(&week(20 * COIN, 20 * COIN, 1, PPS_ONE_E9), &FEES);
    assert_eq!(close.pps_e9, u64::MAX);
    assert_eq!(vault_types::shares::atoms_for_shares(1, close.pps_e9), Ok(18_446_744_073));
}

/// Everybody left, one atom remains: whoever comes next starts at 1, with a mark of 1. Otherwise depositors who leave
/// and come back together would pay no performance fee until the old mark is reached.
#[test]
fn a_vault_without_shares_starts_anew() {
    let close = closed(&week(1, 1, 0, 5 * PPS_ONE_E9), &FEES);
    assert_eq!((close.pps_e9, close.high_water_mark_e9), (PPS_ONE_E9, PPS_ONE_E9));
}

/// Everything lost: PPS zero with shares; the round ends and pays nothing.
#[test]
fn a_total_loss_ends() {
    let close = closed(&week(COIN, 0, COIN, PPS_ONE_E9), &HIGHEST_FEES);
    assert_eq!((close.pps_e9, close.high_water_mark_e9), (0, PPS_ONE_E9));
}

#[test]
fn invalid_fees_and_times_never_panic() {
    let fees = FeeParams { performance_fee_bps: u32::MAX, management_fee_e8: u32::MAX, withdrawal_fee_bps: u32::MAX };
    for elapsed_secs in [0, 1, u64::MAX] {
        for [start, end, supply, mark] in [[0; 4], [u64::MAX; 4], [0, u64::MAX, 1, 0], [1, u64::MAX, u64::MAX, 1]] {
            let result = RoundResult { elapsed_secs, ..week(start, end, supply, mark) };
            if let Ok(close) = close_round(&result, &fees) {
                assert!(close.performance_fee_atoms + close.management_fee_atoms <= end - start);
            }
        }
    }
}
