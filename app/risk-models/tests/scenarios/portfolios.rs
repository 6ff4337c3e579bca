//! Portfolios to change and to draw at random.

use options_math::OptionType;
use proptest::prelude::*;
use risk_models::portfolio::{Expiry, Market, OptionHolding, Portfolio};
use risk_models::revaluation::{profits, Book, Move};

/// A market without rate on which nothing is held.
pub fn market(name: &str, spot: f64) -> Market {
    Market { name: name.to_owned(), spot, ..Market::default() }
}

pub fn expiry(days: f64, options: &[OptionHolding]) -> Expiry {
    Expiry { name: format!("{days}d"), days, options: options.to_vec(), ..Expiry::default() }
}

pub fn option(option_type: OptionType, strike: f64, volatility: f64, amount: f64) -> OptionHolding {
    OptionHolding { option_type, strike, volatility: Some(volatility), amount }
}

pub fn account(markets: &[Market]) -> Portfolio {
    Portfolio { cash: 0.0, markets: markets.to_vec() }
}

pub fn book(markets: &[Market]) -> Book {
    Book::new(&account(markets)).unwrap()
}

/// Of one move on one market.
pub fn profit(market: &Market, change: Move) -> f64 {
    profits(&book(std::slice::from_ref(market)), &[change]).unwrap()[0]
}

/// Something of everything on two markets, in dollars and in tens of thousands.
pub fn mixed() -> Portfolio {
    let chain = |spot: f64, days: f64, forward: Option<f64>| {
        let one = |place: usize| {
            let kind = if place.is_multiple_of(2) { OptionType::Call } else { OptionType::Put };
            option(kind, spot * (0.7 + 0.15 * place as f64), 0.5 + 0.1 * place as f64, 3.0 - place as f64)
        };
        Expiry { forward, futures: -1.5, ..expiry(days, &(0..6).map(one).collect::<Vec<_>>()) }
    };
    let of = |name: &str, spot: f64| Market {
        rate: 0.05,
        coins: 2.0,
        perpetuals: -3.5,
        expiries: vec![chain(spot, 0.5, None), chain(spot, 30.0, Some(1.02 * spot)), chain(spot, 200.0, None)],
        ..market(name, spot)
    };
    Portfolio { cash: 1_000.0, markets: vec![of("SOL", 150.0), of("BTC", 60_000.0)] }
}

/// A scenario for each index, the same on every run: spot to a third and threefold, volatilities up and down, up to a week.
pub fn scenarios(count: usize, markets: usize) -> Vec<Move> {
    let even = |index: usize, step: f64, low: f64, high: f64| low + (high - low) * ((index + 1) as f64 * step).fract();
    let one = |index: usize| Move {
        spot_ratio: libm::exp(even(index, 0.618_033_988_749_895, -1.1, 1.1)),
        relative_volatility: even(index, 0.732_050_807_568_877, -0.6, 1.0),
        absolute_volatility: even(index, 0.414_213_562_373_095, -0.1, 0.1),
        least_volatility: even(index, 0.236_067_977_499_79, 0.0, 0.4),
        days: even(index, 0.302_775_637_731_995, 0.0, 7.0).floor(),
    };
    (0..count * markets).map(one).collect()
}

pub fn moves() -> impl Strategy<Value = Move> {
    (-1.5..1.5f64, -0.9..2.0f64, -0.3..0.5f64, 0.0..0.5f64, 0.0..40.0f64).prop_map(
        |(log_return, relative_volatility, absolute_volatility, least_volatility, days)| Move {
            spot_ratio: libm::exp(log_return),
            relative_volatility,
            absolute_volatility,
            least_volatility,
            days,
        },
    )
}

fn options() -> impl Strategy<Value = OptionHolding> {
    (any::<bool>(), -1.0..1.0f64, 0.05..2.0f64, -5.0..5.0f64).prop_map(|(is_call, log_strike, volatility, amount)| {
        let kind = if is_call { OptionType::Call } else { OptionType::Put };
        option(kind, 100.0 * libm::exp(log_strike), volatility, amount)
    })
}

/// A market at 100 USD.
pub fn markets() -> impl Strategy<Value = Market> {
    let expiries =
        (0.01..400.0f64, prop::option::of(80.0..120.0f64), -3.0..3.0f64, prop::collection::vec(options(), 0..5));
    (-0.1..0.2f64, -3.0..3.0f64, -3.0..3.0f64, prop::collection::vec(expiries, 0..4)).prop_map(
        |(rate, coins, perpetuals, expiries)| Market {
            rate,
            coins,
            perpetuals,
            expiries: (0..)
                .zip(expiries)
                .map(|(place, (days, forward, futures, options))| Expiry {
                    name: format!("{place}"),
                    forward,
                    futures,
                    ..expiry(days, &options)
                })
                .collect(),
            ..market("X", 100.0)
        },
    )
}
