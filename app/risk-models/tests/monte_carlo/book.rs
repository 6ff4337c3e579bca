//! Profits of portfolios under joint moves, priced in full.

use crate::held::{book, Held};
use options_math::OptionType::{Call, Put};
use proptest::prelude::*;
use risk_models::batch_pricing::price_one;
use risk_models::monte_carlo::{MarketMove, Scenarios};
use risk_models::revaluation::{Book, RevaluationError};

const SPOTS: [f64; 2] = [100.0, 120.0];
const COINS: [f64; 2] = [2.0, -1.5];

fn option(market: usize, amount: f64) -> Held {
    let option_type = if amount > 0.0 { Call } else { Put };
    Held { market, option_type, strike: 110.0, days: 7.0, volatility: 0.8, amount }
}

fn options() -> [Held; 3] {
    [option(0, 3.0), option(1, -4.0), option(1, 1.0)]
}

fn two_markets() -> Book {
    book(&SPOTS, &COINS, &options())
}

fn one_option() -> Book {
    book(&[100.0], &[0.0], &[option(0, 1.0)])
}

/// Some scenarios more than two blocks, all different.
fn moves(count: usize) -> Vec<MarketMove> {
    let of = |index: usize| MarketMove {
        spot_ratio: 0.5 + index as f64 * 1.3e-3,
        volatility_ratio: 1.7 - index as f64 * 1.1e-3,
    };
    (0..2 * count).map(of).collect()
}

#[test]
fn a_profit_is_value_after_less_value_before() {
    let (before, days) = (two_markets(), 1.0);
    let scenarios = Scenarios::new(2, days, 1, moves(600));
    let profits = scenarios.profits(&before, 2).unwrap();
    assert_eq!(profits.len(), 600);
    for (scenario, profit) in profits.iter().enumerate() {
        let of = scenarios.of(scenario);
        let later = options().map(|held| Held {
            days: held.days - days,
            volatility: held.volatility * of[held.market].volatility_ratio,
            ..held
        });
        let spots = [0, 1].map(|market| SPOTS[market] * of[market].spot_ratio);
        let expected = book(&spots, &COINS, &later).value() - before.value();
        assert!((profit - expected).abs() < 1e-10, "scenario {scenario}: {profit}, expected {expected}");
    }
}

#[test]
fn an_option_that_expires_before_the_horizon_is_exercised() {
    let of = |spot_ratio| MarketMove { spot_ratio, volatility_ratio: 3.0 };
    let scenarios = Scenarios::new(1, 10.0, 1, vec![of(1.3), of(1.0)]);
    let paid = price_one(100.0, 110.0, 7.0 / 365.0, 0.8, Call).price;
    assert_eq!(scenarios.profits(&one_option(), 1).unwrap(), [20.0 - paid, -paid]);
}

#[test]
fn no_move_and_no_time_is_no_profit() {
    let scenarios = Scenarios::new(2, 0.0, 1, vec![MarketMove::NONE; 6]);
    assert_eq!(scenarios.profits(&two_markets(), 1).unwrap(), [0.0; 3]);
}

/// The first of two, with any number of threads; they would be in different parts.
#[test]
fn a_move_beyond_all_limits_is_named() {
    let mut moves = vec![MarketMove::NONE; 1_500];
    (moves[700].spot_ratio, moves[1_400].spot_ratio) = (0.0, -1.0);
    let scenarios = Scenarios::new(1, 0.0, 1, moves);
    for threads in [1, 2, 3, 50] {
        let error = scenarios.profits(&one_option(), threads).unwrap_err().to_string();
        assert_eq!(error, "scenario 700, market 0: spot_ratio is 0; it must be above zero");
    }
}

#[test]
fn scenarios_of_other_markets_are_refused() {
    let scenarios = Scenarios::new(1, 0.0, 1, vec![MarketMove::NONE; 6]);
    let refused = scenarios.profits(&two_markets(), 1).unwrap_err();
    assert_eq!(refused, RevaluationError::Moves { moves: 1, markets: 2 });
}

proptest! {
    /// Profits of parts add up to those of the whole.
    #[test]
    fn markets_add_up(spot_ratio in 0.2f64..3.0, other in 0.2f64..3.0, volatility_ratio in 0.3f64..3.0) {
        let book = two_markets();
        let of = |spot_ratio| MarketMove { spot_ratio, volatility_ratio };
        let scenarios = Scenarios::new(2, 0.3, 1, vec![of(spot_ratio), of(other)]);
        let profit = |book: &Book| scenarios.profits(book, 1).unwrap()[0];
        let parts = profit(&book.of_market(0)) + profit(&book.of_market(1));
        prop_assert!((profit(&book) - parts).abs() < 1e-9);
    }
}
