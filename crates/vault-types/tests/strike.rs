//! The strike rule: what a keeper finds is what the chain accepts, and nothing else.

mod common;

use bytemuck::Zeroable;
use common::{cases, exact::*, USD};
use options_math::{fix_from_bps, price, Fix, MathError, OptionInputs, SviParameters, SviSlice};
use proptest::prelude::*;
use vault_types::{
    price::ValidatedPrice,
    state::{Market, OptionKind, StrikePolicy},
    strike::{StrikeError, StrikeFacts, StrikeRule},
    surface::{flat, MAX_VOL_E9, MIN_VOL_E9},
    LedgerError,
};

const NOW_TS: i64 = 1_700_000_000;
const WEEK: i64 = 7 * 86_400;
const POLICY: StrikePolicy = StrikePolicy { max_distance_bps: 10_000, min_distance_bps: 200, target_delta_bps: 2_000 };

/// A step between strikes, and one volatility for all of them.
#[derive(Clone, Copy)]
struct Flat {
    market: Market,
    vol_e9: u64,
}

impl Flat {
    fn smile(&self, secs: i64) -> Result<SviSlice, StrikeError> {
        let seconds_to_expiry = u64::try_from(secs).unwrap_or(0);
        Ok(SviSlice::new(flat(self.vol_e9, seconds_to_expiry), seconds_to_expiry)?)
    }

    fn rule(
        &self,
        kind: OptionKind,
        policy: &StrikePolicy,
        spot_e8: u64,
        secs: i64,
    ) -> Result<StrikeRule, StrikeError> {
        StrikeRule::new(kind, &self.market, policy, &spot(spot_e8), &self.smile(secs)?)
    }
}

fn market(strike_step_e8: u64, vol_e9: u64) -> Flat {
    Flat { market: Market { strike_step_e8, ..Market::zeroed() }, vol_e9 }
}

fn spot(price_e8: u64) -> ValidatedPrice {
    ValidatedPrice { price_e8, publish_ts: NOW_TS, prev_publish_ts: NOW_TS }
}

fn rule(market: &Flat, policy: &StrikePolicy, spot_e8: u64, secs: i64) -> Result<StrikeRule, StrikeError> {
    market.rule(OptionKind::CALL, policy, spot_e8, secs)
}

fn any_policy() -> impl Strategy<Value = StrikePolicy> {
    (0u16..5_000, 1u32..20_000, 100u16..=5_000).prop_map(|(min_distance_bps, width, target_delta_bps)| {
        let max_distance_bps = u32::from(min_distance_bps) + width;
        let policy = StrikePolicy { max_distance_bps, min_distance_bps, target_delta_bps };
        assert!(policy.is_valid());
        policy
    })
}

