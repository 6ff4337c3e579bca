//! The books of a margin account, against the simplest model of them.

use bytemuck::Zeroable;
use proptest::prelude::*;
use std::collections::BTreeMap;
use vault_types::{
    margin::{BookError, Contract, TokenMoves, Units, MAX_ACCOUNT_MARKETS, MAX_COLLATERALS, MAX_POSITIONS},
    state::{HeldOptions, MarginAccount, OptionKind, SettlementAsset, VERSION},
    Pubkey,
};

const UNITS: Units = Units { underlying_decimals: 9, quote_decimals: 6 };

fn account() -> MarginAccount {
    MarginAccount { version: VERSION, ..MarginAccount::zeroed() }
}

fn address(number: u8) -> Pubkey {
    Pubkey::new_from_array([number; 32])
}

/// Series of all markets have addresses of their own.
fn contract(market: u8, series: u8, kind: OptionKind) -> Contract {
    Contract {
        series: Pubkey::new_from_array([market, series, kind.code(), 9].repeat(8).try_into().unwrap()),
        market: address(market),
        kind,
        settlement: SettlementAsset::QUOTE,
        strike_e8: 150_0000_0000 + u64::from(series) * 1_0000_0000,
        expiry_ts: 1_700_000_000,
        units: UNITS,
    }
}

fn call(series: u8) -> Contract {
    contract(1, series, OptionKind::CALL)
}

fn put(strike_e8: u64, units: Units) -> Contract {
    Contract { strike_e8, units, ..contract(1, 1, OptionKind::PUT) }
}

#[test]
fn what_is_owned_is_handed_out_before_anything_is_minted() {
    let mut account = account();
    let moves = account.bring_in(&call(1), 10).unwrap();
    assert_eq!(moves, TokenMoves { kept_atoms: 10, ..TokenMoves::default() });
    let moves = account.write(&call(1), 14).unwrap();
    assert_eq!(moves, TokenMoves { returned_atoms: 10, minted_atoms: 4, ..TokenMoves::default() });
    assert_eq!(account.quantity_of(&call(1).series), -4);
    let moves = account.bring_in(&call(1), 9).unwrap();
    assert_eq!(moves, TokenMoves { burned_atoms: 4, kept_atoms: 5, ..TokenMoves::default() });
    assert_eq!(account.quantity_of(&call(1).series), 5);
    assert!(account.invariant());
}

#[test]
fn a_closed_position_leaves_its_place_and_its_market() {
    let mut account = account();
    account.write(&call(1), 10).unwrap();
    assert_eq!(account.markets[0], address(1));
    account.bring_in(&call(1), 10).unwrap();
    assert_eq!((account.options[0], account.markets[0]), (HeldOptions::zeroed(), Pubkey::default()));
    assert!(account.is_empty() && account.invariant());
}

#[test]
fn settled_options_are_gone_and_said_to_have_been_there() {
    let mut account = account();
    account.write(&call(1), 10).unwrap();
    account.bring_in(&call(2), 3).unwrap();
    assert_eq!(account.remove_options(&call(1).series), Ok(-10));
    assert_eq!(account.markets[0], address(1), "the other series is still there");
    assert_eq!(account.remove_options(&call(1).series), Err(BookError::NotHeld));
    assert_eq!(account.remove_options(&call(2).series), Ok(3));
    assert!(account.is_empty() && account.invariant());
}

#[test]
fn an_account_has_only_so_many_places() {
    let mut account = account();
    for number in 1..=MAX_POSITIONS as u8 {
        account.write(&call(number), 1).unwrap();
    }
    assert_eq!(account.write(&call(99), 1), Err(BookError::TooManyPositions));
    account.write(&call(1), 1).unwrap();
    for number in 1..=MAX_COLLATERALS as u8 {
        account.deposit(address(number), 1).unwrap();
    }
    assert_eq!(account.deposit(address(99), 1), Err(BookError::TooManyCollaterals));
    account.deposit(address(1), 1).unwrap();
    assert!(account.invariant());
}

#[test]
fn an_account_has_options_on_only_so_many_markets() {
    let mut account = account();
    for market in 1..=MAX_ACCOUNT_MARKETS as u8 {
        account.write(&contract(market, 1, OptionKind::CALL), 1).unwrap();
    }
    assert_eq!(account.write(&contract(9, 1, OptionKind::CALL), 1), Err(BookError::TooManyMarkets));
    account.bring_in(&contract(2, 1, OptionKind::CALL), 1).unwrap();
    account.write(&contract(9, 1, OptionKind::CALL), 1).unwrap();
    assert!(account.invariant());
}

