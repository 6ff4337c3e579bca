//! The back-test: each formula by hand or against published numbers, margins against other code, no look ahead, the command, the models on real prices.

mod basel;
mod look_ahead;
mod margins;
mod models;
mod portfolios;
mod real_prices;
mod simulated;
mod statistics;
mod tail;
mod threads;
mod verdicts;

#[track_caller]
fn assert_near(computed: f64, expected: f64, tolerance: f64) {
    let difference = (computed - expected).abs();
    assert!(difference <= tolerance * (1.0 + expected.abs()), "computed {computed}, expected {expected}");
}
