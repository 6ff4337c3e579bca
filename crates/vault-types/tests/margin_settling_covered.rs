//! An account that is covered in kind can pay every expiry, whatever the prices and whichever comes first.

mod common;
mod margin_common;

use common::cases;
use margin_common::*;
use options_math::{MAX_PRICE_E8, MAX_QUANTITY};
use proptest::prelude::*;
use std::collections::HashSet;
use vault_types::{
    margin::{Contract, SettleError},
    state::{AccountMarket, MarginAccount, OptionKind, SettlementAsset},
    Pubkey,
};

const MUCH: u64 = 1 << 62;

/// Calls that nothing bounds are covered by calls at the strike; without them the account could not be covered at all.
fn bounded(mut options: Vec<(Contract, i64)>, strike_usd: u64) -> Vec<(Contract, i64)> {
    for (market, expiry_ts) in EXPIRIES {
        let is_quote_call = |contract: &Contract| {
            (contract.market, contract.expiry_ts) == (market, expiry_ts)
                && (contract.kind, contract.settlement) == (OptionKind::CALL, SettlementAsset::QUOTE)
        };
        let owned: i64 = options.iter().filter(|(contract, _)| is_quote_call(contract)).map(|(_, size)| *size).sum();
        if owned < 0 {
            options.push((at(expiry_ts, quote_call(market, strike_usd)), -owned));
        }
    }
    options
}

fn is_covered(account: &MarginAccount) -> bool {
    account.is_covered_in_kind().unwrap()
}

/// An account with these options and of every token the least with which it is covered, found by trying.
fn barely_covered(options: &[(Contract, i64)]) -> MarginAccount {
    let mut account = account_with(options);
    for mint in [SOL, BTC, QUOTE] {
        account.deposit(mint, MUCH).unwrap();
    }
    assert!(is_covered(&account), "enough of everything");
    for mint in [SOL, BTC, QUOTE] {
        for bit in (0..62).rev() {
            let mut less = account;
            if less.withdraw(&mint, 1 << bit).is_ok() && is_covered(&less) {
                account = less;
            }
        }
    }
    account
}

type Part = ((AccountMarket, i64), SettlementAsset);

fn any_order() -> impl Strategy<Value = Vec<Part>> {
    let parts: Vec<Part> = EXPIRIES.into_iter().flat_map(|expiry| ASSETS.map(|asset| (expiry, asset))).collect();
    Just(parts).prop_shuffle()
}

fn price_of(expiry: (AccountMarket, i64), prices_e8: &[u64; 6]) -> u64 {
    prices_e8[EXPIRIES.iter().position(|known| *known == expiry).unwrap()]
}

fn any_large_call() -> impl Strategy<Value = (Contract, i64)> {
    let strike_e8 = prop_oneof![1..=MAX_PRICE_E8, MAX_PRICE_E8 - 1_000..=MAX_PRICE_E8];
    let quantity = prop_oneof![1..=MAX_QUANTITY, MAX_QUANTITY - 3..=MAX_QUANTITY];
    (any_contract(), strike_e8, quantity, any::<bool>()).prop_map(|(drawn, strike_e8, quantity, is_owned)| {
        let call = Contract { strike_e8, ..coin_call(drawn.market, 1) };
        (at(drawn.expiry_ts, call), if is_owned { quantity } else { -quantity })
    })
}

fn pays_in_any_order(options: &[(Contract, i64)], order: &[Part], prices_e8: &[u64; 6]) -> Result<(), TestCaseError> {
    let mut account = barely_covered(options);
    for ((market, expiry_ts), settlement) in order.iter().copied() {
        let price_e8 = price_of((market, expiry_ts), prices_e8);
        let outcome = account.settle(&expiry(market, expiry_ts), settlement, price_e8);
        prop_assert!(matches!(outcome, Ok(_) | Err(SettleError::NothingToSettle)), "{outcome:?}");
        prop_assert!(is_covered(&account), "what is left is covered by what is left");
        prop_assert!(account.invariant());
    }
    prop_assert!(account.options.iter().all(|held| !held.is_used()), "all of it is settled");
    Ok(())
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn a_covered_account_pays_in_any_order_at_any_prices(
        drawn in any_options(18),
        strike_usd in 1..200_u64,
        order in any_order(),
        prices_e8 in prop::array::uniform6(any_price()),
    ) {
        pays_in_any_order(&bounded(drawn, strike_usd), &order, &prices_e8)?;
    }

    #[test]
    fn so_does_one_with_the_largest_calls(
        mut calls in prop::collection::vec(any_large_call(), 1..=24),
        order in any_order(),
        prices_e8 in prop::array::uniform6(prop_oneof![1..=MAX_PRICE_E8, 1..100_u64, Just(MAX_PRICE_E8)]),
    ) {
        let mut known = HashSet::new();
        calls.retain(|(call, _)| known.insert(call.series)); // two of one series would be too many
        pays_in_any_order(&calls, &order, &prices_e8)?;
    }

    /// The instruction that brings options in does not ask for the margin.
    #[test]
    fn bringing_options_in_uncovers_nothing(drawn in any_options(16), strike_usd in 1..200_u64, more in any_options(4)) {
        let mut account = barely_covered(&bounded(drawn, strike_usd));
        for (contract, quantity) in more {
            let before = account;
            if account.bring_in(&contract, quantity.unsigned_abs()).is_err() {
                account = before;
            }
            prop_assert!(is_covered(&account));
        }
    }
}

/// The cover is no more than some price asks for: with an atom less of a token that price finds the account short.
#[test]
fn with_an_atom_less_some_price_finds_the_account_short() {
    let one = COIN as i64;
    let condor = [(put(SOL_USD, 140), -one), (put(SOL_USD, 120), one), (coin_call(SOL_USD, 160), -one)];
    let spread = [(coin_call(SOL_USD, 200), one)];
    let covered = barely_covered(&[condor.as_slice(), &spread].concat());
    assert_eq!((covered.amount_of(&QUOTE), covered.amount_of(&SOL)), (20 * DOLLAR, 200_000_000));
    let outcome = |mint: &Pubkey, settlement, price_usd| {
        let (mut enough, mut short) = (covered, covered);
        short.withdraw(mint, 1).unwrap();
        let expiry = expiry(SOL_USD, FRIDAY);
        assert!(enough.settle(&expiry, settlement, price_usd * USD).is_ok());
        short.settle(&expiry, settlement, price_usd * USD)
    };
    assert_eq!(outcome(&QUOTE, SettlementAsset::QUOTE, 120), Err(SettleError::Short));
    assert_eq!(outcome(&SOL, SettlementAsset::UNDERLYING, 200), Err(SettleError::Short));
}
