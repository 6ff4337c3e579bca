//! The portfolio margin model PMRM 2: each formula by hand, whole portfolios by hand, the published cases, bad input, the command.

mod bad_input;
mod contingencies;
mod intermediate_results;
mod portfolios;
mod prices;
mod reference;
mod shocks;
mod small_case;

/// By this much, relative and in USD, numbers differ that are computed in another order.
const TOLERANCE: f64 = 1e-9;

/// Fails if the numbers differ by more than [`TOLERANCE`].
#[track_caller]
fn assert_near(computed: f64, expected: f64, what: &str) {
    let difference = (computed - expected).abs();
    assert!(difference <= TOLERANCE * (1.0 + expected.abs()), "{what}: computed {computed}, expected {expected}");
}
