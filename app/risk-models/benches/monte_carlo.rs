//! Paths per second by model and by generator, and of a portfolio's profits: `cargo bench -p risk-models --bench monte_carlo`.

#[path = "../tests/shared/held.rs"]
mod held;
#[path = "shared/jumps.rs"]
mod jumps;

use criterion::{criterion_group, criterion_main, Criterion, Throughput};
use held::{book, Held};
use jumps::jumps;
use options_math::OptionType;
use risk_models::monte_carlo::random::Generator;
use risk_models::monte_carlo::{generate, measure, Dynamics, Heston, HestonMarket, MonteCarlo};
use risk_models::revaluation::Book;
use std::hint::black_box;

const MARKETS: usize = 3;
const VOLATILITIES: [f64; MARKETS] = [0.6, 0.7, 0.9];
const PATHS: u64 = 16_384;
const GENERATORS: [(&str, Generator); 3] = [
    ("philox", Generator::Philox),
    ("antithetic", Generator::Antithetic),
    ("sobol", Generator::Sobol { replicates: 16 }),
];

/// A day in four steps.
fn heston() -> Dynamics {
    let market = HestonMarket { long_run_variance: 0.6, reversion: 4.0, volatility_of_variance: 2.0, leverage: -0.3 };
    Dynamics::Heston(Heston { steps: 4, volatility_days: 7.0, markets: vec![market; MARKETS] })
}

fn parameters(dynamics: Dynamics, generator: Generator) -> MonteCarlo {
    let of = |row: usize, column: usize| if row == column { 1.0 } else { 0.7 };
    let correlation = (0..MARKETS).map(|row| (0..MARKETS).map(|column| of(row, column)).collect()).collect();
    MonteCarlo { paths: PATHS, seed: 1, generator, horizon_days: 1.0, correlation, dynamics }
}

/// Ten strikes on each market, calls and puts in turn, owned and owed in turn.
fn options() -> Book {
    let option = |index: usize| Held {
        market: index % MARKETS,
        option_type: if index.is_multiple_of(2) { OptionType::Call } else { OptionType::Put },
        strike: 80.0 + index as f64,
        days: (7 + index) as f64,
        volatility: 0.8,
        amount: if index % 4 < 2 { -1.0 } else { 0.5 },
    };
    book(&[100.0; MARKETS], &[0.5; MARKETS], &(0..10 * MARKETS).map(option).collect::<Vec<_>>())
}

/// On one thread, so that times can be compared.
fn monte_carlo(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("monte_carlo");
    group.throughput(Throughput::Elements(PATHS)).sample_size(10);
    for (model, dynamics) in [("jumps", jumps(MARKETS)), ("heston", heston())] {
        for (name, generator) in GENERATORS {
            let parameters = parameters(dynamics.clone(), generator);
            group.bench_function(format!("{model}, {name}"), |bencher| {
                bencher.iter(|| generate(black_box(&parameters), &VOLATILITIES, 1));
            });
        }
    }
    let scenarios =
        generate(&parameters(jumps(MARKETS), Generator::Philox), &VOLATILITIES, 1).expect("good parameters");
    let book = options();
    group.bench_function("profits of 30 options", |bencher| {
        bencher.iter(|| scenarios.profits(black_box(&book), 1));
    });
    let profits = scenarios.profits(&book, 1).expect("moves that have prices");
    group.bench_function("measure", |bencher| bencher.iter(|| measure(black_box(&profits), 0.01, 1)));
    group.finish();
}

criterion_group!(benches, monte_carlo);
criterion_main!(benches);
