//! Random inputs and reference values in f64, shared by the test files and the benchmark.
#![allow(dead_code)] // each file uses its own part

pub mod domain;
pub mod reference;

use options_math::{Fix, MAX_PRICE_E8, MAX_RATE_E9, MAX_SECONDS_TO_EXPIRY, MAX_VOL_E9, MIN_VOL_E9};
use proptest::prelude::*;

/// One unit in the last place of a [`Fix`].
pub const ULP: f64 = 1.0 / (1u64 << 48) as f64;

pub fn f(x: Fix) -> f64 {
    x.to_num()
}

pub fn reference_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

/// A hundred times as many cases with `VAULT_TEST_LONG=1`.
pub fn long_factor() -> u32 {
    if std::env::var("VAULT_TEST_LONG").is_ok_and(|value| value == "1") {
        100
    } else {
        1
    }
}

pub fn config() -> ProptestConfig {
    ProptestConfig { cases: 10_000 * long_factor(), failure_persistence: None, ..ProptestConfig::default() }
}

/// A number in [low, high], evenly spread over its logarithm, or one of the two ends.
pub fn logarithmic(low: u64, high: u64) -> impl Strategy<Value = u64> {
    let (bottom, top) = ((low as f64).ln(), (high as f64).ln());
    prop_oneof![
        20 => (0.0..=1.0f64).prop_map(move |part| ((bottom + (top - bottom) * part).exp() as u64).clamp(low, high)),
        1 => Just(low),
        1 => Just(high),
    ]
}

/// Any bit pattern, edges included.
pub fn any_word() -> impl Strategy<Value = u64> {
    let edges = vec![0, 1, u64::MAX, 1 << 44, MIN_VOL_E9, MAX_VOL_E9, MAX_RATE_E9, MAX_SECONDS_TO_EXPIRY, MAX_PRICE_E8];
    prop_oneof![
        any::<u64>(),
        logarithmic(1, u64::MAX),
        (prop::sample::select(edges), -1..=1i64).prop_map(|(edge, step)| edge.wrapping_add_signed(step)),
    ]
}
