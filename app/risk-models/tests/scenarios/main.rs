//! Portfolios under scenarios: revaluation against a plain implementation and bit by bit, Greeks against differences and parity, SPAN against published
//! risk arrays, the grid by hand, bad input, the commands.

mod bad_input;
mod greeks;
mod greeks_of_accounts;
mod grid;
#[path = "../shared/grid_terms.rs"]
mod grid_terms;
mod linear;
mod netting;
mod order;
mod portfolios;
mod revaluation;
mod span;
mod span_margin;
mod triggers;
mod triggers_on_chain;

/// Fails unless the numbers are as near as `tolerance`, relative and absolute.
#[track_caller]
fn assert_near(computed: f64, expected: f64, tolerance: f64) {
    let difference = (computed - expected).abs();
    assert!(difference <= tolerance * (1.0 + expected.abs()), "computed {computed}, expected {expected}");
}
