//! The function itself, by published numbers and by prices.

use crate::{shapes, smile, BUTTERFLY, DAY};
use proptest::prelude::*;
use risk_models::surface::{RawSvi, Smile, SurfaceError};

/// Derive protocol, tests of its volatility surface (v2-core): 14 days on a forward of 1805.
const PUBLISHED: RawSvi = RawSvi {
    a: 0.027616438356164386,
    b: 0.041424657534246574,
    rho: 0.003452054794520548,
    m: 0.001726027397260274,
    sigma: 0.000345205479452055,
};

#[test]
fn published_volatilities() {
    for (strike, vol) in [
        (1500.0, 0.9597244734120128),
        (1800.0, 0.8513856076969522),
        (2100.0, 0.939244986304054),
        (2400.0, 1.0133571334275668),
    ] {
        let computed = smile(PUBLISHED).vol(f64::ln(strike / 1805.0), crate::years(14 * DAY));
        assert!((computed - vol).abs() < 1e-14, "strike {strike}: {computed} instead of {vol}");
    }
}

#[test]
fn parameters_that_are_no_smile() {
    for raw in [
        RawSvi { b: -0.01, ..PUBLISHED },
        RawSvi { rho: 1.0, ..PUBLISHED },
        RawSvi { rho: -1.0, ..PUBLISHED },
        RawSvi { sigma: 0.0, ..PUBLISHED },
        RawSvi { m: f64::INFINITY, ..PUBLISHED },
    ] {
        assert_eq!(Smile::new(raw), Err(SurfaceError::Parameters { raw }));
    }
    assert!(matches!(Smile::new(RawSvi { a: f64::NAN, ..PUBLISHED }), Err(SurfaceError::Parameters { .. })));
}

#[test]
fn a_negative_variance_is_refused() {
    let error = Smile::new(RawSvi { a: -0.1, ..BUTTERFLY }).unwrap_err();
    assert!(matches!(error, SurfaceError::NegativeVariance { least } if least < 0.0), "{error}");
    assert!(error.to_string().ends_with("it must be above zero"), "{error}");
}

/// Of a call on a forward of one.
fn call(smile: &Smile, strike: f64) -> f64 {
    let k = strike.ln();
    let total_vol = smile.total_variance(k).sqrt();
    let normal = |x: f64| libm::erfc(-x / 2f64.sqrt()) / 2.0;
    let d1 = -k / total_vol + total_vol / 2.0;
    normal(d1) - strike * normal(d1 - total_vol)
}

/// `g` is the density of the price, by differences of calls, over that of a lognormal: Breeden and Litzenberger 1978.
#[test]
fn the_density_factor_is_the_density_of_prices() {
    for raw in [BUTTERFLY, PUBLISHED, RawSvi { a: 0.01, b: 0.2, rho: -0.6, m: 0.1, sigma: 0.3 }] {
        let smile = smile(raw);
        for k in [-0.5, -0.2, 0.05, 0.3, 0.8] {
            let (strike, step) = (f64::exp(k), 1e-3 * f64::exp(k));
            let density = (call(&smile, strike - step) - 2.0 * call(&smile, strike) + call(&smile, strike + step))
                / (step * step);
            let w = smile.total_variance(k);
            let d2 = -k / w.sqrt() - w.sqrt() / 2.0;
            let lognormal = (-d2 * d2 / 2.0).exp() / (2.0 * std::f64::consts::PI * w).sqrt() / strike;
            let error = (smile.density_factor(k) - density / lognormal).abs();
            assert!(
                error < 2e-4 || lognormal < 1e-4,
                "{raw:?} at {k}: {} and {}",
                smile.density_factor(k),
                density / lognormal
            );
        }
    }
}

proptest! {
    #[test]
    fn wings_and_raw_parameters_are_one_function((raw, _) in shapes(), k in -3.0..3.0f64) {
        let smile = smile(raw);
        let formula = raw.a + raw.b * (raw.rho * (k - raw.m) + ((k - raw.m).powi(2) + raw.sigma * raw.sigma).sqrt());
        prop_assert!((smile.total_variance(k) - formula).abs() < 1e-12 * (1.0 + formula));
        let back = smile.raw();
        for (computed, expected) in [(back.b, raw.b), (back.rho, raw.rho)] {
            prop_assert!((computed - expected).abs() < 1e-14);
        }
        prop_assert!(smile.least_variance() <= smile.total_variance(k) + 1e-14);
    }
}