proptest! {
    #![proptest_config(cases(10_000))]

    /// `verify` accepts what `find` finds and none of its neighbours, or anything else.
    #[test]
    fn only_the_found_strike_verifies(
        spot_e8 in 1_000..1u64 << 45,
        steps_in_spot in 1u64..500,
        volatility_e9 in MIN_VOL_E9..=MAX_VOL_E9 * 99 / 100,
        secs in 1i64..60 * 86_400,
        policy in any_policy(),
        other in any::<u64>(),
    ) {
        let step_e8 = (spot_e8 / steps_in_spot).max(1);
        let market = market(step_e8, volatility_e9);
        let Ok(rule) = rule(&market, &policy, spot_e8, secs) else { return Ok(()) };
        let found_e8 = rule.find().unwrap();
        let seconds_to_expiry = secs.unsigned_abs();
        let smile = market.smile(secs).unwrap();
        let vol_e9 = smile.vol_e9(spot_e8, found_e8).unwrap();
        let inputs = OptionInputs { spot_e8, strike_e8: found_e8, seconds_to_expiry, vol_e9 };
        let delta = price(&inputs).unwrap().call_delta;
        let delta_e9 = floor(&(ratio(delta.to_bits(), 1u64 << 40) * exact(1_000_000_000))).unwrap();
        prop_assert_eq!(rule.verify(found_e8), Ok(Some(StrikeFacts { delta_e9, vol_e9 })));

        // No other strike of the band is nearer the ideal one, and the lower is farther.
        let target = fix_from_bps(policy.target_delta_bps);
        let ideal_e8 = smile.strike_for_delta(spot_e8, target).unwrap_or(u64::MAX);
        let is_allowed = |strike_e8: u64| {
            let distance = ratio(strike_e8, spot_e8) - exact(1);
            ratio(policy.min_distance_bps, 10_000) <= distance && distance <= ratio(policy.max_distance_bps, 10_000)
        };
        let distance_of = |strike_e8: u64| strike_e8.abs_diff(ideal_e8);
        let (above_e8, below_e8) = (found_e8 + step_e8, found_e8 - step_e8);
        prop_assert!(!is_allowed(above_e8) || distance_of(found_e8) < distance_of(above_e8));
        prop_assert!(!is_allowed(below_e8) || distance_of(found_e8) <= distance_of(below_e8));

        prop_assert_eq!(found_e8 % step_e8, 0);
        prop_assert!(is_allowed(found_e8));

        for wrong_e8 in [found_e8 + step_e8, found_e8 - step_e8, found_e8 + 1, found_e8 - 1, other % (4 * spot_e8), other] {
            prop_assert!(wrong_e8 == found_e8 || rule.verify(wrong_e8) == Ok(None), "{wrong_e8} besides {found_e8}");
        }
    }

    #[test]
    fn no_input_panics(
        (spot_e8, step_e8, volatility_e9, strike_e8) in any::<(u64, u64, u64, u64)>(),
        (secs, [a, b, rho, m, sigma]) in any::<(u64, [i64; 5])>(),
        is_small: bool,
        (max_distance_bps, min_distance_bps, target_delta_bps) in any::<(u32, u16, u16)>(),
    ) {
        let Flat { market, .. } = market(step_e8, volatility_e9);
        let policy = StrikePolicy { max_distance_bps, min_distance_bps, target_delta_bps };
        let fix = |bits: i64| Fix::from_bits(if is_small { bits >> 15 } else { bits });
        let any = SviParameters { a: fix(a), b: fix(b), rho: fix(rho), m: fix(m), sigma: fix(sigma) };
        let seconds_to_expiry = if is_small { secs >> 38 } else { secs };
        let smile = SviSlice::new(any, seconds_to_expiry).or(SviSlice::new(flat(volatility_e9, seconds_to_expiry), seconds_to_expiry));
        let Ok(smile) = smile else { return Ok(()) };
        if let Ok(rule) = StrikeRule::new(OptionKind::CALL, &market, &policy, &spot(spot_e8), &smile) {
            let _ = (rule.find(), rule.verify(strike_e8));
        }
    }
}

/// SOL-like week: spot 150, volatility 80 %. Delta 0.20 is at 150 exp(0.8416 * 0.1108 + 0.1108^2 / 2) = 165.69, nearest 165.
#[test]
fn a_week_of_sol() {
    let rule = rule(&market(5 * USD, 800_000_000), &POLICY, 150 * USD, WEEK).unwrap();
    assert_eq!(rule.find(), Ok(165 * USD));
    assert_eq!(rule.verify(165 * USD), Ok(Some(StrikeFacts { delta_e9: 210_438_791, vol_e9: 800_000_000 })));
    for wrong in [160, 170, 166, 0] {
        assert_eq!(rule.verify(wrong * USD), Ok(None));
    }
}

/// The distances bind when the delta would lead out of them.
#[test]
fn the_distances_bind() {
    let market = market(5 * USD, 800_000_000);
    let far = StrikePolicy { min_distance_bps: 2_000, ..POLICY };
    assert_eq!(rule(&market, &far, 150 * USD, WEEK).unwrap().find(), Ok(180 * USD));
    let near = StrikePolicy { max_distance_bps: 500, ..POLICY };
    assert_eq!(rule(&market, &near, 150 * USD, WEEK).unwrap().find(), Ok(155 * USD));
}

/// A strike one step nearer or farther than the distances is not listed, be it by a fraction of the smallest unit.
#[test]
fn the_distances_round_inwards() {
    let market = market(1, MIN_VOL_E9);
    let half = StrikePolicy { target_delta_bps: 5_000, ..POLICY };
    assert_eq!(rule(&market, &half, 1_001, WEEK).unwrap().find(), Ok(1_022)); // 1,001 * 1.02 = 1,021.02
    let deep = StrikePolicy { target_delta_bps: 100, min_distance_bps: 0, max_distance_bps: 2 };
    assert_eq!(rule(&market, &deep, 9_999, WEEK).unwrap().find(), Ok(10_000)); // 9,999 * 1.0002 = 10,000.9998
}

