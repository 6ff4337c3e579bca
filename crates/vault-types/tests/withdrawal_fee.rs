//! The withdrawal fee: all tickets can be paid from what is set aside, and nobody pays more than the rate.

mod common;

use common::*;
use proptest::prelude::*;
use vault_types::{
    ledger::Ledger,
    shares::{atoms_for_shares, withdrawal_pps_e9, PPS_ONE_E9},
};

/// Any order of magnitude, also that of a vault which has lost nearly everything.
fn price() -> impl Strategy<Value = u64> {
    (0..50u32, any::<u64>()).prop_map(|(bits, noise)| (1u64 << bits) + noise % (1u64 << bits))
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn tickets_are_covered_and_the_fee_is_the_rate(
        pps_e9 in price(),
        fee_bps in 0..=100u32,
        tickets in prop::collection::vec(1..1u64 << 40, 1..20),
        stay_shares in 0..1u64 << 40,
    ) {
        let queued: u64 = tickets.iter().sum();
        let supply = queued + stay_shares;
        let nav_atoms = u64::try_from((u128::from(supply) * u128::from(pps_e9)).div_ceil(u128::from(PPS_ONE_E9)));
        prop_assume!(nav_atoms.is_ok());
        let before = Ledger {
            nav_atoms: nav_atoms.unwrap(), share_supply: supply, queued_shares: queued, ..Ledger::default()
        };
        let paid_pps_e9 = withdrawal_pps_e9(pps_e9, fee_bps);
        prop_assert!(paid_pps_e9 <= pps_e9);
        prop_assert_eq!(paid_pps_e9 == pps_e9, fee_bps == 0 || u128::from(pps_e9) * u128::from(fee_bps) < 10_000);
        let mut after = before;
        let burned = after.burn_queued(pps_e9, paid_pps_e9).unwrap();

        let paid: u64 = tickets.iter().map(|shares| atoms_for_shares(*shares, paid_pps_e9).unwrap()).sum();
        prop_assert!(paid <= burned.owed_atoms, "what is set aside pays every ticket");
        prop_assert!(burned.owed_atoms - paid <= tickets.len() as u64, "and hardly more");
        let worth = u128::from(atoms_for_shares(queued, pps_e9).unwrap());
        prop_assert_eq!(u128::from(burned.owed_atoms + burned.fee_atoms), worth);
        let rate = worth * u128::from(fee_bps);
        prop_assert!(u128::from(burned.fee_atoms) * 10_000 <= rate + 2 * 10_000, "{:?} of {worth}", burned);
        // The price has nine decimals: the fee is short by less than a billionth of an atom a share.
        let least = rate.saturating_sub(u128::from(queued).div_ceil(u128::from(PPS_ONE_E9)) * 10_000 + 10_000);
        prop_assert!(u128::from(burned.fee_atoms) * 10_000 >= least, "{:?} of {worth}", burned);

        prop_assert_eq!(burned.shares, queued);
        prop_assert_eq!(before.custody_atoms(), after.custody_atoms());
        prop_assert_eq!((after.share_supply, after.queued_shares), (stay_shares, 0));
        prop_assert!(after.covers_shares(pps_e9), "those who stay lose nothing");
    }

    /// In and out between rounds, however often: nobody gains an atom, with or without a fee, and those who stay lose nothing.
    #[test]
    fn a_circle_gains_nothing(
        pps_e9 in price(),
        supply in 1..1u64 << 40,
        dust_atoms in 0..1_000u64,
        fee_bps in prop_oneof![Just(0u32), 0..=100u32],
        deposits in prop::collection::vec(1..1u64 << 40, 1..20),
    ) {
        let nav_atoms = (u128::from(supply) * u128::from(pps_e9)).div_ceil(u128::from(PPS_ONE_E9));
        prop_assume!(nav_atoms < 1 << 60);
        let mut ledger = Ledger {
            nav_atoms: u64::try_from(nav_atoms).unwrap() + dust_atoms, share_supply: supply, ..Ledger::default()
        };
        for atoms in deposits {
            let nav_before = ledger.nav_atoms;
            let Ok(minted) = ledger.join_now(atoms, pps_e9) else { continue };
            prop_assert!(ledger.covers_shares(pps_e9));
            ledger.queue_withdrawal(minted).unwrap();
            let paid = ledger.burn_queued(pps_e9, withdrawal_pps_e9(pps_e9, fee_bps)).unwrap().owed_atoms;
            ledger.pay_withdrawal(paid).unwrap();
            prop_assert!(paid <= atoms, "{paid} for {atoms}");
            prop_assert!(ledger.nav_atoms >= nav_before);
            prop_assert_eq!(ledger.share_supply, supply);
        }
    }
}

/// After a loss of nearly everything a share is worth five billionths of an atom: one per cent of that is not one of five.
#[test]
fn few_digits_are_no_fee() {
    assert_eq!(withdrawal_pps_e9(5, 100), 5);
    assert_eq!(withdrawal_pps_e9(1, 100), 1);
    assert_eq!(withdrawal_pps_e9(200, 100), 198);
    assert_eq!(withdrawal_pps_e9(PPS_ONE_E9, 37), 996_300_000);
    assert_eq!(withdrawal_pps_e9(u64::MAX, 0), u64::MAX);
    assert_eq!(withdrawal_pps_e9(0, 37), 0);
}

/// A deposit worth no share is refused, not kept.
#[test]
fn dust_does_not_join() {
    let mut ledger = Ledger { nav_atoms: 10, share_supply: 1, ..Ledger::default() };
    assert!(ledger.join_now(9, 10 * PPS_ONE_E9).is_err());
    assert_eq!(ledger.join_now(10, 10 * PPS_ONE_E9), Ok(1));
    assert!(ledger.join_now(10, 0).is_err(), "worthless shares");
}
