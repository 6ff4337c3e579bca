//! The nearest listed strike: search, verification and brute force must name the same strike.

mod common;

use common::{any_word, call_inputs, config, logarithmic};
use options_math::strike::{is_nearest_strike, nearest_strike, StrikeGrid};
use options_math::{call_delta, fix_from_bps, CallInputs, Fix, MathError};
use proptest::prelude::*;

const WEEK: u64 = 7 * 86_400;
const USD: u64 = 100_000_000;

/// The rule of the module's documentation, read literally over every strike.
fn nearest_by_walking(inputs: &CallInputs, target: Fix, strikes: &[u64]) -> u64 {
    let delta = |strike_e8: u64| call_delta(&CallInputs { strike_e8, ..*inputs }).unwrap();
    let low = strikes.iter().rev().find(|&&strike| delta(strike) >= target);
    let high = strikes.iter().find(|&&strike| delta(strike) < target);
    match (low, high) {
        (Some(&low), Some(&high)) if delta(low) - target < target - delta(high) => low,
        (_, Some(&high)) => high,
        (Some(&low), None) => low,
        (None, None) => unreachable!("a grid is never empty"),
    }
}

fn strikes_of(grid: &StrikeGrid) -> Vec<u64> {
    let step = grid.step_e8();
    let first = grid.min_e8().div_ceil(step).max(1);
    (first..=grid.max_e8() / step).map(|index| index * step).collect()
}

/// A grid of one to thirty strikes somewhere around a strike.
fn small_grid(strike_e8: u64) -> impl Strategy<Value = StrikeGrid> {
    (logarithmic(1, strike_e8.max(2)), 0..30u64, 0..30u64).prop_map(move |(step, below, count)| {
        let first = (strike_e8 / step).saturating_sub(below).max(1);
        let min = first.saturating_mul(step).min(u64::MAX / 2 / step * step);
        let max = min.saturating_add(count.saturating_mul(step));
        StrikeGrid::new(step, min, max).unwrap()
    })
}

fn target() -> impl Strategy<Value = Fix> {
    prop_oneof![
        (1..1i64 << 48).prop_map(Fix::from_bits),
        (1..10_000u16).prop_map(fix_from_bps),
        (1..100i64).prop_map(Fix::from_bits),
        (1..100i64).prop_map(|below| Fix::ONE - Fix::from_bits(below)),
    ]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn search_verification_and_walk_agree(
        (inputs, grid) in call_inputs().prop_flat_map(|inputs| (Just(inputs), small_grid(inputs.strike_e8))),
        target in target(),
        expired in proptest::bool::weighted(0.05),
    ) {
        let inputs = CallInputs { seconds_to_expiry: if expired { 0 } else { inputs.seconds_to_expiry }, ..inputs };
        let (spot, seconds, vol) = (inputs.spot_e8, inputs.seconds_to_expiry, inputs.vol_e9);
        let strikes = strikes_of(&grid);
        let found = nearest_strike(spot, seconds, vol, target, &grid).unwrap();
        prop_assert_eq!(found, nearest_by_walking(&inputs, target, &strikes));
        for strike in strikes {
            let verdict = is_nearest_strike(spot, seconds, vol, target, &grid, strike).unwrap();
            prop_assert_eq!(verdict, strike == found, "{}", strike);
        }
    }

    /// Grids of any size: up to 2^64 strikes.
    #[test]
    fn search_is_verified_on_any_grid(
        inputs in call_inputs(), target in target(), step in any_word(), min in any_word(), max in any_word(), other in any_word(),
    ) {
        let Ok(grid) = StrikeGrid::new(step, min, max) else {
            let no_strike = step == 0 || min.div_ceil(step).max(1) > max / step;
            prop_assert!(no_strike);
            return Ok(());
        };
        let (spot, seconds, vol) = (inputs.spot_e8, inputs.seconds_to_expiry, inputs.vol_e9);
        let found = nearest_strike(spot, seconds, vol, target, &grid).unwrap();
        prop_assert!(grid.contains(found));
        let verify = |strike| is_nearest_strike(spot, seconds, vol, target, &grid, strike).unwrap();
        prop_assert!(verify(found));
        for strike in [found.wrapping_sub(step), found.wrapping_add(step), found ^ 1, other / step * step, 0, u64::MAX] {
            prop_assert_eq!(verify(strike), strike == found, "{}", strike);
        }
    }

    #[test]
    fn any_input_is_answered_or_refused(
        spot in any_word(), seconds in any_word(), vol in any_word(), bits in any::<i64>(), strike in any_word(),
    ) {
        let grid = StrikeGrid::new(7, 0, u64::MAX).unwrap();
        let target = Fix::from_bits(bits);
        let found = nearest_strike(spot, seconds, vol, target, &grid);
        let verified = is_nearest_strike(spot, seconds, vol, target, &grid, strike);
        prop_assert_eq!(found.err(), verified.err());
        if let Ok(strike) = found {
            prop_assert_eq!(is_nearest_strike(spot, seconds, vol, target, &grid, strike), Ok(true));
        }
    }
}

