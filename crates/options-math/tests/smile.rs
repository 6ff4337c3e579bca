//! The smile against f64, published numbers, and what is refused.

mod common;

use common::reference::log_ratio;
use common::{config, f, reference_cdf, ULP};
use options_math::{strike_for_delta, Fix, MathError, SviParameters, SviSlice, MAX_PRICE_E8, SECONDS_PER_YEAR};
use proptest::prelude::*;

const YEAR: f64 = SECONDS_PER_YEAR as f64;

fn parameters([a, b, rho, m, sigma]: [f64; 5]) -> SviParameters {
    let fix = |x: f64| Fix::from_num(x);
    SviParameters { a: fix(a), b: fix(b), rho: fix(rho), m: fix(m), sigma: fix(sigma) }
}

/// The variance by the formula, from the parameters as they are stored.
fn variance(p: &SviParameters, k: f64) -> f64 {
    let x = k - f(p.m);
    f(p.a) + f(p.b) * (f(p.rho) * x + (x * x + f(p.sigma) * f(p.sigma)).sqrt())
}

/// Fourteen days on a forward of 1805.
fn published() -> SviSlice {
    let p =
        [0.027616438356164386, 0.041424657534246574, 0.003452054794520548, 0.001726027397260274, 0.000345205479452055];
    SviSlice::new(parameters(p), 1_209_600).unwrap()
}

#[test]
fn published_volatilities() {
    // Derive protocol, tests of its volatility surface (v2-core).
    let rows =
        [(1500, 0.9597244734120128), (1800, 0.8513856076969522), (2100, 0.939244986304054), (2400, 1.0133571334275668)];
    for (strike, vol) in rows {
        let computed = published().vol_e9(180_500_000_000, strike * 100_000_000).unwrap() as f64 / 1e9;
        assert!((computed - vol).abs() < 2e-9, "strike {strike}: {computed} instead of {vol}");
    }
}

/// Slices like those of a market: variance from 1e-4 a year up, from an hour to two years.
fn slices() -> impl Strategy<Value = SviSlice> {
    (3.6..7.79f64, 0.05..2.5f64, 0.0..1.0f64, -0.95..0.95f64, -0.3..0.3f64, 0.005..1.0f64).prop_map(
        |(time, vol, b, rho, m, sigma)| {
            let seconds = 10f64.powf(time);
            let level = vol * vol * seconds / YEAR;
            // The slope of both wings stays below 2, and the bend below the level.
            let b = b * (level / sigma).min(0.9);
            SviSlice::new(parameters([level, b, rho, m, sigma]), seconds as u64).unwrap()
        },
    )
}

/// Anything a slice may be with a slope of at most one, of any roundness and over any time.
fn any_slices() -> impl Strategy<Value = SviSlice> {
    let level = prop_oneof![-14.0..4.0f64, -14.0..-10.0f64].prop_map(f64::exp2);
    let slope = prop_oneof![0.0..1.0f64, Just(1.0), (-20.0..0.0f64).prop_map(f64::exp2)];
    let bend = prop_oneof![-0.3..0.3f64, -16.0..16.0f64];
    (0.0..7.79f64, level, slope, -0.999..0.999f64, bend, -19.99..4.0f64).prop_map(|(time, a, b, rho, m, sigma)| {
        SviSlice::new(parameters([a, b, rho, m, sigma.exp2()]), 10f64.powf(time) as u64).unwrap()
    })
}

/// The variance's bound: f64 has 53 bits of numbers up to 64, of which two roundings are within.
const VARIANCE_ERROR: f64 = 40.0 * ULP + 3e-14;

