//! Time per call of the pricing functions: `cargo bench -p options-math`.
//!
//! The release profile is that of the chain, smallest code with overflow checks. For the speed of a server:
//! `CARGO_PROFILE_BENCH_OPT_LEVEL=3 CARGO_PROFILE_BENCH_OVERFLOW_CHECKS=false cargo bench -p options-math`.

#[path = "../tests/common/mod.rs"]
mod common;

use common::domain::WHOLE;
use criterion::{criterion_group, criterion_main, Criterion};
use options_math::{greeks, greeks_at_rate, price, OptionInputs};
use std::hint::black_box;

/// One week on a spot of 150 USD: seven strikes at three volatilities.
fn weekly() -> Vec<OptionInputs> {
    const USD: u64 = 100_000_000;
    let strikes = [100, 120, 135, 150, 165, 180, 220];
    let vols_e9 = [400_000_000, 800_000_000, 1_200_000_000];
    let pair = |strike: u64, vol_e9| OptionInputs {
        spot_e8: 150 * USD,
        strike_e8: strike * USD,
        seconds_to_expiry: 7 * 86_400,
        vol_e9,
    };
    strikes.into_iter().flat_map(|strike| vols_e9.map(|vol_e9| pair(strike, vol_e9))).collect()
}

/// A thousand of the whole domain, the same on every run.
fn anywhere() -> Vec<OptionInputs> {
    WHOLE.samples(1_000).map(|(inputs, _)| inputs).collect()
}

fn pricing(criterion: &mut Criterion) {
    const RATE_E9: u64 = 50_000_000;
    for (name, inputs) in [("weekly", weekly()), ("anywhere", anywhere())] {
        let mut group = criterion.benchmark_group(name);
        let mut next = inputs.iter().cycle();
        let mut next = || black_box(next.next().expect("a cycle does not end"));
        group.bench_function("price", |bencher| bencher.iter(|| price(next())));
        group.bench_function("greeks", |bencher| bencher.iter(|| greeks(next())));
        group.bench_function("greeks_at_rate", |bencher| bencher.iter(|| greeks_at_rate(next(), RATE_E9)));
        group.finish();
    }
}

criterion_group!(benches, pricing);
criterion_main!(benches);
