//! Implied volatility: against numbers computed to 50 digits, there and back, what is refused.

mod contracts;
mod reference;
mod reference_table;
mod refused;
mod round_trip;

/// The accuracy asked for, relative.
const BAR: f64 = 1e-12;

/// Fails if the numbers differ by more than `tolerance`, relative.
#[track_caller]
fn assert_close(computed: f64, expected: f64, tolerance: f64, what: &str) {
    let error = (computed / expected - 1.0).abs();
    assert!(error <= tolerance, "{what}: {computed:e} instead of {expected:e}, off by {error:.1e}");
}
