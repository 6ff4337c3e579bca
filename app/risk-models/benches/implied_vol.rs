//! Time per call of the implied volatility: `cargo bench -p risk-models --bench implied_vol`.

#[path = "shared/far_and_near.rs"]
mod far_and_near;

use criterion::{criterion_group, criterion_main, Criterion};
use far_and_near::grid;
use options_math::OptionType;
use risk_models::implied_vol::{implied_total_vol, normalised_implied_total_vol, normalised_price};
use std::hint::black_box;

/// A week on a forward of 150: seven strikes at three volatilities, calls at their prices.
fn weekly() -> Vec<(f64, f64)> {
    let root_of_years = (7.0 / 365.0f64).sqrt();
    let contract = |strike: f64, vol: f64| {
        let unit = (150.0 * strike).sqrt();
        let intrinsic = f64::max(150.0 - strike, 0.0);
        (strike, unit * normalised_price((150.0 / strike).ln(), vol * root_of_years) + intrinsic)
    };
    [100.0, 120.0, 135.0, 150.0, 165.0, 180.0, 220.0]
        .into_iter()
        .flat_map(|strike| [0.4, 0.8, 1.2].map(|vol| contract(strike, vol)))
        // In the money and far away, nothing may be left of the time value.
        .filter(|&(strike, price)| implied_total_vol(OptionType::Call, 150.0, strike, price).is_ok())
        .collect()
}

fn implied_vol(criterion: &mut Criterion) {
    let (grid, weekly) = (grid(), weekly());
    let mut group = criterion.benchmark_group("implied_vol");
    let mut next = grid.iter().cycle();
    group.bench_function("normalised, wide grid", |bencher| {
        bencher.iter(|| {
            let (distance, price) = black_box(next.next().expect("a cycle does not end"));
            normalised_implied_total_vol(*distance, *price)
        });
    });
    let mut next = weekly.iter().cycle();
    group.bench_function("calls of a week", |bencher| {
        bencher.iter(|| {
            let (strike, price) = black_box(next.next().expect("a cycle does not end"));
            implied_total_vol(OptionType::Call, 150.0, *strike, *price)
        });
    });
    group.finish();
}

criterion_group!(benches, implied_vol);
criterion_main!(benches);
