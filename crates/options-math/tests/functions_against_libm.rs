//! ln, exp, sqrt, norm_cdf and norm_pdf over their whole domains, against f64 references.

mod common;

use common::{f, reference_cdf, ULP};
use options_math::{exp, ln, norm_cdf, norm_pdf, sqrt, Fix, MathError};

/// Every magnitude from 2^-48 to 2^15, with mantissas spread by an odd stride.
fn positive_numbers() -> impl Iterator<Item = Fix> {
    (0..63u32).flat_map(|bit| {
        let stride = ((1u64 << bit) / 2_000).max(1) | 1;
        (1u64 << bit..1u64 << (bit + 1)).step_by(stride as usize).map(|bits| Fix::from_bits(bits as i64))
    })
}

/// -9 to 9 in steps of about 2e-5, with all low bits in use.
fn deviations() -> impl Iterator<Item = Fix> {
    let limit = 9i64 << 48;
    (-limit..=limit).step_by(5_638_762_321).map(Fix::from_bits)
}

#[test]
fn ln_is_within_its_bound() {
    let worst = positive_numbers()
        .map(|x| (f(ln(x).unwrap()) - libm::log(x.to_bits() as f64) - f64::ln(ULP)).abs())
        .fold(0.0, f64::max);
    // The reference's own rounding near -33 is 2 ulp of f64, 7e-15.
    assert!(worst < 2.2e-15 + 1.5e-14, "{worst:e}");
    // Near one f64 is exact enough to see the bound itself.
    let near_one = (-100_000i64..100_000)
        .map(|i| Fix::from_bits((1 << 48) + i * 1_234_567_891))
        .map(|x| (f(ln(x).unwrap()) - libm::log1p(f(x - Fix::ONE))).abs())
        .fold(0.0, f64::max);
    println!("ln: {worst:e} everywhere, {near_one:e} near one");
    assert!(near_one < 0.6 * ULP + 1e-16, "{near_one:e}");
}

#[test]
fn ln_edges() {
    assert_eq!(ln(Fix::ONE), Ok(Fix::ZERO));
    assert_eq!(ln(Fix::ZERO), Err(MathError::LogarithmArgument));
    assert_eq!(ln(Fix::MIN), Err(MathError::LogarithmArgument));
    assert_eq!(ln(-Fix::DELTA), Err(MathError::LogarithmArgument));
    assert!((f(ln(Fix::DELTA).unwrap()) + 48.0 * std::f64::consts::LN_2).abs() < 8e-15);
    assert!((f(ln(Fix::MAX).unwrap()) - 15.0 * std::f64::consts::LN_2).abs() < 4e-15);
}

#[test]
fn exp_is_within_its_bound() {
    let (low, high) = (-34i64 << 48, (10.39 / ULP) as i64);
    let mut worst = 0.0f64;
    for bits in (low..high).step_by(23_456_789_123) {
        let x = Fix::from_bits(bits);
        let expected = libm::exp(f(x));
        let error = (f(exp(x).unwrap()) - expected).abs();
        worst = worst.max(error / (ULP + expected * 2.5e-16));
    }
    println!("exp: {worst} of (one ulp + the reference's rounding)");
    assert!(worst < 1.01, "{worst}");
}

#[test]
fn exp_edges() {
    assert_eq!(exp(Fix::ZERO), Ok(Fix::ONE));
    assert_eq!(exp(Fix::MIN), Ok(Fix::ZERO));
    assert_eq!(exp(Fix::from_num(-36)), Ok(Fix::ZERO));
    assert_eq!(exp(Fix::from_num(-34)), Ok(Fix::ZERO));
    assert_eq!(exp(Fix::MAX), Err(MathError::ExponentialArgument));
    let limit = 15.0 * std::f64::consts::LN_2;
    assert_eq!(exp(Fix::from_num(limit + 1e-13)), Err(MathError::ExponentialArgument));
    let largest = exp(Fix::from_num(limit - 1e-13)).unwrap();
    assert!((f(largest) - 32_768.0).abs() < 1e-8);
}