/// A trade may take several steps: collateral out, options in. It is one change, or no message signed for after it would fit.
#[test]
fn an_instruction_counts_as_one_change() {
    let mut account = account();
    account.deposit(address(1), 10).unwrap();
    account.withdraw(&address(1), 1).unwrap();
    account.bring_in(&call(1), 1).unwrap();
    assert_eq!(account.position_seq, 0);
    account.note_change();
    assert_eq!(account.position_seq, 1);
}

#[test]
fn nothing_and_too_much_are_refused() {
    let mut account = account();
    assert_eq!(account.deposit(address(1), 0), Err(BookError::Nothing));
    assert_eq!(account.withdraw(&address(1), 0), Err(BookError::Nothing));
    assert_eq!(account.withdraw(&address(1), 1), Err(BookError::NotHeld));
    assert_eq!(account.write(&call(1), 0), Err(BookError::Nothing));
    assert_eq!(account.write(&call(1), u64::MAX), Err(BookError::TooLarge));
    assert_eq!(account.bring_in(&call(1), (1 << 57) + 1), Err(BookError::TooLarge));
    account.bring_in(&call(1), 1 << 57).unwrap();
    assert_eq!(account.bring_in(&call(1), 1), Err(BookError::TooLarge));
    account.deposit(address(1), u64::MAX).unwrap();
    assert_eq!(account.deposit(address(1), 1), Err(BookError::TooLarge));
    assert_eq!(account.withdraw(&address(2), 1), Err(BookError::NotHeld));
}

#[test]
fn puts_are_on_what_the_quote_buys_at_the_strike() {
    let on_a_dollar = |strike_e8, quantity| put(strike_e8, UNITS).underlying_atoms(quantity).unwrap();
    assert_eq!(on_a_dollar(100_0000_0000, 1_000_000), 10_000_000, "a dollar buys a hundredth");
    assert_eq!(on_a_dollar(150_0000_0000, 1_000_000), 6_666_666, "owned: rounded down");
    assert_eq!(on_a_dollar(150_0000_0000, -1_000_000), -6_666_667, "owed: rounded up");
    let coarse = Units { underlying_decimals: 0, quote_decimals: 12 };
    assert_eq!(put(100, coarse).underlying_atoms(1), Err(BookError::TooLarge), "no whole number of atoms");
    assert_eq!(put(1, UNITS).underlying_atoms(1 << 57), Err(BookError::TooLarge));
    assert_eq!(call(1).underlying_atoms(-7), Ok(-7));
}

proptest! {
    /// Whatever an owner does, the account says what a map would, and its tokens add up.
    #[test]
    fn the_books_are_what_a_map_would_say(
        steps in prop::collection::vec((0..4_u8, 1..4_u8, 0..9_u8, 1..1_000_u64), 1..120)
    ) {
        let mut account = account();
        let (mut options, mut collaterals) = (BTreeMap::new(), BTreeMap::new());
        // What the account holds and what it has minted, by series.
        let mut tokens: BTreeMap<Pubkey, (u64, u64)> = BTreeMap::new();
        for (what, market, series, amount) in steps {
            let (option, mint) = (contract(market, series, OptionKind::CALL), address(series));
            let before = account;
            let outcome = match what {
                0 => account.deposit(mint, amount).map(|()| None),
                1 => account.withdraw(&mint, amount).map(|()| None),
                2 => account.write(&option, amount).map(Some),
                _ => account.bring_in(&option, amount).map(Some),
            };
            let Ok(moves) = outcome else {
                account = before; // what failed is thrown away, as the chain does
                continue;
            };
            match what {
                0 => *collaterals.entry(mint).or_insert(0) += amount,
                1 => *collaterals.get_mut(&mint).unwrap() -= amount,
                2 => *options.entry(option.series).or_insert(0) -= amount as i64,
                _ => *options.entry(option.series).or_insert(0) += amount as i64,
            }
            if let Some(moves) = moves {
                let (held, minted) = tokens.entry(option.series).or_default();
                *held = *held + moves.kept_atoms - moves.returned_atoms;
                *minted = *minted + moves.minted_atoms - moves.burned_atoms;
                prop_assert_eq!(*held as i64 - *minted as i64, account.quantity_of(&option.series));
                prop_assert!(*held == 0 || *minted == 0, "owned or owed, never both");
            }
            prop_assert!(account.invariant());
            for (series, quantity) in &options {
                prop_assert_eq!(account.quantity_of(series), *quantity);
            }
            for (mint, amount) in &collaterals {
                prop_assert_eq!(account.amount_of(mint), *amount);
            }
        }
    }
}
