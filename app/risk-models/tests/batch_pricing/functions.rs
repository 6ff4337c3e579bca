//! exp, ln and the normal distribution against values rounded once.

use crate::functions_table::{CDF, EXP, LN};
use risk_models::batch_pricing::{exp, ln, normal_cdf};

/// The greatest difference in units in the last place of the expected value.
fn worst(table: &[(f64, f64)], function: fn(f64) -> f64) -> f64 {
    let units = |expected: f64| expected.abs().next_up() - expected.abs();
    table
        .iter()
        .map(|&(x, expected)| ((function(x) - expected) / units(expected)).abs())
        .inspect(|error| assert!(!error.is_nan()))
        .fold(0.0, f64::max)
}

#[test]
fn exp_is_within_two_units() {
    let error = worst(&EXP, exp);
    println!("exp: {error} units in the last place");
    assert!(error <= 2.0);
    assert_eq!((exp(0.0), exp(-708.1), exp(f64::NEG_INFINITY)), (1.0, 0.0, 0.0));
}

#[test]
fn ln_is_within_one_unit() {
    let error = worst(&LN, ln);
    println!("ln: {error} units in the last place");
    assert!(error <= 1.0);
    assert_eq!(ln(1.0), 0.0);
}

#[test]
fn cdf_is_exact_in_both_tails() {
    let tails = worst(&CDF, normal_cdf);
    let absolute = CDF.iter().map(|&(x, expected)| (normal_cdf(x) - expected).abs()).fold(0.0, f64::max);
    println!("normal distribution: {tails} units in the last place, {absolute:e} absolute");
    assert!(absolute <= 1e-15 && tails <= 8.0);
    assert_eq!((normal_cdf(0.0), normal_cdf(-40.0), normal_cdf(40.0)), (0.5, 0.0, 1.0));
    assert_eq!((normal_cdf(f64::NEG_INFINITY), normal_cdf(f64::INFINITY)), (0.0, 1.0));
}

#[test]
fn functions_agree_with_libm_between_the_tables_arguments() {
    for i in 0..20_000 {
        let x = f64::from(i) * 0.001 - 10.0;
        let reference = libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2) / 2.0;
        assert!((normal_cdf(x) - reference).abs() <= 1e-15, "cdf of {x}");
        assert!((exp(x) / libm::exp(x) - 1.0).abs() <= 6e-16, "exp of {x}");
        let y = libm::exp(x);
        assert!((ln(y) - libm::log(y)).abs() <= 4.5e-16 * libm::log(y).abs(), "ln of {y}");
    }
}
