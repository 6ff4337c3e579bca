//! Time of a full revaluation of accounts of 10, 100 and 1,000 positions under 1,000 scenarios, beside a plain scalar implementation:
//! `cargo bench -p risk-models --bench revaluation`. First the results of both are held against each other.

use criterion::{criterion_group, criterion_main, Criterion, Throughput};
use options_math::OptionType;
use risk_models::portfolio::{Expiry, Market, OptionHolding, Portfolio};
use risk_models::revaluation::{profits, Book, Move};
use std::hint::black_box;

const SCENARIOS: usize = 1_000;
const POSITIONS: [usize; 3] = [10, 100, 1_000];
const MARKETS: [(&str, f64); 2] = [("SOL", 150.0), ("BTC", 60_000.0)];
const EXPIRY_DAYS: [f64; 5] = [1.0, 7.0, 30.0, 91.0, 182.0];

/// Numbers that fill a range evenly: fractional parts of multiples of an irrational number.
fn even(index: usize, step: f64, low: f64, high: f64) -> f64 {
    low + (high - low) * ((index + 1) as f64 * step).fract()
}

/// So many options, spread over two markets with five expiries each; strikes from 0.7 to 1.4 of spot, volatilities of 40 to 120 %, owned and owed.
fn portfolio(positions: usize) -> Portfolio {
    let per_market = positions / MARKETS.len();
    let option = |spot: f64, index: usize| OptionHolding {
        option_type: if index.is_multiple_of(2) { OptionType::Call } else { OptionType::Put },
        strike: spot * even(index, 0.618_033_988_749_895, 0.7, 1.4),
        volatility: Some(even(index, 0.732_050_807_568_877, 0.4, 1.2)),
        amount: even(index, 0.414_213_562_373_095, -10.0, 10.0),
    };
    let expiry = |spot: f64, place: usize| Expiry {
        name: format!("{} days", EXPIRY_DAYS[place]),
        days: EXPIRY_DAYS[place],
        options: (place..per_market).step_by(EXPIRY_DAYS.len()).map(|index| option(spot, index)).collect(),
        ..Expiry::default()
    };
    let market = |(name, spot): (&str, f64)| Market {
        name: name.to_owned(),
        spot,
        rate: 0.04,
        coins: 1.0,
        perpetuals: -2.0,
        expiries: (0..EXPIRY_DAYS.len()).map(|place| expiry(spot, place)).collect(),
        ..Market::default()
    };
    Portfolio { cash: 0.0, markets: MARKETS.map(market).to_vec() }
}

/// A day passes; spots move by up to a third, volatilities by up to a half of themselves.
fn scenarios() -> Vec<Move> {
    let one = |index: usize| Move {
        spot_ratio: libm::exp(even(index, 0.618_033_988_749_895, -0.4, 0.3)),
        relative_volatility: even(index, 0.732_050_807_568_877, -0.5, 0.5),
        days: 1.0,
        ..Move::NONE
    };
    (0..SCENARIOS * MARKETS.len()).map(one).collect()
}

/// As a textbook writes it, with the functions of the `libm` crate.
fn black_scholes(option: &OptionHolding, spot: f64, volatility: f64, years: f64, rate: f64) -> f64 {
    let discounted_strike = option.strike * libm::exp(-rate * years);
    let sign = if option.option_type == OptionType::Call { 1.0 } else { -1.0 };
    let deviation = volatility * years.sqrt();
    if deviation == 0.0 {
        return (sign * (spot - discounted_strike)).max(0.0);
    }
    let d1 = libm::log(spot / discounted_strike) / deviation + deviation / 2.0;
    let cdf = |x: f64| libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2) / 2.0;
    sign * (spot * cdf(sign * d1) - discounted_strike * cdf(sign * (d1 - deviation)))
}

/// What the portfolio is worth under one scenario, an option at a time.
fn plain_value(portfolio: &Portfolio, moves: &[Move]) -> f64 {
    let mut value = 0.0;
    for (market, change) in portfolio.markets.iter().zip(moves) {
        let spot = market.spot * change.spot_ratio;
        value += (market.coins + market.perpetuals) * spot;
        for expiry in &market.expiries {
            let years = (expiry.days - change.days).max(0.0) / 365.0;
            for option in &expiry.options {
                let volatility = option.volatility.unwrap_or(0.0) * (1.0 + change.relative_volatility);
                value += option.amount * black_scholes(option, spot, volatility, years, market.rate);
            }
        }
    }
    value
}

fn plain_profits(portfolio: &Portfolio, moves: &[Move]) -> Vec<f64> {
    let today = plain_value(portfolio, &[Move::NONE; MARKETS.len()]);
    moves.chunks(MARKETS.len()).map(|scenario| plain_value(portfolio, scenario) - today).collect()
}

/// Panics if they differ by more than a millionth of a dollar and a billionth of the largest profit.
fn check(fast: &[f64], plain: &[f64]) {
    let largest = plain.iter().fold(0.0_f64, |largest, profit| largest.max(profit.abs()));
    let worst = fast.iter().zip(plain).fold(0.0_f64, |worst, (fast, plain)| worst.max((fast - plain).abs()));
    assert!(fast.len() == plain.len() && worst <= 1e-6 + 1e-9 * largest, "they differ by {worst}");
}

fn revaluation(criterion: &mut Criterion) {
    let moves = scenarios();
    let mut group = criterion.benchmark_group("full revaluation, 1000 scenarios");
    group.sample_size(20);
    for positions in POSITIONS {
        let portfolio = portfolio(positions);
        let book = Book::new(&portfolio).expect("a good portfolio");
        check(&profits(&book, &moves).expect("good moves"), &plain_profits(&portfolio, &moves));
        group.throughput(Throughput::Elements((positions * SCENARIOS) as u64));
        group.bench_function(format!("{positions} positions"), |bencher| {
            bencher.iter(|| profits(black_box(&book), black_box(&moves)));
        });
        group.bench_function(format!("{positions} positions, plain scalar"), |bencher| {
            bencher.iter(|| plain_profits(black_box(&portfolio), black_box(&moves)));
        });
    }
    group.bench_function("preparing a book of 100 positions", |bencher| {
        let portfolio = portfolio(100);
        bencher.iter(|| Book::new(black_box(&portfolio)));
    });
    group.finish();
}

criterion_group!(benches, revaluation);
criterion_main!(benches);
