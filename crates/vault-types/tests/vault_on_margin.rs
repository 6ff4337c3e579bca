//! Vaults that sell more than they cover: how much is offered, how it is counted, and what their books say of it.

mod common;

use common::*;
use proptest::prelude::*;
use vault_types::{
    ledger::{Ledger, Returned},
    margin::{MarginError, MarginMode, Units},
    premium::OptionTerms,
    state::{OptionKind, VaultParams, VaultState},
    LedgerError,
};

const UNITS: Units = Units { underlying_decimals: 9, quote_decimals: 6 };

fn put(strike_e8: u64) -> OptionTerms {
    OptionTerms { kind: OptionKind::PUT, strike_e8, expiry_ts: 0 }
}

#[test]
fn what_is_offered_is_the_leverage_times_the_nav() {
    let on_margin =
        |max_leverage_bps| VaultParams { max_leverage_bps, margin_mode: MarginMode::SCENARIO, ..vault_params() };
    assert_eq!(vault_params().offered_atoms(123_456_789), Some(123_456_789));
    assert_eq!(on_margin(10_000).offered_atoms(123_456_789), Some(123_456_789));
    assert_eq!(on_margin(25_000).offered_atoms(5), Some(12), "rounded down");
    assert_eq!(on_margin(30_000).offered_atoms(u64::MAX), None);
    assert!(!vault_params().is_on_margin() && on_margin(10_000).is_on_margin());
}

/// A put on a coin of nine decimals at 140 takes 140 units of a quote of six.
#[test]
fn options_and_what_covers_them() {
    let call = OptionTerms { kind: OptionKind::CALL, ..put(140 * USD) };
    assert_eq!(UNITS.options_covered_by(&call, 77), Ok(77));
    assert_eq!(UNITS.cover_of(&call, 77), Ok(77));
    assert_eq!(UNITS.options_covered_by(&put(140 * USD), 140_000_000), Ok(COIN));
    assert_eq!(UNITS.cover_of(&put(140 * USD), COIN), Ok(140_000_000));
    assert_eq!(UNITS.options_covered_by(&put(140 * USD), 1), Ok(7), "an atom pays for 7.14 of them");
    assert_eq!(UNITS.cover_of(&put(140 * USD), 7), Ok(1));
    assert_eq!(UNITS.cover_of(&put(140 * USD), 8), Ok(2));
    let no_strike = UNITS.options_covered_by(&put(0), 1);
    assert_eq!(no_strike, Err(MarginError::Ledger(LedgerError::Overflow)));
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// Of no amount can more be sold than it covers, and nothing but the last atom's worth stays unsold.
    #[test]
    fn cover_and_options_agree(
        cover in 0..1_u64 << 50,
        strike_e8 in USD / 1_000..1_000_000 * USD,
        underlying_decimals in 0..=12_u8,
        quote_decimals in 0..=12_u8,
    ) {
        let units = Units { underlying_decimals, quote_decimals };
        let option = put(strike_e8);
        if let Ok(options) = units.options_covered_by(&option, cover) {
            prop_assert!(units.cover_of(&option, options).unwrap() <= cover);
            if let Ok(needed) = units.cover_of(&option, options + 1) {
                prop_assert!(needed > cover);
            }
        }
    }

    /// A round's whole way through the books, whatever it sells and loses.
    #[test]
    fn a_round_on_margin(nav in 1..1_u64 << 40, pending in 0..1_u64 << 40, premium in 0..1_u64 << 40, kept in 0.0..=1.0) {
        let mut ledger = Ledger { nav_atoms: nav, share_supply: nav, pending_deposit_atoms: pending, ..Ledger::default() };
        ledger.lock_all();
        prop_assert_eq!(ledger.margin_all(), nav);
        prop_assert_eq!(ledger.custody_atoms(), Some(pending), "only what is not in the bank");
        ledger.receive_margin_premium(premium).unwrap();
        prop_assert_eq!(ledger.custody_atoms(), Some(pending));
        ledger.unlock(nav).unwrap();
        prop_assert_eq!(ledger.locked_atoms, nav, "what is in the bank stays there");
        prop_assert!(ledger.invariant());
        let returned = ((nav + premium) as f64 * kept) as u64;
        let paid = Returned { paid_atoms: nav + premium - returned, surplus_atoms: 0 };
        prop_assert_eq!(ledger.return_margin(returned), Ok(paid));
        let home = Ledger { nav_atoms: returned, share_supply: nav, pending_deposit_atoms: pending, ..Ledger::default() };
        prop_assert_eq!(ledger, home);
    }
}

/// An auction pays in the vault's token, rounded up: more may come home than went out.
#[test]
fn attack_16_what_comes_home_on_top_belongs_to_the_shares() {
    let mut ledger = Ledger { nav_atoms: 100, pending_deposit_atoms: 9, share_supply: 100, ..Ledger::default() };
    ledger.lock_all();
    ledger.margin_all();
    ledger.receive_margin_premium(5).unwrap();
    let returned = ledger.return_margin(106);
    assert_eq!(returned, Ok(Returned { paid_atoms: 0, surplus_atoms: 1 }));
    assert_eq!((ledger.nav_atoms, ledger.margined_atoms, ledger.locked_atoms), (106, 0, 0));
    assert_eq!(ledger.custody_atoms(), Some(106 + 9));
    assert!(ledger.invariant());
    let mut full = Ledger { nav_atoms: u64::MAX, margined_atoms: 1, ..Ledger::default() };
    assert_eq!(full.return_margin(2), Err(LedgerError::Overflow), "no token has so many atoms");
    let too_much = Ledger { nav_atoms: 99, margined_atoms: 100, ..Ledger::default() };
    assert!(!too_much.invariant());
}

#[test]
fn only_a_running_round_has_anything_in_the_bank() {
    for (state, is_sound) in [
        (VaultState::OPEN, false),
        (VaultState::AUCTION, true),
        (VaultState::LIVE, true),
        (VaultState::SETTLING, false),
    ] {
        let mut vault = vault_with(100, 100);
        (vault.state, vault.round) = (state, 1);
        assert!(vault.invariant());
        vault.ledger.margined_atoms = 1;
        assert_eq!(vault.invariant(), is_sound);
    }
}
