//! Volatility shocks, skew, static discount.

use crate::assert_near;
use risk_models::derive_pmrm2::input::{MarginParameters, SkewShockParameters, VolatilityShockParameters};
use risk_models::derive_pmrm2::shock::{cap, factor, width, Skew, StaticDiscount, VolatilityFactors};

const DAY: u64 = 86_400;
const VOLATILITY: VolatilityShockParameters = VolatilityShockParameters {
    range_up: 0.5,
    least_after_rise: 0.0,
    range_down: 0.275,
    short_term_power: 1.0,
    long_term_power: 2.0,
    floor_days: 1.0,
};
const SKEW: SkewShockParameters = SkewShockParameters {
    linear_cap: 0.15,
    linear_cap_slope: -0.05,
    absolute_cap: 0.3,
    absolute_cap_slope: 0.1,
    least_width: 0.01,
    width_scale: 4.0,
    volatility_static: 0.6,
    volatility_scale: -0.1,
};
const MARGIN: MarginParameters = MarginParameters {
    maintenance_loss_factor: 0.8,
    initial_loss_factor: 1.0,
    owed_rate_scale: 0.5,
    owned_rate_scale: 1.0,
    owed_rate_addition: 0.08,
    owned_rate_addition: 0.08,
    owned_base: 0.95,
    owed_base: 1.04,
};

fn volatility_factors(seconds: u64) -> (f64, f64) {
    let VolatilityFactors { up, down } = VolatilityFactors::of(&VOLATILITY, seconds);
    (up, down)
}

#[test]
fn volatility_moves_by_its_ranges_at_thirty_days() {
    assert_eq!(volatility_factors(30 * DAY), (1.5, 0.725));
}

#[test]
fn nearer_expiries_move_by_the_short_power_and_later_ones_by_the_long_one() {
    let near = volatility_factors(15 * DAY);
    assert_near(near.0, 2.0, "(30/15)^1 times the range");
    assert_near(near.1, 0.45, "(30/15)^1 times the range");
    let late = volatility_factors(60 * DAY);
    assert_near(late.0, 1.125, "(30/60)^2 times the range");
    assert_near(late.1, 0.931_25, "(30/60)^2 times the range");
}

#[test]
fn the_nearest_expiries_move_like_the_floor_and_never_below_zero() {
    assert_eq!(volatility_factors(DAY), (16.0, 0.0), "30 times the ranges");
    assert_eq!(volatility_factors(0), volatility_factors(DAY));
}

/// A quarter of a year: its root is a half.
#[test]
fn width_and_cap_of_the_skew_follow_the_root_of_time() {
    assert_near(width(&SKEW, 0.25), 4.0 * 0.5 * 0.55, "width");
    assert_eq!(width(&SKEW, 0.0), 0.01, "the least width");
    assert_near(cap(&SKEW, Skew::Linear, 0.25), 0.125, "linear cap");
    assert_near(cap(&SKEW, Skew::Absolute, 0.25), 0.35, "absolute cap");
}

#[test]
fn a_linear_skew_lifts_one_wing_and_lowers_the_other() {
    let of = |k: f64| factor(Skew::Linear, k, 0.125, 1.1);
    assert_near(of(0.55), 1.0625, "half way up");
    assert_near(of(-0.55), 0.9375, "half way down");
    assert_eq!((of(0.0), of(2.2), of(-2.2)), (1.0, 1.125, 0.875), "no further than the cap");
}

#[test]
fn an_absolute_skew_lifts_both_wings() {
    let of = |k: f64| factor(Skew::Absolute, k, 0.125, 1.1);
    assert_near(of(0.55), 1.0625, "above");
    assert_near(of(-0.55), 1.0625, "below");
    assert_eq!((of(0.0), of(2.2), of(-2.2)), (1.0, 1.125, 1.125), "no further than the cap");
}

#[test]
fn a_skew_takes_no_volatility_below_zero() {
    assert_eq!(factor(Skew::Linear, -5.0, 2.0, 1.0), 0.0);
}

/// So the contracts compute it: `min(C, C x / k*)` is no limit when `C` is below zero.
#[test]
fn a_negative_cap_is_no_limit() {
    assert_near(factor(Skew::Linear, 2.0, -0.1, 1.0), 0.8, "twice the cap");
    assert_near(factor(Skew::Linear, 0.5, -0.1, 1.0), 0.9, "at least the cap");
}

/// A year at 10 %: the mark-up of 1.04 e^0.13 is above 1 / D = e^0.1, which bounds it.
#[test]
fn what_is_owed_is_marked_up_to_its_value_without_a_discount_at_most() {
    let discount = StaticDiscount::of(&MARGIN, 0.1, 1.0, 0.904_837_418_035_959_6);
    assert_near(discount.owned, 0.793_506_700_840_708, "0.95 e^-0.18");
    assert_near(discount.owed, 1.105_170_918_075_648, "e^0.1");
}

/// A year at 50 %: 1.04 e^0.33 is below e^0.5.
#[test]
fn a_high_rate_leaves_the_mark_up_below_its_bound() {
    let discount = StaticDiscount::of(&MARGIN, 0.5, 1.0, 0.606_530_659_712_633_4);
    assert_near(discount.owed, 1.446_606_853_602_332, "1.04 e^0.33");
}

#[test]
fn the_sign_of_a_value_says_which_discount_it_gets() {
    let discount = StaticDiscount { owned: 0.5, owed: 2.0 };
    assert_eq!((discount.apply(10.0), discount.apply(-10.0), discount.apply(0.0)), (5.0, -20.0, 0.0));
}
