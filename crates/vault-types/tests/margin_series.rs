//! A series of margin accounts: what is owed is owned by somebody, and every option pays its own.

mod common;
mod margin_common;

use common::cases;
use margin_common::*;
use proptest::prelude::*;
use vault_types::{
    margin::{Contract, MarginError, PositionChange, Units},
    state::{MarginSeries, OptionKind, SettlementAsset},
    LedgerError,
};

const UNITS: Units = Units { underlying_decimals: 9, quote_decimals: 6 };

fn counters(series: &MarginSeries) -> [u64; 2] {
    [series.outstanding_atoms, series.redeemed_atoms]
}

fn empty() -> MarginSeries {
    series(&put(SOL_USD, 140))
}

fn noted(changes: &[(i64, i64)]) -> Result<MarginSeries, LedgerError> {
    let mut series = empty();
    for (before, after) in changes {
        series.note(&PositionChange { before: *before, after: *after })?;
        assert!(series.invariant());
    }
    Ok(series)
}

#[test]
fn puts_are_settled_in_the_quote_and_calls_in_either() {
    let [call, put, unknown_kind] = [OptionKind::CALL, OptionKind::PUT, bytemuck::cast(2_u8)];
    let assets = [ASSETS[0], ASSETS[1], bytemuck::cast(2_u8)];
    let listed = |kind| assets.map(|asset| MarginSeries::is_listed(kind, asset));
    assert_eq!(listed(call), [true, true, false]);
    assert_eq!(listed(put), [false, true, false]);
    assert_eq!(listed(unknown_kind), [false; 3]);
    assert!(empty().invariant());
    assert!(!MarginSeries { settlement: SettlementAsset::UNDERLYING, ..empty() }.invariant());
    assert!(!MarginSeries { kind: unknown_kind, ..empty() }.invariant());
}

#[test]
fn what_goes_out_is_minted_and_what_comes_in_is_burned() {
    assert_eq!(noted(&[(0, -10)]).map(|series| counters(&series)), Ok([10, 0]), "written");
    assert_eq!(noted(&[(0, -10), (0, 4)]).map(|series| counters(&series)), Ok([6, 0]), "owned by another");
    assert_eq!(noted(&[(0, -10), (0, 4), (4, -3)]).map(|series| counters(&series)), Ok([13, 0]));
    assert_eq!(noted(&[(0, -10), (-10, -4)]).map(|series| counters(&series)), Ok([4, 0]), "bought back");
    assert_eq!(noted(&[(0, -10), (-10, 0)]).map(|series| counters(&series)), Ok([0; 2]));
    assert_eq!(noted(&[(0, -10), (0, -5), (-5, 8)]).map(|series| counters(&series)), Ok([2, 0]));
}

#[test]
fn what_nobody_has_is_refused() {
    assert_eq!(noted(&[(0, 1)]), Err(LedgerError::Overflow), "no token to burn");
    assert_eq!(noted(&[(0, -10), (0, 11)]), Err(LedgerError::Overflow), "more than was minted");
    assert_eq!(noted(&[(0, i64::MIN)]), Err(LedgerError::Overflow));
    assert_eq!(noted(&[(i64::MAX, i64::MIN)]), Err(LedgerError::Overflow));
}

#[test]
fn tokens_are_redeemed_once() {
    let mut series = noted(&[(0, -10), (0, 4)]).unwrap();
    series.redeem(5).unwrap();
    assert_eq!((counters(&series), series.invariant()), ([1, 5], true));
    let before = series;
    assert_eq!(series.redeem(2), Err(LedgerError::BrokenInvariant));
    assert_eq!(series, before);
    series.redeem(1).unwrap();
    assert_eq!((counters(&series), series.invariant()), ([0, 6], true));
}

#[test]
fn there_are_no_more_tokens_than_can_be_counted() {
    let full = MarginSeries { outstanding_atoms: u64::MAX - 2, redeemed_atoms: 2, ..empty() };
    assert!(full.invariant());
    assert!(!MarginSeries { redeemed_atoms: 3, ..full }.invariant());
}

#[test]
fn an_option_pays_what_it_is_worth() {
    let pays = |contract: Contract, quantity, price_usd: u64| {
        let payment = series(&contract).payoff(quantity, price_usd * USD, &UNITS).unwrap();
        assert_eq!(payment, receives(payment.to_account_atoms));
        payment.to_account_atoms
    };
    assert_eq!(pays(put(SOL_USD, 140), COIN, 110), 30 * DOLLAR);
    assert_eq!(pays(quote_call(SOL_USD, 100), 2 * COIN, 110), 20 * DOLLAR);
    assert_eq!(pays(coin_call(SOL_USD, 100), COIN, 160), 375_000_000);
    for (contract, price_usd) in
        [(put(SOL_USD, 140), 140), (quote_call(SOL_USD, 140), 140), (coin_call(SOL_USD, 140), 9)]
    {
        assert_eq!(pays(contract, COIN, price_usd), 0);
    }
    assert_eq!(pays(put(SOL_USD, 140), 33, 110), 0, "0.99 atoms");
    assert_eq!(pays(put(SOL_USD, 140), 34, 110), 1);
}

#[test]
fn what_no_wallet_can_have_is_refused() {
    let series = series(&coin_call(SOL_USD, 140));
    assert_eq!(series.payoff(1 << 63, 150 * USD, &UNITS), Err(MarginError::Quantity));
    assert_eq!(series.payoff(1, 0, &UNITS), Err(MarginError::Parameters), "a price of nothing");
    let wide = Units { underlying_decimals: 13, quote_decimals: 6 };
    assert_eq!(empty().payoff(1, USD, &wide), Err(MarginError::Decimals));
}

proptest! {
    #![proptest_config(cases(5_000))]

    #[test]
    fn a_payoff_is_exact_and_rounded_down(
        contract in any_contract(), quantity in 0..1_u64 << 40, price_e8 in any_price(), decimals in 4..=12_u8
    ) {
        let units = Units { underlying_decimals: contract.market.underlying_decimals, quote_decimals: decimals };
        let expected = exact_net(&[(contract, quantity as i64)], price_e8, decimals);
        let paid = series(&contract).payoff(quantity, price_e8, &units);
        prop_assert_eq!(paid, expected.ok_or(LedgerError::Overflow.into()));
    }
}
