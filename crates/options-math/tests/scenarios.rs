//! Scenario prices are those of the plain function at the moved spot.

mod common;

use common::config;
use options_math::{
    price, Fix, MathError, OptionInputs, Scenario, ScenarioPricer, SpotMove, SviParameters, SviSlice, MAX_PRICE_E8,
    MAX_SECONDS_TO_EXPIRY, MAX_SPOT_FACTOR_BPS, MAX_VOL_E9, MIN_SPOT_FACTOR_BPS, MIN_VOL_E9, SECONDS_PER_YEAR,
};
use proptest::prelude::*;

proptest! {
    #![proptest_config(config())]

    /// A spot that is a multiple of 10,000 moves without rounding, so both are about the same number.
    #[test]
    fn agrees_with_the_plain_function(
        spot in 1.0..34.5f64, distance in -7.0..7.0f64, seconds in 1..=MAX_SECONDS_TO_EXPIRY,
        vol_e9 in MIN_VOL_E9..=MAX_VOL_E9, factor_bps in 1_000..20_000u32,
    ) {
        let spot_e8 = 2f64.powf(spot) as u64 * 10_000;
        let moved_e8 = spot_e8 / 10_000 * u64::from(factor_bps);
        let deviation = vol_e9 as f64 / 1e9 * (seconds as f64 / SECONDS_PER_YEAR as f64).sqrt();
        let strike_e8 = ((moved_e8 as f64 * (distance * deviation).exp()) as u64).clamp(1, MAX_PRICE_E8);
        let pricer = ScenarioPricer::new(spot_e8, strike_e8, seconds).unwrap();
        let spot = SpotMove::to_factor_bps(factor_bps).unwrap();
        let scenario = pricer.price(&Scenario { spot, vol_e9 }).unwrap();
        let plain = price(&OptionInputs { spot_e8: moved_e8, strike_e8, seconds_to_expiry: seconds, vol_e9 }).unwrap();
        let tolerance_e12 = moved_e8 / 100_000 + 2; // 1e-9 of spot
        prop_assert!(scenario.call_e12.abs_diff(plain.call_e12) <= tolerance_e12, "{scenario:?} {plain:?}");
        prop_assert!(scenario.put_e12.abs_diff(plain.put_e12) <= tolerance_e12, "{scenario:?} {plain:?}");
        let delta_error = scenario.call_delta.abs_diff(plain.call_delta).to_num::<f64>();
        prop_assert!(delta_error < 1e-9 + 1e-12 / deviation, "{delta_error}");
    }

    #[test]
    fn no_bit_pattern_panics(spot_e8: u64, strike_e8: u64, seconds: u64, vol_e9: u64, factor_bps: u32, narrow: bool) {
        let shift = if narrow { [15, 15, 38, 32, 15] } else { [0; 5] };
        let pricer = ScenarioPricer::new(spot_e8 >> shift[0], strike_e8 >> shift[1], seconds >> shift[2]);
        let spot = SpotMove::to_factor_bps(factor_bps >> shift[4]);
        if let (Ok(pricer), Ok(spot)) = (pricer, spot) {
            let _ = pricer.price(&Scenario { spot, vol_e9: vol_e9 >> shift[3] });
        }
    }
}

/// Log-strike by log-strike, with the volatility at the nearer end of the range where the smile leaves it.
#[test]
fn the_smile_is_looked_up_at_the_options_strike() {
    let smile = |a: f64, b: f64| {
        let parameters = SviParameters {
            a: Fix::from_num(a),
            b: Fix::from_num(b),
            rho: -Fix::ONE / 3,
            m: Fix::ONE / 50,
            sigma: Fix::ONE / 4,
        };
        SviSlice::new(parameters, 604_800).unwrap()
    };
    let (usual, low, high) = (smile(0.01, 0.02), smile(1e-6, 0.0), smile(0.3, 2.0));
    for spot_e8 in [1_000_000, 15_000_000_000, 1 << 48] {
        for percent in [1, 50, 99, 100, 101, 150, 800] {
            let strike_e8 = (spot_e8 / 100 * percent).min(MAX_PRICE_E8);
            let pricer = ScenarioPricer::new(spot_e8, strike_e8, 604_800).unwrap();
            let expected_e9 = usual.vol_e9(spot_e8, strike_e8).unwrap();
            // ln(S / K) and ln(K / S) are rounded the same way.
            assert_eq!(pricer.smile_vol_e9(&usual), expected_e9);
            assert_eq!(pricer.smile_vol_e9(&low), MIN_VOL_E9);
            assert_eq!(pricer.smile_vol_e9(&high), MAX_VOL_E9);
        }
        let without_strike = ScenarioPricer::new(spot_e8, 0, 604_800).unwrap();
        assert_eq!(without_strike.smile_vol_e9(&usual), usual.vol_e9_at(Fix::ZERO).unwrap());
    }
}

