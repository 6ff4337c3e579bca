//! Net delta and net vega against the limits of the chain.

use crate::assert_near;
use crate::portfolios::{account, expiry, market, option};
use options_math::OptionType::{Call, Put};
use proptest::prelude::*;
use risk_models::greeks::{AccountGreeks, Trigger, Triggers};
use risk_models::portfolio::{Expiry, Market, OptionHolding, Portfolio};
use risk_models::revaluation::{Book, Move};
use std::slice::from_ref;

fn triggers(portfolio: &Portfolio) -> Triggers {
    Triggers::of(&Book::new(portfolio).unwrap()).unwrap()
}

fn holding(cash: f64, options: &[OptionHolding]) -> Portfolio {
    let held = Market { expiries: vec![expiry(30.0, options)], ..market("SOL", 100.0) };
    Portfolio { cash, ..account(&[held]) }
}

/// Delta of the options alone; two of the three calls owed are covered by calls owned.
#[test]
fn net_delta_is_of_options_and_against_those_not_covered() {
    let portfolio = holding(1_000.0, &[option(Call, 100.0, 0.8, -3.0), option(Call, 120.0, 0.8, 2.0)]);
    let Trigger { measured, of, limit } = triggers(&portfolio).net_delta;
    let total = AccountGreeks::of(&Book::new(&portfolio).unwrap()).markets[0].total.delta;
    assert_near(measured, 100.0 * total.abs(), 1e-12);
    assert_eq!((of, limit), (100.0, 0.05));
    let mut hedged = portfolio.clone();
    hedged.markets[0].coins = -total;
    assert_eq!(triggers(&hedged).net_delta.measured, measured, "the chain compares options");
}

/// Options owned count for as many as are owed of their kind: those worth most first, and puts not for calls. Else any number of cheap ones would hide a delta.
#[test]
fn options_owned_count_for_as_many_as_are_owed() {
    let net_delta = |options: &[OptionHolding]| triggers(&holding(0.0, options)).net_delta;
    let all = [
        option(Call, 140.0, 0.8, 5.0),
        option(Call, 110.0, 0.8, 2.0),
        option(Call, 100.0, 0.8, -3.0),
        option(Put, 60.0, 0.8, 4.0),
        option(Put, 90.0, 0.8, 1.0),
        option(Put, 80.0, 0.8, -2.0),
    ];
    let counted = [
        option(Call, 140.0, 0.8, 1.0),
        option(Call, 110.0, 0.8, 2.0),
        option(Call, 100.0, 0.8, -3.0),
        option(Put, 60.0, 0.8, 1.0),
        option(Put, 90.0, 0.8, 1.0),
        option(Put, 80.0, 0.8, -2.0),
    ];
    assert_near(net_delta(&all).measured, net_delta(&counted).measured, 1e-12);
    assert_eq!(net_delta(&all).of, 0.0);
    assert_eq!(net_delta(&[option(Put, 90.0, 0.8, 7.0)]), Trigger { measured: 0.0, of: 0.0, limit: 0.05 });
}

/// What one expiry gains is not what another loses, nor one market what another.
#[test]
fn net_deltas_of_expiries_add_up() {
    let of = |days: f64, kind| expiry(days, &[option(kind, 100.0, 0.8, -1.0)]);
    let both =
        |expiries: Vec<Expiry>| triggers(&account(&[Market { expiries, ..market("SOL", 100.0) }])).net_delta.measured;
    let alone = [both(vec![of(7.0, Call)]), both(vec![of(60.0, Put)])];
    assert_near(both(vec![of(7.0, Call), of(60.0, Put)]), alone[0] + alone[1], 1e-12);
}

#[test]
fn net_vega_is_what_ten_points_cost_of_the_collateral() {
    let portfolio = |cash| holding(cash, &[option(Call, 100.0, 0.8, -3.0), option(Put, 80.0, 0.8, 1.0)]);
    let ten_points = Move { absolute_volatility: 0.1, ..Move::NONE };
    let loss = -crate::portfolios::profit(&portfolio(0.0).markets[0], ten_points);
    assert!(loss > 2.0, "{loss}");
    let Trigger { measured, of, limit } = triggers(&portfolio(500.0)).net_vega;
    assert_near(measured, loss, 1e-12);
    assert_eq!((of, limit), (500.0, 0.2));
    // A fifth may be reached and not passed; who has nothing, or owes, has too much.
    assert!(!triggers(&portfolio(5.0 * loss + 1e-9)).net_vega.is_pulled());
    assert!(triggers(&portfolio(5.0 * loss - 1e-9)).net_vega.is_pulled());
    assert!(triggers(&portfolio(-100.0)).net_vega.is_pulled());
    // Owned options gain.
    let owned = triggers(&holding(0.0, &[option(Call, 100.0, 0.8, 3.0)])).net_vega;
    assert!(owned.measured == 0.0 && !owned.is_pulled());
}

#[test]
fn the_lines_say_which_side_of_the_limit() {
    let within = Trigger { measured: 100.0, of: 5_000.0, limit: 0.2 };
    assert_eq!(within.to_string(), "100.00 of 5000.00 USD: 2.0 %, within 20 %");
    let above = Trigger { measured: 100.0, of: 0.0, limit: 0.05 };
    assert_eq!(above.to_string(), "100.00 of 0.00 USD: above 5 %");
}

proptest! {
    /// Markets add up, and nothing is below zero.
    #[test]
    fn markets_add_up(one in crate::portfolios::markets(), other in crate::portfolios::markets()) {
        let (first, second) = (triggers(&account(from_ref(&one))), triggers(&account(from_ref(&other))));
        let both = triggers(&account(&[one, Market { name: "Y".to_owned(), ..other }]));
        assert_near(both.net_delta.measured, first.net_delta.measured + second.net_delta.measured, 1e-10);
        assert_near(both.net_delta.of, first.net_delta.of + second.net_delta.of, 1e-10);
        prop_assert!(both.net_vega.measured >= 0.0);
        prop_assert!(both.net_vega.measured <= first.net_vega.measured + second.net_vega.measured + 1e-9);
    }
}
