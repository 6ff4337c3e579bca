//! An account in maximum-loss mode holds, of every token, what its options can cost in it.

mod margin_common;

use margin_common::*;
use vault_types::{margin::MarginError, state::MarginAccount, Pubkey};

const ONE: i64 = COIN as i64;

/// The account is covered with these amounts, and not with an atom less of any of them.
fn needs_exactly(account: &MarginAccount, amounts: &[(Pubkey, u64)]) {
    let mut full = *account;
    for (mint, atoms) in amounts {
        full.deposit(*mint, *atoms).unwrap();
    }
    assert_eq!(full.is_covered_in_kind(), Ok(true));
    for (mint, _) in amounts {
        let mut short = full;
        short.withdraw(mint, 1).unwrap();
        assert_eq!(short.is_covered_in_kind(), Ok(false));
    }
}

#[test]
fn an_empty_account_needs_nothing() {
    assert_eq!(account().is_covered_in_kind(), Ok(true));
}

#[test]
fn coins_cover_covered_calls_and_cash_covers_puts() {
    let account = account_with(&[(coin_call(SOL_USD, 160), -2 * ONE), (put(SOL_USD, 140), -5 * ONE)]);
    needs_exactly(&account, &[(SOL, 2 * COIN), (QUOTE, 700 * DOLLAR)]);
}

#[test]
fn no_token_covers_what_is_settled_in_another() {
    let mut account = account_with(&[(coin_call(SOL_USD, 160), -ONE)]);
    account.deposit(QUOTE, u64::MAX).unwrap();
    account.deposit(BTC, u64::MAX).unwrap();
    assert_eq!(account.is_covered_in_kind(), Ok(false));
}

#[test]
fn a_condor_needs_its_wider_wing() {
    let calls = [(quote_call(SOL_USD, 175), ONE), (quote_call(SOL_USD, 160), -ONE)];
    let puts = [(put(SOL_USD, 140), -ONE), (put(SOL_USD, 130), ONE)];
    needs_exactly(&account_with(&[calls, puts].concat()), &[(QUOTE, 15 * DOLLAR)]);
}

#[test]
fn markets_with_one_quote_add_up() {
    let a_250th_coin = 100_000_000 / 250;
    let account = account_with(&[(put(SOL_USD, 140), -ONE), (put(BTC_USD, 50_000), -a_250th_coin)]);
    needs_exactly(&account, &[(QUOTE, 340 * DOLLAR)]);
}

#[test]
fn markets_with_one_underlying_add_up() {
    let other_market = market(7, SOL, 9);
    let account = account_with(&[(coin_call(SOL_USD, 160), -ONE), (coin_call(other_market, 160), -2 * ONE)]);
    needs_exactly(&account, &[(SOL, 3 * COIN)]);
}

/// A market's underlying may be another one's quote, and its own options' too.
#[test]
fn a_token_covers_as_underlying_and_as_quote() {
    let account = account_with(&[(coin_call(market(7, QUOTE, 6), 2), -5), (put(SOL_USD, 140), -ONE)]);
    needs_exactly(&account, &[(QUOTE, 140 * DOLLAR + 5)]);
}

/// What is owned at one expiry need not be there at another.
#[test]
fn expiries_add_up() {
    let next_week = at(FRIDAY + WEEK_SECS, put(SOL_USD, 200));
    needs_exactly(&account_with(&[(put(SOL_USD, 140), -ONE), (next_week, ONE)]), &[(QUOTE, 140 * DOLLAR)]);
    needs_exactly(&account_with(&[(put(SOL_USD, 140), -ONE), (next_week, -ONE)]), &[(QUOTE, 340 * DOLLAR)]);
}

/// A payment is rounded against who owes it.
#[test]
fn a_part_of_an_atom_needs_a_whole_one() {
    needs_exactly(&account_with(&[(put(SOL_USD, 140), -1)]), &[(QUOTE, 1)]);
    needs_exactly(&account_with(&[(put(SOL_USD, 140), -ONE - 1)]), &[(QUOTE, 140 * DOLLAR + 1)]);
}

#[test]
fn a_call_that_nothing_bounds_is_refused() {
    let mut account = account_with(&[(quote_call(SOL_USD, 160), -ONE), (coin_call(SOL_USD, 160), ONE)]);
    account.deposit(QUOTE, u64::MAX).unwrap();
    assert_eq!(account.is_covered_in_kind(), Err(MarginError::UnboundedLoss), "coins are no quote");
}