#[test]
fn limit_cases_are_those_of_the_plain_function() {
    let down = SpotMove::to_factor_bps(8_000).unwrap();
    let scenario = Scenario { spot: down, vol_e9: 800_000_000 };
    // At expiry, without a strike, and far above 2^44.
    for (spot_e8, strike_e8, seconds_to_expiry) in
        [(15_000_000_000, 11_000_000_000, 0), (15_000_000_000, 0, 604_800), (1 << 48, 1 << 48, 604_800)]
    {
        let pricer = ScenarioPricer::new(spot_e8, strike_e8, seconds_to_expiry).unwrap();
        let moved_e8 = spot_e8 / 10_000 * 8_000 + spot_e8 % 10_000 * 8_000 / 10_000;
        let inputs = OptionInputs { spot_e8: moved_e8, strike_e8, seconds_to_expiry, vol_e9: scenario.vol_e9 };
        assert_eq!(pricer.price(&scenario), price(&inputs));
    }
}

#[test]
fn what_is_refused() {
    assert_eq!(SpotMove::to_factor_bps(0), Err(MathError::SpotFactor));
    assert_eq!(SpotMove::to_factor_bps(MIN_SPOT_FACTOR_BPS - 1), Err(MathError::SpotFactor));
    assert_eq!(SpotMove::to_factor_bps(10_000), Ok(SpotMove::NONE));
    assert_eq!(SpotMove::to_factor_bps(MIN_SPOT_FACTOR_BPS).map(|spot| spot.factor_bps()), Ok(MIN_SPOT_FACTOR_BPS));
    assert_eq!(SpotMove::to_factor_bps(MAX_SPOT_FACTOR_BPS + 1), Err(MathError::SpotFactor));
    assert_eq!(ScenarioPricer::new(0, 1, 1).err(), Some(MathError::Spot));
    assert_eq!(ScenarioPricer::new(1, MAX_PRICE_E8 + 1, 1).err(), Some(MathError::Strike));
    assert_eq!(ScenarioPricer::new(1, 1, MAX_SECONDS_TO_EXPIRY + 1).err(), Some(MathError::SecondsToExpiry));
    let pricer = ScenarioPricer::new(15_000_000_000, 15_000_000_000, 604_800).unwrap();
    let spot = SpotMove::to_factor_bps(10_000).unwrap();
    for vol_e9 in [0, MIN_VOL_E9 - 1, MAX_VOL_E9 + 1] {
        assert_eq!(pricer.price(&Scenario { spot, vol_e9 }), Err(MathError::Volatility));
    }
}

#[test]
fn a_move_out_of_the_domain_is_refused() {
    let up = |factor_bps| Scenario { spot: SpotMove::to_factor_bps(factor_bps).unwrap(), vol_e9: 800_000_000 };
    for strike_e8 in [0, 1, MAX_PRICE_E8] {
        for seconds_to_expiry in [0, 604_800] {
            let at = |spot_e8| ScenarioPricer::new(spot_e8, strike_e8, seconds_to_expiry).unwrap();
            assert_eq!(at(MAX_PRICE_E8).price(&up(11_000)), Err(MathError::Spot));
            assert_eq!(at(MAX_PRICE_E8).price(&up(10_001)), Err(MathError::Spot));
            assert_eq!(at(MAX_PRICE_E8).price(&up(MAX_SPOT_FACTOR_BPS)), Err(MathError::Spot));
            assert!(at(MAX_PRICE_E8).price(&up(10_000)).is_ok());
            assert!(at(MAX_PRICE_E8 / 10).price(&up(MAX_SPOT_FACTOR_BPS)).is_ok());
            assert_eq!(at(MAX_PRICE_E8 / 10 + 1).price(&up(MAX_SPOT_FACTOR_BPS)), Err(MathError::Spot));
        }
    }
}
