//! Profits of portfolios, priced in full.

use options_math::OptionType::{Call, Put};
use proptest::prelude::*;
use risk_engine::batch_pricing::price_one;
use risk_engine::monte_carlo::{Book, Move, OptionHolding, Revalue, Scenarios};

fn option(market: usize, amount: f64) -> OptionHolding {
    let option_type = if amount > 0.0 { Call } else { Put };
    OptionHolding { market, option_type, strike: 110.0, years: 7.0 / 365.0, volatility: 0.8, amount }
}

fn two_markets() -> Book {
    Book {
        spots: vec![100.0, 120.0],
        coins: vec![2.0, -1.5],
        options: vec![option(0, 3.0), option(1, -4.0), option(1, 1.0)],
    }
}

/// Some scenarios more than a block, all different.
fn moves(count: usize) -> Vec<Move> {
    let of =
        |index: usize| Move { spot_ratio: 0.5 + index as f64 * 1.3e-3, volatility_ratio: 1.7 - index as f64 * 1.1e-3 };
    (0..2 * count).map(of).collect()
}

#[test]
fn a_profit_is_value_after_less_value_before() {
    let (book, horizon) = (two_markets(), 1.0 / 365.0);
    let scenarios = Scenarios::new(2, horizon, 1, moves(600));
    let profits = book.profits(&scenarios);
    assert_eq!(profits.len(), 600);
    for (scenario, profit) in profits.iter().enumerate() {
        let of = scenarios.of(scenario);
        let later = Book {
            spots: book.spots.iter().zip(of).map(|(spot, of)| spot * of.spot_ratio).collect(),
            coins: book.coins.clone(),
            options: book
                .options
                .iter()
                .map(|held| OptionHolding {
                    years: held.years - horizon,
                    volatility: held.volatility * of[held.market].volatility_ratio,
                    ..*held
                })
                .collect(),
        };
        let expected = later.value() - book.value();
        assert!((profit - expected).abs() < 1e-10, "scenario {scenario}: {profit}, expected {expected}");
    }
}

#[test]
fn an_option_that_expires_before_the_horizon_is_exercised() {
    let book = Book { spots: vec![100.0], coins: vec![0.0], options: vec![option(0, 1.0)] };
    let of = |spot_ratio| Move { spot_ratio, volatility_ratio: 3.0 };
    let scenarios = Scenarios::new(1, 10.0 / 365.0, 1, vec![of(1.3), of(1.0)]);
    let paid = price_one(100.0, 110.0, 7.0 / 365.0, 0.8, Call).price;
    assert_eq!(book.profits(&scenarios), [20.0 - paid, -paid]);
}

#[test]
fn no_move_and_no_time_is_no_profit() {
    let scenarios = Scenarios::new(2, 0.0, 1, vec![Move::NONE; 6]);
    assert_eq!(two_markets().profits(&scenarios), [0.0; 3]);
}

#[test]
fn a_move_beyond_all_limits_is_not_a_number() {
    let book = Book { spots: vec![100.0], coins: vec![0.0], options: vec![option(0, 1.0)] };
    let scenarios = Scenarios::new(1, 0.0, 1, vec![Move { spot_ratio: 0.0, volatility_ratio: 1.0 }]);
    assert!(book.profits(&scenarios)[0].is_nan());
}

proptest! {
    /// Profits of parts add up to those of the whole.
    #[test]
    fn markets_add_up(spot_ratio in 0.2f64..3.0, other in 0.2f64..3.0, volatility_ratio in 0.3f64..3.0) {
        let book = two_markets();
        let of = |spot_ratio| Move { spot_ratio, volatility_ratio };
        let scenarios = Scenarios::new(2, 0.001, 1, vec![of(spot_ratio), of(other)]);
        let whole = book.profits(&scenarios)[0];
        let parts = book.of_market(0).profits(&scenarios)[0] + book.of_market(1).profits(&scenarios)[0];
        prop_assert!((whole - parts).abs() < 1e-9);
    }
}
