//! Time of the fit of one expiry with 30 quotes: `cargo bench -p risk-models --bench surface`.

use criterion::{criterion_group, criterion_main, Criterion};
use risk_models::surface::{fit, Neighbours, RawSvi, Smile, SmileQuotes, VolQuote};
use std::hint::black_box;

const MONTH: u64 = 30 * 86_400;

/// Thirty quotes of a smile from -1.2 to 1.2, with a spread and a small error of its own each, the same on every run.
fn quotes(raw: RawSvi, seconds: u64) -> SmileQuotes {
    let smile = Smile::new(raw).expect("a smile");
    let years = seconds as f64 / 31_536_000.0;
    let quote = |index: u32| {
        let log_strike = -1.2 + 2.4 * f64::from(index) / 29.0;
        let error = 0.004 * f64::from(index * 7 % 11) / 11.0 - 0.002;
        let vol = smile.vol(log_strike, years) + error;
        VolQuote { log_strike, bid_vol: vol - 0.008, ask_vol: vol + 0.008 }
    };
    SmileQuotes::new((0..30).map(quote).collect(), seconds).expect("thirty good quotes")
}

fn surface(criterion: &mut Criterion) {
    let usual = RawSvi { a: 0.02, b: 0.17, rho: -0.15, m: 0.05, sigma: 0.2 };
    let week = quotes(RawSvi { a: 0.004, b: 0.09, rho: -0.15, m: 0.03, sigma: 0.1 }, MONTH / 4);
    let shorter = fit(&week, Neighbours::default()).expect("a fit");
    let month = quotes(usual, MONTH);
    let earlier = Smile::new(RawSvi { a: 0.022, b: 0.165, rho: -0.17, m: 0.045, sigma: 0.21 }).expect("a smile");
    // Below the shorter expiry, and with a butterfly: the limits bind.
    let crossed = quotes(RawSvi { a: 0.001, b: 0.09, rho: -0.15, m: 0.03, sigma: 0.1 }, MONTH);
    let butterfly = quotes(RawSvi { a: -0.0410, b: 0.1331, rho: 0.3060, m: 0.3586, sigma: 0.4153 }, 12 * MONTH);

    let mut group = criterion.benchmark_group("fit of 30 quotes");
    for (name, quotes, neighbours) in [
        ("first of a day", &month, Neighbours::default()),
        ("above a shorter expiry", &month, Neighbours { shorter: Some(&shorter), earlier: None }),
        ("from an earlier smile", &month, Neighbours { shorter: Some(&shorter), earlier: Some(&earlier) }),
        ("limit of calendar spreads binds", &crossed, Neighbours { shorter: Some(&shorter), earlier: None }),
        ("limit of butterflies binds", &butterfly, Neighbours::default()),
    ] {
        group.bench_function(name, |bencher| bencher.iter(|| fit(black_box(quotes), neighbours)));
    }
    group.finish();
}

criterion_group!(benches, surface);
criterion_main!(benches);