#[test]
fn each_refusal() {
    let good = market(5 * USD, 800_000_000);
    let refused = |market: &Flat, policy: &StrikePolicy, spot_e8, secs| {
        rule(market, policy, spot_e8, secs).and_then(|rule| rule.find()).unwrap_err()
    };
    let math = StrikeError::Math;
    let narrow = StrikePolicy { min_distance_bps: 200, max_distance_bps: 201, ..POLICY };
    assert_eq!(refused(&good, &narrow, 150 * USD, WEEK), StrikeError::NoListedStrike);
    let overflow = StrikeError::Ledger(LedgerError::Overflow);
    assert_eq!(refused(&market(0, 800_000_000), &POLICY, 150 * USD, WEEK), overflow);
    assert_eq!(refused(&good, &POLICY, u64::MAX, WEEK), overflow);
    assert_eq!(
        refused(&good, &POLICY, 1 << 50, WEEK),
        StrikeError::NoListedStrike,
        "no strike is within the model's prices"
    );
    assert_eq!(refused(&good, &POLICY, 150 * USD, 3 * 365 * 86_400), math(MathError::SecondsToExpiry));
    assert_eq!(refused(&market(5 * USD, 0), &POLICY, 150 * USD, WEEK), math(MathError::Surface));
    let no_target = StrikePolicy { target_delta_bps: 0, ..POLICY };
    assert_eq!(refused(&good, &no_target, 150 * USD, WEEK), math(MathError::TargetDelta));
}

/// One second before expiry the rule still names a strike; afterwards there is none.
#[test]
fn at_expiry() {
    let market = market(5 * USD, 800_000_000);
    let at = |secs| rule(&market, &POLICY, 150 * USD, secs).unwrap();
    assert_eq!(at(1).find(), Ok(155 * USD));
    assert_eq!(at(1).verify(155 * USD).unwrap().unwrap().delta_e9, 0);
    for secs in [0, -1] {
        let none = rule(&market, &POLICY, 150 * USD, secs).unwrap_err();
        assert_eq!(none, StrikeError::Math(MathError::SecondsToExpiry));
    }
}

/// Half-way between two listed strikes the higher is sold.
#[test]
fn a_tie_goes_to_the_higher_strike() {
    let smile = market(1, 800_000_000).smile(WEEK).unwrap();
    let ideal_e8 = |spot_e8| smile.strike_for_delta(spot_e8, fix_from_bps(2_000)).unwrap();
    let spot_e8 = (150 * USD..).find(|&spot_e8| ideal_e8(spot_e8) % 41 == 0).unwrap();
    let half_step_e8 = ideal_e8(spot_e8) / 41;
    let rule = rule(&market(2 * half_step_e8, 800_000_000), &POLICY, spot_e8, WEEK).unwrap();
    assert_eq!(rule.find(), Ok(42 * half_step_e8));
}

/// Near the end of the model's prices the strike stays within them: one beyond could be found but never verified, and no round
/// could start.
#[test]
fn the_strike_stays_within_the_models_prices() {
    let wide = StrikePolicy { target_delta_bps: 100, min_distance_bps: 0, max_distance_bps: 20_000 };
    for (spot_usd, step_usd, policy) in
        [(2_000_000, 1, wide), (2_000_000, 1_000, wide), (4_900_000, 1_000_000, wide), (5_000_000, 1, wide)]
    {
        let rule = rule(&market(step_usd * USD, 4_000_000_000), &policy, spot_usd * USD, WEEK).unwrap();
        let found_e8 = rule.find().unwrap();
        assert!(found_e8 <= options_math::MAX_PRICE_E8);
        assert!(rule.verify(found_e8).unwrap().is_some(), "{spot_usd} {step_usd}");
    }
}

fn put_rule(market: &Flat, policy: &StrikePolicy, spot_e8: u64, secs: i64) -> Result<StrikeRule, StrikeError> {
    market.rule(OptionKind::PUT, policy, spot_e8, secs)
}

/// The volatility is that at the strike, and the delta is the one there: low strikes dearer, high ones cheaper.
#[test]
fn the_smile_decides() {
    let fix = |x: f64| Fix::from_num(x);
    let skewed = SviParameters { a: fix(0.004), b: fix(0.05), rho: fix(-0.6), m: fix(0.0), sigma: fix(0.1) };
    let smile = SviSlice::new(skewed, 604_800).unwrap();
    let step = Market { strike_step_e8: USD, ..Market::zeroed() };
    let at_the_money = smile.vol_e9(150 * USD, 150 * USD).unwrap();
    let chosen = [OptionKind::CALL, OptionKind::PUT].map(|kind| {
        let rule = StrikeRule::new(kind, &step, &POLICY, &spot(150 * USD), &smile).unwrap();
        let flat_rule = market(USD, at_the_money).rule(kind, &POLICY, 150 * USD, WEEK).unwrap();
        let strike_e8 = rule.find().unwrap();
        let StrikeFacts { delta_e9, vol_e9 } = rule.verify(strike_e8).unwrap().unwrap();
        assert_eq!(vol_e9, smile.vol_e9(150 * USD, strike_e8).unwrap());
        assert!(delta_e9.abs_diff(200_000_000) < 15_000_000, "half a step is less than 0.015: {delta_e9}");
        (strike_e8 as i64 - flat_rule.find().unwrap() as i64, vol_e9)
    });
    assert!(chosen[0].1 < at_the_money && chosen[0].0 < 0, "calls are cheaper and nearer: {chosen:?}");
    assert!(chosen[1].1 > at_the_money && chosen[1].0 < 0, "puts are dearer and farther: {chosen:?}");
}