/// The x with N(x) = p.
fn quantile(p: f64) -> f64 {
    let (mut low, mut high) = (-9.0, 9.0);
    for _ in 0..64 {
        let middle = (low + high) / 2.0;
        if reference_cdf(middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

fn density(x: f64) -> f64 {
    libm::exp(-x * x / 2.0) / (2.0 * std::f64::consts::PI).sqrt()
}

/// The log-strikes between which the strike is surely a price: from one unit to the largest.
fn possible(forward_e8: u64) -> std::ops::RangeInclusive<f64> {
    let forward = forward_e8 as f64;
    (1.001 / forward).ln()..=((MAX_PRICE_E8 as f64) * 0.999 / forward).ln()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn variance_is_the_formula(slice in prop_oneof![slices(), any_slices()], k in -5.0..5.0f64, near in -0.1..0.1f64) {
        for k in [k, near, near + f(slice.parameters().m)].map(|k| k.clamp(-5.0, 5.0)) {
            let log_strike = Fix::from_num(k);
            let computed = f(slice.total_variance(log_strike).unwrap());
            let expected = variance(slice.parameters(), f(log_strike));
            prop_assert!((computed - expected).abs() < VARIANCE_ERROR, "{computed} instead of {expected} at {k}: {slice:?}");
        }
    }

    #[test]
    fn volatility_is_the_root_of_variance(
        slice in prop_oneof![slices(), any_slices()], spot in prop_oneof![0.0..48.99f64, 44.0..48.99f64], k in -2.0..2.0f64,
        is_near: bool,
    ) {
        let forward_e8 = 2f64.powf(spot) as u64;
        let k = if is_near { f(slice.parameters().m) + k.powi(9) } else { k };
        let strike_e8 = ((forward_e8 as f64 * k.exp()) as u64).clamp(1, MAX_PRICE_E8);
        let expected_variance = variance(slice.parameters(), log_ratio(strike_e8, forward_e8));
        let expected_e9 = 1e9 * (expected_variance / (slice.seconds_to_expiry() as f64 / YEAR)).sqrt();
        // A slope takes part of the logarithm's error into the variance.
        let relative = 1e-9 + 2.5e-12 * f(slice.parameters().b) / expected_variance;
        match slice.vol_e9(forward_e8, strike_e8) {
            Ok(vol_e9) => {
                let error = (vol_e9 as f64 - expected_e9).abs();
                prop_assert!(
                    error <= relative * expected_e9 + 2.0 || expected_variance < 1e-4,
                    "{vol_e9} instead of {expected_e9}, variance {expected_variance}, {forward_e8} {strike_e8} {slice:?}"
                );
            }
            Err(error) => {
                prop_assert_eq!(error, MathError::Volatility);
                let is_surely_inside = (20_000_005.0..=3_999_999_800.0).contains(&expected_e9);
                prop_assert!(!is_surely_inside || expected_variance < 1e-4, "{expected_e9} refused");
            }
        }
    }

    /// The strike found has the delta asked for: d1 of the strike, with the smile's own variance there.
    #[test]
    fn the_strike_on_a_smile_has_the_delta(slice in slices(), spot in 27.0..44.0f64, delta in 0.001..0.999f64) {
        let forward_e8 = 2f64.powf(spot) as u64;
        let d1_at = |k: f64, w: f64| -k / w.sqrt() + w.sqrt() / 2.0;
        match slice.strike_for_delta(forward_e8, Fix::from_num(delta)) {
            Ok(strike_e8) => {
                let k = log_ratio(strike_e8, forward_e8);
                let w = variance(slice.parameters(), k);
                let reached = reference_cdf(d1_at(k, w));
                // Strikes are whole units, and one of them moves the variance too.
                let rounding = 2.0 / strike_e8 as f64 / w.sqrt();
                prop_assert!((reached - delta).abs() < 2e-9 + rounding, "delta {reached} instead of {delta} at {strike_e8}");
            }
            Err(error) => {
                prop_assert_eq!(error, MathError::Strike);
                // No strike there is reaches it: the delta is above at the highest, or below at the lowest.
                let possible = possible(forward_e8);
                let delta_at = |k: f64| reference_cdf(d1_at(k, variance(slice.parameters(), k)));
                let is_outside = delta_at(*possible.end()) > delta || delta_at(*possible.start()) < delta;
                prop_assert!(is_outside, "{slice:?} {forward_e8} {delta}");
            }
        }
    }

    #[test]
    fn the_strike_under_a_flat_volatility_has_the_delta(
        spot in 0.0..48.99f64, time in 0.0..7.79f64, vol in 0.02..4.0f64, delta in 0.000_101..0.999_899f64,
    ) {
        let (spot_e8, seconds) = (2f64.powf(spot) as u64, 10f64.powf(time) as u64);
        let (vol_e9, delta) = ((vol * 1e9) as u64, Fix::from_num(delta));
        let deviation = vol_e9 as f64 / 1e9 * (seconds as f64 / YEAR).sqrt();
        let d1 = quantile(f(delta));
        let k = deviation * deviation / 2.0 - d1 * deviation;
        match strike_for_delta(spot_e8, seconds, vol_e9, delta) {
            Ok(strike_e8) => {
                let expected = spot_e8 as f64 * libm::exp(k);
                let bound = expected * 2e-9 * deviation / density(d1) + 1.0;
                let error = (strike_e8 as f64 - expected).abs();
                prop_assert!(error <= bound, "{strike_e8} instead of {expected}: {error:e} > {bound:e}");
            }
            Err(error) => {
                prop_assert_eq!(error, MathError::Strike);
                prop_assert!(!possible(spot_e8).contains(&k), "{k} refused");
            }
        }
    }

    #[test]
    fn no_bit_pattern_panics(
        bits: [i64; 5], small in 0u32..20, seconds: u64, forward: u64, strike: u64, delta: i64, k: i64, vol: u64,
    ) {
        let [a, b, rho, m, sigma] = bits.map(|x| Fix::from_bits(x >> small));
        if let Ok(slice) = SviSlice::new(SviParameters { a, b, rho, m, sigma }, seconds >> 38) {
            let _ = slice.total_variance(Fix::from_bits(k));
            let _ = slice.vol_e9(forward >> 15, strike >> 15);
            let _ = slice.strike_for_delta(forward >> 15, Fix::from_bits(delta >> 15));
            let _ = slice.has_no_butterfly(Fix::from_bits(k >> 8));
        }
        let _ = strike_for_delta(forward >> 15, seconds >> 38, vol >> 32, Fix::from_bits(delta >> 15));
    }
}

#[test]
fn surfaces_with_negative_variance_are_refused() {
    let good = [0.02, 0.04, -0.3, 0.0, 0.1];
    assert!(SviSlice::new(parameters(good), 604_800).is_ok());
    let refused = |changed: [f64; 5]| {
        assert_eq!(SviSlice::new(parameters(changed), 604_800).err(), Some(MathError::Surface), "{changed:?}");
    };
    // b sigma sqrt(1 - rho^2) = 0.0038157...
    refused([-0.003816, 0.04, -0.3, 0.0, 0.1]);
    assert!(SviSlice::new(parameters([-0.003815, 0.04, -0.3, 0.0, 0.1]), 604_800).is_ok());
    refused([0.02, -0.04, -0.3, 0.0, 0.1]);
    refused([0.02, 0.04, -1.0, 0.0, 0.1]);
    refused([0.02, 0.04, 1.0, 0.0, 0.1]);
    refused([0.02, 0.04, -0.3, 0.0, 0.0]);
    refused([0.02, 17.0, -0.3, 0.0, 0.1]);
    assert_eq!(SviSlice::new(parameters(good), 0).err(), Some(MathError::SecondsToExpiry));
}

#[test]
fn butterfly_arbitrage_is_found() {
    let check =
        |p: [f64; 5], seconds| SviSlice::new(parameters(p), seconds).unwrap().has_no_butterfly(Fix::from_num(1.5));
    assert!(check([0.04, 0.4, -0.4, 0.1, 0.2], SECONDS_PER_YEAR));
    // A. Vogt's example: Gatheral and Jacquier (2014), section 3.1.
    assert!(!check([-0.0410, 0.1331, 0.3060, 0.3586, 0.4153], SECONDS_PER_YEAR));
    // Wings steeper than two (R. Lee, Mathematical Finance 14 (2004)).
    assert!(!check([0.04, 1.6, -0.4, 0.1, 0.2], SECONDS_PER_YEAR));
    // The published slice: its bend of 3e-4 is all but a corner, at which the density is positive.
    assert!(published().has_no_butterfly(Fix::from_num(0.5)));
}

proptest! {
    #![proptest_config(config())]

    /// The condition in f64, where it is not a matter of the last digits.
    #[test]
    fn the_density_has_the_sign_of_the_formula(slice in slices(), k in -1.0..1.0f64, near in -0.05..0.05f64) {
        let p = slice.parameters();
        let (b, rho, sigma) = (f(p.b), f(p.rho), f(p.sigma));
        for k in [k, near + f(p.m)] {
            let root = libm::hypot(k - f(p.m), sigma);
            let w = variance(p, k);
            let (slope, bend) = (b * (rho + (k - f(p.m)) / root), b * sigma * sigma / root.powi(3));
            let first = (1.0 - k * slope / (2.0 * w)).powi(2);
            let g = first - slope * slope / 4.0 * (1.0 / w + 0.25) + bend / 2.0;
            let is_possible = slice.density_is_possible(Fix::from_num(k)).unwrap();
            let is_clear = g.abs() > 1e-6 * (1.0 + first + bend) && (b * (1.0 + rho.abs()) - 2.0).abs() > 1e-9;
            let expected = g >= 0.0 && b * (1.0 + rho.abs()) <= 2.0;
            prop_assert!(!is_clear || is_possible == expected, "g is {g} at {k}: {slice:?}");
        }
    }
}

#[test]
fn the_density_is_asked_for_within_the_log_strikes() {
    let limit = Fix::from_num(36);
    assert!(published().density_is_possible(limit).is_ok());
    assert_eq!(published().vol_e9_at(limit), Err(MathError::Volatility), "above 400 %");
    for beyond in [limit + Fix::from_bits(1), -limit - Fix::from_bits(1), Fix::MIN] {
        assert_eq!(published().density_is_possible(beyond), Err(MathError::LogStrike));
        assert_eq!(published().vol_e9_at(beyond), Err(MathError::LogStrike));
    }
    let low = SviSlice::new(parameters([1e-6, 0.0, 0.0, 0.0, 1.0]), 604_800).unwrap();
    assert_eq!(low.vol_e9_at(Fix::ZERO), Err(MathError::Volatility), "below 2 %");
}