#[test]
fn a_week_of_sol() {
    let grid = StrikeGrid::new(5 * USD, 100 * USD, 300 * USD).unwrap();
    assert_eq!(strikes_of(&grid).len(), 41);
    let nearest = |bps| nearest_strike(150 * USD, WEEK, 800_000_000, fix_from_bps(bps), &grid);
    assert_eq!(nearest(2_104), Ok(165 * USD));
    assert_eq!(nearest(1_000), Ok(175 * USD)); // 0.089 against 0.140 at 170
    assert_eq!(nearest(9_999), Ok(100 * USD));
    assert_eq!(nearest(1), Ok(230 * USD)); // 0.000072 against 0.000157 at 225
}

#[test]
fn a_tie_goes_to_the_higher_strike() {
    let grid = StrikeGrid::new(USD, 100 * USD, 101 * USD).unwrap();
    let delta = |strike_e8| {
        let (seconds_to_expiry, vol_e9) = (WEEK, 800_000_000);
        call_delta(&CallInputs { spot_e8: 100 * USD, strike_e8, seconds_to_expiry, vol_e9 }).unwrap()
    };
    let (low, high) = (delta(100 * USD).to_bits(), delta(101 * USD).to_bits());
    // With an odd distance there is no exact tie: the middle is then one ulp nearer to the higher strike.
    let middle = Fix::from_bits(high + (low - high) / 2);
    let nearest = |target| nearest_strike(100 * USD, WEEK, 800_000_000, target, &grid).unwrap();
    assert_eq!(nearest(middle), 101 * USD);
    assert_eq!(nearest(middle + Fix::DELTA), 100 * USD);
}

#[test]
fn at_expiry_delta_is_a_step_and_the_rule_still_names_one_strike() {
    let grid = StrikeGrid::new(USD, 90 * USD, 110 * USD).unwrap();
    let nearest = |bps| nearest_strike(100 * USD, 0, 800_000_000, fix_from_bps(bps), &grid);
    assert_eq!(nearest(4_999), Ok(100 * USD));
    assert_eq!(nearest(5_000), Ok(100 * USD));
    assert_eq!(nearest(5_001), Ok(99 * USD));
}

#[test]
fn grids_are_validated() {
    assert_eq!(StrikeGrid::new(0, 1, 2), Err(MathError::StrikeStep));
    assert_eq!(StrikeGrid::new(10, 11, 19), Err(MathError::NoListedStrike));
    assert_eq!(StrikeGrid::new(10, 20, 10), Err(MathError::NoListedStrike));
    assert_eq!(StrikeGrid::new(10, 0, 9), Err(MathError::NoListedStrike));
    let grid = StrikeGrid::new(10, 0, 10).unwrap();
    assert!(grid.contains(10) && !grid.contains(0) && !grid.contains(20) && !grid.contains(9));
}

#[test]
fn inputs_are_validated_by_name() {
    let grid = StrikeGrid::new(USD, USD, 300 * USD).unwrap();
    let half = Fix::ONE / 2;
    let nearest = |spot, seconds, vol, target| nearest_strike(spot, seconds, vol, target, &grid);
    assert_eq!(nearest(0, WEEK, 800_000_000, half), Err(MathError::Spot));
    assert_eq!(nearest(USD, u64::MAX, 800_000_000, half), Err(MathError::SecondsToExpiry));
    assert_eq!(nearest(USD, WEEK, 0, half), Err(MathError::Volatility));
    assert_eq!(nearest(USD, WEEK, 4_000_000_001, half), Err(MathError::Volatility));
    for target in [Fix::ZERO, Fix::ONE, -half, Fix::MAX] {
        assert_eq!(nearest(USD, WEEK, 800_000_000, target), Err(MathError::TargetDelta));
    }
}