/// A put's delta of -0.20 is at 150 exp(-0.8416 * 0.1108 + 0.1108^2 / 2) = 137.48 USD.
#[test]
fn a_week_of_puts() {
    let rule = put_rule(&market(5 * USD, 800_000_000), &POLICY, 150 * USD, WEEK).unwrap();
    assert_eq!(rule.find(), Ok(135 * USD));
    let delta_e9 = rule.verify(135 * USD).unwrap().unwrap().delta_e9;
    let inputs =
        OptionInputs { spot_e8: 150 * USD, strike_e8: 135 * USD, seconds_to_expiry: 604_800, vol_e9: 800_000_000 };
    let expected = -price(&inputs).unwrap().put_delta().to_num::<f64>();
    assert!((delta_e9 as f64 / 1e9 - expected).abs() < 2e-9 && expected < 0.2);
    for wrong in [130, 140, 136, 165, 0] {
        assert_eq!(rule.verify(wrong * USD), Ok(None));
    }
}

#[test]
fn the_distances_of_puts_are_below_spot() {
    let market = market(5 * USD, 800_000_000);
    let far = StrikePolicy { min_distance_bps: 2_000, ..POLICY };
    assert_eq!(put_rule(&market, &far, 150 * USD, WEEK).unwrap().find(), Ok(120 * USD));
    let near = StrikePolicy { max_distance_bps: 500, ..POLICY };
    assert_eq!(put_rule(&market, &near, 150 * USD, WEEK).unwrap().find(), Ok(145 * USD));
    // The whole of spot and more: down to the lowest listed strike.
    let all = StrikePolicy { target_delta_bps: 100, max_distance_bps: 30_000, ..POLICY };
    let deep = put_rule(&Flat { vol_e9: MAX_VOL_E9, ..market }, &all, 150 * USD, 50 * 86_400).unwrap();
    assert!((5 * USD..150 * USD).contains(&deep.find().unwrap()));
}

/// Half-way between two listed strikes the lower is sold: of equal strikes the one farther from spot.
#[test]
fn a_tie_goes_to_the_lower_strike_of_puts() {
    let target = options_math::Fix::ONE - fix_from_bps(2_000);
    let smile = market(1, 800_000_000).smile(WEEK).unwrap();
    let ideal_e8 = |spot_e8| smile.strike_for_delta(spot_e8, target).unwrap();
    let spot_e8 = (150 * USD..).find(|&spot_e8| ideal_e8(spot_e8) % 41 == 0).unwrap();
    let half_step_e8 = ideal_e8(spot_e8) / 41;
    let rule = put_rule(&market(2 * half_step_e8, 800_000_000), &POLICY, spot_e8, WEEK).unwrap();
    assert_eq!(rule.find(), Ok(40 * half_step_e8));
}

#[test]
fn an_unknown_kind_has_no_strike() {
    let unknown: OptionKind = bytemuck::cast(2u8);
    let rule = market(USD, 800_000_000).rule(unknown, &POLICY, 150 * USD, WEEK);
    assert_eq!(rule.unwrap_err(), StrikeError::Ledger(LedgerError::BrokenInvariant));
}

/// An ideal strike above the model's prices is above spot: puts are then sold at the nearest strike, not at the farthest.
#[test]
fn an_ideal_strike_above_all_prices_leads_to_the_nearest_put() {
    let policy = |target_delta_bps| StrikePolicy { target_delta_bps, min_distance_bps: 100, max_distance_bps: 6_000 };
    let year = 365 * 86_400;
    for (spot_usd, secs, vol_e9, target, expected_usd) in [
        (54_700, year, 4_000_000_000, 2_000, 54_153),
        (54_720, year, 4_000_000_000, 2_000, 54_172),
        (60_000, year, 4_000_000_000, 2_000, 59_400),
        (4_500_000, 14 * 86_400, 4_000_000_000, 5_000, 4_455_000),
    ] {
        let rule = put_rule(&market(USD, vol_e9), &policy(target), spot_usd * USD, secs).unwrap();
        assert_eq!(rule.find(), Ok(expected_usd * USD), "spot {spot_usd}");
    }
}
