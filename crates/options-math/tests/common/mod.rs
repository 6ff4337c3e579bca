//! Reference values in f64 and random inputs, shared by the test files.
#![allow(dead_code)] // each test file uses its own part

use options_math::{CallInputs, Fix, MAX_SECONDS_TO_EXPIRY, MAX_VOL_E9, MIN_VOL_E9};
use proptest::prelude::*;

pub const YEAR: f64 = 31_536_000.0;
/// One unit in the last place of a [`Fix`].
pub const ULP: f64 = 1.0 / (1u64 << 48) as f64;

pub fn f(x: Fix) -> f64 {
    x.to_num()
}

pub fn reference_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

pub fn reference_deviation(inputs: &CallInputs) -> f64 {
    inputs.vol_e9 as f64 / 1e9 * (inputs.seconds_to_expiry as f64 / YEAR).sqrt()
}

/// (price over spot, delta). The logarithm is taken of the exact difference, so near the money it keeps its digits.
pub fn reference_call(inputs: &CallInputs) -> (f64, f64) {
    let (spot, strike) = (inputs.spot_e8 as f64, inputs.strike_e8 as f64);
    let difference = (i128::from(inputs.spot_e8) - i128::from(inputs.strike_e8)) as f64;
    let log = if difference.abs() < 0.5 * strike { libm::log1p(difference / strike) } else { libm::log(spot / strike) };
    let deviation = reference_deviation(inputs);
    let d1 = log / deviation + deviation / 2.0;
    let d2 = log / deviation - deviation / 2.0;
    let price = if d2 >= 0.0 {
        let put = strike / spot * reference_cdf(-d2) - reference_cdf(-d1);
        difference / spot + put
    } else {
        reference_cdf(d1) - strike / spot * reference_cdf(d2)
    };
    (price, reference_cdf(d1))
}

pub fn config() -> ProptestConfig {
    ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() }
}

/// A number in [low, high], evenly spread over its logarithm.
pub fn logarithmic(low: u64, high: u64) -> impl Strategy<Value = u64> {
    let (bottom, top) = ((low as f64).ln(), (high as f64).ln());
    (0.0..=1.0f64).prop_map(move |part| ((bottom + (top - bottom) * part).exp() as u64).clamp(low, high))
}

/// Inputs in the whole domain, most of them within a few standard deviations of the money.
pub fn call_inputs() -> impl Strategy<Value = CallInputs> {
    (
        logarithmic(1_000_000, 10_000_000_000_000_000),
        logarithmic(1, MAX_SECONDS_TO_EXPIRY),
        logarithmic(MIN_VOL_E9, MAX_VOL_E9),
        -7.0..7.0f64,
    )
        .prop_map(|(spot_e8, seconds_to_expiry, vol_e9, deviations)| {
            let mut inputs = CallInputs { spot_e8, strike_e8: spot_e8, seconds_to_expiry, vol_e9 };
            let strike = spot_e8 as f64 * (deviations * reference_deviation(&inputs)).exp();
            inputs.strike_e8 = (strike as u64).max(1); // the conversion saturates
            inputs
        })
}

/// Any bit pattern, edges included.
pub fn any_word() -> impl Strategy<Value = u64> {
    prop_oneof![
        any::<u64>(),
        logarithmic(1, u64::MAX),
        Just(0),
        Just(1),
        Just(u64::MAX),
        Just(MIN_VOL_E9),
        Just(MAX_VOL_E9),
        Just(MAX_SECONDS_TO_EXPIRY),
    ]
}
