//! The books of a margin account, against the simplest model of them.

mod margin_common;

use bytemuck::Zeroable;
use margin_common::*;
use proptest::prelude::*;
use std::collections::BTreeMap;
use vault_types::{
    margin::{BookError, Contract, PositionChange, MAX_ACCOUNT_MARKETS, MAX_COLLATERALS, MAX_POSITIONS},
    state::{AccountMarket, HeldOptions, MarginAccount, OptionKind, SettlementAsset},
    Pubkey,
};

fn address(number: u8) -> Pubkey {
    Pubkey::new_from_array([number; 32])
}

/// A call that is settled in the quote. All markets are on one underlying here.
fn contract(market: u8, series: u8) -> Contract {
    let strike_e8 = 150 * USD + u64::from(series) * USD;
    margin_common::contract(margin_common::market(market, SOL, 9), OptionKind::CALL, SettlementAsset::QUOTE, strike_e8)
}

fn call(series: u8) -> Contract {
    contract(1, series)
}

fn position(account: &MarginAccount) -> i64 {
    account.quantity_of(&call(1).series)
}

#[test]
fn what_goes_out_is_first_owned_and_then_owed() {
    let mut account = account();
    assert_eq!(account.bring_in(&call(1), 10), Ok(PositionChange { before: 0, after: 10 }));
    assert_eq!(account.write(&call(1), 14), Ok(PositionChange { before: 10, after: -4 }));
    assert_eq!(position(&account), -4);
    assert_eq!(account.bring_in(&call(1), 9), Ok(PositionChange { before: -4, after: 5 }));
    assert_eq!(position(&account), 5);
    assert!(account.invariant());
}

/// What margin and settlement read of a position is what the series says.
#[test]
fn a_position_notes_its_series_and_its_market() {
    let mut account = account();
    account.write(&contract(7, 1), 1).unwrap();
    let written = at(FRIDAY + WEEK_SECS, put(BTC_USD, 90_000));
    account.write(&written, 12).unwrap();
    let expected = HeldOptions {
        series: written.series,
        strike_e8: 90_000 * USD,
        expiry_ts: FRIDAY + WEEK_SECS,
        quantity_atoms: -12,
        kind: OptionKind::PUT,
        settlement: SettlementAsset::QUOTE,
        market: 1,
        padding: [0; 5],
    };
    assert_eq!(account.options[1], expected);
    assert_eq!(account.markets[1], BTC_USD);
}

#[test]
fn a_closed_position_leaves_its_place_and_its_market() {
    let mut account = account();
    account.write(&call(1), 10).unwrap();
    assert_eq!(account.markets[0], call(1).market);
    account.bring_in(&call(1), 10).unwrap();
    assert_eq!((account.options[0], account.markets[0]), (HeldOptions::zeroed(), AccountMarket::zeroed()));
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
        account.write(&contract(market, 1), 1).unwrap();
    }
    assert_eq!(account.write(&contract(9, 1), 1), Err(BookError::TooManyMarkets));
    account.bring_in(&contract(2, 1), 1).unwrap();
    account.write(&contract(9, 1), 1).unwrap();
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
fn options_of_another_quote_are_refused() {
    let other = Contract { quote_mint: OTHER, ..call(1) };
    let mut account = account_with(&[(call(1), -5)]);
    let before = account;
    assert_eq!(account.write(&other, 1), Err(BookError::OtherQuote));
    assert_eq!(account.bring_in(&other, 1), Err(BookError::OtherQuote));
    assert_eq!(account, before);
}

/// However often an account changed, one that is opened at its address a second later begins above.
#[test]
fn a_later_account_counts_on_from_above() {
    let seconds = (1_700_000_000..1_700_000_100).chain([0, 1, u32::MAX.into(), (1 << 40) - 2]);
    for now_ts in seconds {
        let mut account = MarginAccount { position_seq: MarginAccount::first_position_seq(now_ts), ..account() };
        account.position_seq += (1 << 24) - 2;
        account.note_change();
        assert!(account.position_seq < MarginAccount::first_position_seq(now_ts + 1), "{now_ts}");
    }
    for before_the_epoch in [-1, -1_700_000_000, i64::MIN] {
        assert_eq!(MarginAccount::first_position_seq(before_the_epoch), 0);
    }
}

proptest! {
    /// Whatever an owner does, the account says what a map would.
    #[test]
    fn the_books_are_what_a_map_would_say(
        steps in prop::collection::vec((0..4_u8, 1..4_u8, 0..9_u8, 1..1_000_u64), 1..120)
    ) {
        let mut account = account();
        let (mut options, mut collaterals) = (BTreeMap::new(), BTreeMap::new());
        for (what, market, series, amount) in steps {
            let (option, mint) = (contract(market, series), address(series));
            let (before, owned) = (account, account.quantity_of(&option.series));
            let outcome = match what {
                0 => account.deposit(mint, amount).map(|()| None),
                1 => account.withdraw(&mint, amount).map(|()| None),
                2 => account.write(&option, amount).map(Some),
                _ => account.bring_in(&option, amount).map(Some),
            };
            let Ok(change) = outcome else {
                account = before; // what failed is thrown away, as the chain does
                continue;
            };
            match what {
                0 => *collaterals.entry(mint).or_insert(0) += amount,
                1 => *collaterals.get_mut(&mint).unwrap() -= amount,
                2 => *options.entry(option.series).or_insert(0) -= amount as i64,
                _ => *options.entry(option.series).or_insert(0) += amount as i64,
            }
            if let Some(change) = change {
                prop_assert_eq!(change, PositionChange { before: owned, after: options[&option.series] });
            }
            prop_assert!(account.invariant());
            let series: Vec<_> = account.options.iter().filter(|held| held.is_used()).map(|held| held.series).collect();
            prop_assert!(series.is_sorted_by(|a, b| a < b), "portfolios are hashed in this order");
            for (series, quantity) in &options {
                prop_assert_eq!(account.quantity_of(series), *quantity);
            }
            for (mint, amount) in &collaterals {
                prop_assert_eq!(account.amount_of(mint), *amount);
            }
        }
    }
}
