//! The smile against f64, published numbers, and what is refused.

use options_math::{strike_for_delta, Fix, MathError, SviParameters, SviSlice};
use proptest::prelude::*;

const YEAR: f64 = 31_536_000.0;

fn parameters([a, b, rho, m, sigma]: [f64; 5]) -> SviParameters {
    let fix = |x: f64| Fix::from_num(x);
    SviParameters { a: fix(a), b: fix(b), rho: fix(rho), m: fix(m), sigma: fix(sigma) }
}

/// The variance by the formula, from the parameters as they are stored.
fn variance(p: &SviParameters, k: f64) -> f64 {
    let f = |x: Fix| x.to_num::<f64>();
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

fn cases() -> u32 {
    if std::env::var_os("VAULT_TEST_LONG").is_some() {
        1_000_000
    } else {
        10_000
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn variance_is_the_formula(slice in slices(), k in -5.0..5.0f64) {
        let log_strike = Fix::from_num(k);
        let computed = slice.total_variance(log_strike).unwrap().to_num::<f64>();
        let expected = variance(slice.parameters(), log_strike.to_num());
        prop_assert!((computed - expected).abs() < 40.0 / 2f64.powi(48), "{computed} instead of {expected}");
    }

    #[test]
    fn volatility_is_the_root_of_variance(slice in slices(), spot in 1.0..48.0f64, k in -2.0..2.0f64) {
        let forward_e8 = 2f64.powf(spot) as u64 + 1;
        let strike_e8 = ((forward_e8 as f64 * k.exp()) as u64).clamp(1, (1 << 49) - 1);
        let expected_variance = variance(slice.parameters(), (strike_e8 as f64 / forward_e8 as f64).ln());
        let expected = (expected_variance / (slice.seconds_to_expiry() as f64 / YEAR)).sqrt();
        match slice.vol_e9(forward_e8, strike_e8) {
            Ok(vol_e9) => {
                let error = (vol_e9 as f64 / 1e9 - expected).abs();
                prop_assert!(error < 2e-9 + 1e-9 * expected + 1e-13 / expected_variance, "{vol_e9} instead of {expected}");
            }
            Err(error) => {
                prop_assert_eq!(error, MathError::Volatility);
                prop_assert!(!(0.02 + 1e-8..=4.0 - 1e-8).contains(&expected), "{expected} refused");
            }
        }
    }

    /// The strike found has the delta asked for: d1 of the strike, with the smile's own variance there.
    #[test]
    fn the_strike_on_a_smile_has_the_delta(slice in slices(), spot in 27.0..44.0f64, delta in 0.001..0.999f64) {
        let forward_e8 = 2f64.powf(spot) as u64;
        let Ok(strike_e8) = slice.strike_for_delta(forward_e8, Fix::from_num(delta)) else {
            return Ok(()); // outside the largest price
        };
        if strike_e8 < 1 << 20 {
            return Ok(()); // too few digits to tell
        }
        let w = variance(slice.parameters(), (strike_e8 as f64 / forward_e8 as f64).ln());
        let d1 = (forward_e8 as f64 / strike_e8 as f64).ln() / w.sqrt() + w.sqrt() / 2.0;
        let reached = 0.5 * libm::erfc(-d1 * std::f64::consts::FRAC_1_SQRT_2);
        let rounding = 1.0 / strike_e8 as f64 / w.sqrt();
        prop_assert!((reached - delta).abs() < 2e-9 + rounding, "delta {reached} instead of {delta} at {strike_e8}");
    }

    #[test]
    fn the_strike_under_a_flat_volatility_has_the_delta(
        spot in 27.0..46.0f64, time in 0.0..7.79f64, vol in 0.02..4.0f64, delta in 0.0002..0.9998f64,
    ) {
        let (spot_e8, seconds) = (2f64.powf(spot) as u64, 10f64.powf(time) as u64);
        let vol_e9 = (vol * 1e9) as u64;
        let Ok(strike_e8) = strike_for_delta(spot_e8, seconds, vol_e9, Fix::from_num(delta)) else {
            return Ok(());
        };
        if strike_e8 < 1 << 20 {
            return Ok(());
        }
        let deviation = vol_e9 as f64 / 1e9 * (seconds as f64 / YEAR).sqrt();
        let d1 = (spot_e8 as f64 / strike_e8 as f64).ln() / deviation + deviation / 2.0;
        let reached = 0.5 * libm::erfc(-d1 * std::f64::consts::FRAC_1_SQRT_2);
        let rounding = 1.0 / strike_e8 as f64 / deviation;
        prop_assert!((reached - delta).abs() < 2e-9 + rounding, "delta {reached} instead of {delta} at {strike_e8}");
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
    assert!(check([0.04, 0.4, -0.4, 0.1, 0.2], 31_536_000));
    // A. Vogt's example: Gatheral and Jacquier (2014), section 3.1.
    assert!(!check([-0.0410, 0.1331, 0.3060, 0.3586, 0.4153], 31_536_000));
    // Wings steeper than two (R. Lee, Mathematical Finance 14 (2004)).
    assert!(!check([0.04, 1.6, -0.4, 0.1, 0.2], 31_536_000));
    // The published slice: its bend of 3e-4 is all but a corner, at which the density is positive.
    assert!(published().has_no_butterfly(Fix::from_num(0.5)));
}
