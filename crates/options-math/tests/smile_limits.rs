//! The smile and its strikes at the limits of their parameters.

use options_math::{strike_for_delta, Fix, MathError, SviParameters, SviSlice};

fn slice(a: f64, sigma: Fix) -> Result<SviSlice, MathError> {
    let parameters = SviParameters { a: Fix::from_num(a), b: Fix::ONE, rho: Fix::ZERO, m: Fix::ZERO, sigma };
    SviSlice::new(parameters, 604_800)
}

/// 2^-20.
const SHARPEST: Fix = Fix::from_bits(1 << 28);

/// At the bend the variance is a + b sigma.
#[test]
fn the_sharpest_bend_keeps_its_digits() {
    let variance = slice(0.0001, SHARPEST).unwrap().total_variance(Fix::ZERO).unwrap();
    let expected = Fix::from_num(0.0001) + SHARPEST;
    assert!((variance - expected).abs() <= Fix::from_bits(40), "{variance} instead of {expected}");
}

#[test]
fn a_sharper_bend_is_refused() {
    assert_eq!(slice(0.0001, SHARPEST - Fix::DELTA).err(), Some(MathError::Surface));
    assert_eq!(slice(0.0001, -SHARPEST).err(), Some(MathError::Surface));
}

#[test]
fn a_width_of_any_bits_is_taken_for_the_widest() {
    let good = |widest| slice(0.04, Fix::from_num(0.2)).unwrap().has_no_butterfly(widest);
    assert!(good(Fix::from_num(36)) && good(Fix::MAX) && good(Fix::MIN) && good(Fix::from_num(-36)));
}

/// Forward times exp(16): what rounding the forward first would lose is seen in the strike.
#[test]
fn strikes_far_above_a_tiny_forward_keep_their_digits() {
    let strike_e8 = strike_for_delta(1, 43_788_720, 3_999_999_999, Fix::from_bits(91_535_088_642_374)).unwrap();
    // 564,918.9 in 50 digits.
    assert!(strike_e8.abs_diff(564_918) <= 1, "{strike_e8}");
}
