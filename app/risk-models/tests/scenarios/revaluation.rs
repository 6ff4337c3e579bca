//! Profits against a plain implementation: an option at a time, by the scalar Black-76.

use crate::assert_near;
use crate::portfolios::{account, book, expiry, market, markets, moves, option, profit};
use options_math::OptionType::{Call, Put};
use proptest::prelude::*;
use risk_models::derive_pmrm2::black76::Black76;
use risk_models::portfolio::{Expiry, Market, OptionHolding};
use risk_models::revaluation::{profits, Book, Move};
use risk_models::surface::{RawSvi, Smile};

/// What an expiry is worth after a move, its futures by the gain on their forward.
fn plain_expiry_value(market: &Market, expiry: &Expiry, change: &Move) -> f64 {
    let years = expiry.days / 365.0;
    let passed = (change.days / 365.0).min(years);
    let today = expiry.forward.unwrap_or(market.spot * (market.rate * years).exp());
    let growth = if years > 0.0 { (today / market.spot).ln() / years } else { 0.0 };
    let forward = market.spot * change.spot_ratio * (growth * (years - passed)).exp();
    let mut value = expiry.futures * (forward - today);
    for held in &expiry.options {
        let moved = held.volatility.unwrap() * (1.0 + change.relative_volatility) + change.absolute_volatility;
        let contract = Black76 {
            forward,
            strike: held.strike,
            volatility: moved.max(change.least_volatility),
            years: years - passed,
            discount: (-market.rate * (years - passed)).exp(),
        };
        value += held.amount * contract.price(held.option_type);
    }
    value
}

fn plain_profit(market: &Market, change: &Move) -> f64 {
    let value = |change: &Move| {
        let of_expiries: f64 = market.expiries.iter().map(|expiry| plain_expiry_value(market, expiry, change)).sum();
        of_expiries + (market.coins + market.perpetuals) * market.spot * change.spot_ratio
    };
    value(change) - value(&Move::NONE)
}

proptest! {
    #[test]
    fn profits_are_those_of_a_plain_implementation(
        first in markets(), second in markets(), changes in prop::collection::vec(moves(), 2..12)
    ) {
        let second = Market { name: "Y".to_owned(), ..second };
        let changes = &changes[..changes.len() / 2 * 2];
        let computed = profits(&book(&[first.clone(), second.clone()]), changes).unwrap();
        prop_assert_eq!(computed.len(), changes.len() / 2);
        for (profit, scenario) in computed.iter().zip(changes.chunks(2)) {
            let expected = plain_profit(&first, &scenario[0]) + plain_profit(&second, &scenario[1]);
            // Amounts are up to 5 of 100 USD each.
            prop_assert!((profit - expected).abs() < 1e-8, "{} {}", profit, expected);
        }
    }
}

/// Reference values with r = 0, seven days, a volatility of 0.8 and a spot of 150.
#[test]
fn a_week_on_a_coin_has_known_values() {
    let value = |held: OptionHolding| {
        let alone = Market { expiries: vec![expiry(7.0, &[held])], ..market("SOL", 150.0) };
        book(&[alone]).value()
    };
    assert_near(value(option(Call, 165.0, 0.8, 1.0)), 1.879_781_240_655_013_2, 1e-13);
    assert_near(value(option(Put, 135.0, 0.8, 1.0)), 1.439_310_767_721_41, 1e-13);
    assert_near(value(option(Call, 150.0, 0.8, -2.0)), -2.0 * 6.626_311_379_747_818, 1e-13);
}

#[test]
fn the_value_of_an_account_is_its_cash_coins_and_options() {
    let held = Market {
        coins: 2.0,
        perpetuals: -7.0,
        expiries: vec![Expiry { futures: 5.0, ..expiry(7.0, &[option(Call, 150.0, 0.8, 1.0)]) }],
        ..market("SOL", 150.0)
    };
    let mut account = account(&[held]);
    account.cash = -40.0;
    assert_near(Book::new(&account).unwrap().value(), -40.0 + 300.0 + 6.626_311_379_747_818, 1e-13);
}

#[test]
fn an_option_that_expires_on_the_way_pays_by_the_scenarios_spot() {
    let held = Market {
        rate: 0.3,
        expiries: vec![Expiry { forward: Some(110.0), ..expiry(2.0, &[option(Call, 90.0, 0.8, 1.0)]) }],
        ..market("X", 100.0)
    };
    let value = book(std::slice::from_ref(&held)).value();
    let later = Move { days: 5.0, ..Move::spot(1.3) };
    assert_near(profit(&held, later), 40.0 - value, 1e-12);
    assert_near(profit(&held, Move { spot_ratio: 0.8, ..later }), -value, 1e-12);
}

#[test]
fn a_volatility_comes_from_the_smile_where_the_option_has_none() {
    let raw = RawSvi { a: 0.02, b: 0.17, rho: -0.15, m: 0.05, sigma: 0.2 };
    let with_smile = |volatility: Option<f64>| Market {
        expiries: vec![Expiry {
            forward: Some(103.0),
            smile: Some(raw),
            ..expiry(30.0, &[OptionHolding { volatility, ..option(Put, 90.0, 0.0, 1.0) }])
        }],
        ..market("X", 100.0)
    };
    let of_smile = Smile::new(raw).unwrap().vol(libm::log(90.0 / 103.0), 30.0 / 365.0);
    let value = |volatility| book(&[with_smile(volatility)]).value();
    assert_eq!(value(None), value(Some(of_smile)));
    assert!((value(None) - value(Some(of_smile + 0.001))).abs() > 1e-3, "its own volatility comes first");
    // The volatility stays with the strike when spot moves.
    assert_eq!(profit(&with_smile(None), Move::spot(1.2)), profit(&with_smile(Some(of_smile)), Move::spot(1.2)));
}

#[test]
fn a_change_of_volatility_is_relative_then_absolute_then_held_at_the_least() {
    let straddle = |volatility| {
        let options = [option(Call, 100.0, volatility, 1.0), option(Put, 100.0, volatility, 1.0)];
        Market { expiries: vec![expiry(30.0, &options)], ..market("X", 100.0) }
    };
    let value = |volatility| book(&[straddle(volatility)]).value();
    let change = Move { relative_volatility: 0.5, absolute_volatility: 0.1, ..Move::NONE };
    assert_near(profit(&straddle(0.6), change), value(1.0) - value(0.6), 1e-12);
    let at_least = Move { least_volatility: 0.7, ..Move::NONE };
    assert_near(profit(&straddle(0.6), at_least), value(0.7) - value(0.6), 1e-12);
    let below_zero = Move { relative_volatility: -2.0, ..Move::NONE };
    assert_near(profit(&straddle(0.6), below_zero), -value(0.6), 1e-12);
}

#[test]
fn a_weight_scales_the_change_of_each_expiry() {
    let straddle = |days: f64| expiry(days, &[option(Call, 100.0, 0.6, 1.0), option(Put, 100.0, 0.6, 1.0)]);
    let both = Market { expiries: vec![straddle(7.0), straddle(90.0)], ..market("X", 100.0) };
    let weighted =
        book(std::slice::from_ref(&both)).with_volatility_weights(|days| if days < 30.0 { 3.0 } else { 0.0 });
    let change = Move { relative_volatility: 0.1, absolute_volatility: 0.02, ..Move::NONE };
    let near_alone = Market { expiries: vec![straddle(7.0)], ..both };
    let threefold = Move { relative_volatility: 0.3, absolute_volatility: 0.06, ..Move::NONE };
    assert_near(profits(&weighted, &[change]).unwrap()[0], profit(&near_alone, threefold), 1e-12);
}