#[test]
fn exp_and_ln_undo_each_other() {
    for bits in (-20i64 << 48..10i64 << 48).step_by(1_234_567_891_237) {
        let x = Fix::from_bits(bits);
        let power = exp(x).unwrap();
        let error = (f(ln(power).unwrap()) - f(x)).abs();
        assert!(error < 2.0 * ULP + 1.5 * ULP / f(power), "{x}: {error:e}");
    }
}

#[test]
fn sqrt_is_exactly_the_floor() {
    for x in positive_numbers().chain([Fix::MAX, Fix::ZERO]) {
        let root = sqrt(x).unwrap().to_bits() as u128;
        let square = (x.to_bits() as u128) << 48;
        assert!(root * root <= square && square < (root + 1) * (root + 1), "{x}");
    }
    for root in (1..1u64 << 55).step_by(987_654_321_987) {
        let square = u128::from(root) * u128::from(root);
        if square.trailing_zeros() >= 48 && square >> 48 < 1 << 63 {
            let x = Fix::from_bits((square >> 48) as i64);
            assert_eq!(sqrt(x).unwrap().to_bits() as u64, root);
        }
    }
    assert_eq!(sqrt(Fix::from_num(144)), Ok(Fix::from_num(12)));
    assert_eq!(sqrt(-Fix::DELTA), Err(MathError::SquareRootArgument));
}

#[test]
fn norm_cdf_is_within_its_bound() {
    let worst = deviations().map(|x| (f(norm_cdf(x)) - reference_cdf(f(x))).abs()).fold(0.0, f64::max);
    println!("norm_cdf: {worst:e}");
    assert!(worst < 0.6 * ULP + 2e-16, "{worst:e}");
}

#[test]
fn norm_pdf_is_within_its_bound() {
    let worst = deviations()
        .map(|x| {
            let expected = libm::exp(-f(x) * f(x) / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
            (f(norm_pdf(x)) - expected).abs()
        })
        .fold(0.0, f64::max);
    println!("norm_pdf: {worst:e}");
    assert!(worst < 0.6 * ULP + 2e-16, "{worst:e}");
}

#[test]
fn norm_cdf_is_symmetric_and_monotone() {
    let mut before = Fix::ZERO;
    for x in deviations() {
        let value = norm_cdf(x);
        assert_eq!(value + norm_cdf(-x), Fix::ONE, "{x}");
        assert!(value >= before, "{x}");
        assert!(norm_cdf(x + Fix::DELTA) >= value, "{x}");
        before = value;
    }
}

/// Where the pieces of the table and the powers of two meet, one ulp at a time.
#[test]
fn norm_cdf_is_monotone_across_cells() {
    let edges = (0..72i64).map(|cell| cell << 45);
    let powers = (0..1_700).map(|n| {
        let y = f64::from(n) * std::f64::consts::LN_2 / 32.0;
        ((2.0 * y).sqrt() / ULP) as i64
    });
    for centre in edges.chain(powers) {
        let mut before = Fix::ZERO;
        for offset in -200..200 {
            let value = norm_cdf(Fix::from_bits(centre + offset));
            assert!(value >= before, "{centre} {offset}");
            before = value;
        }
    }
}

#[test]
fn normal_edges() {
    assert_eq!(norm_cdf(Fix::ZERO), Fix::ONE / 2);
    assert_eq!(norm_cdf(Fix::MAX), Fix::ONE);
    assert_eq!(norm_cdf(Fix::MIN), Fix::ZERO);
    assert_eq!(norm_pdf(Fix::MIN), Fix::ZERO);
    assert_eq!(norm_pdf(Fix::MAX), Fix::ZERO);
    assert!((f(norm_pdf(Fix::ZERO)) - 0.398_942_280_401_432_7).abs() < ULP);
}
