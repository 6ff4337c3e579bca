//! What the published cases hold on the way: factors of volatilities, skews, discounts, and values by expiry.

use crate::assert_near;
use crate::reference::{published, Published};
use risk_models::derive_pmrm2::shock::{cap, factor, width, Skew, StaticDiscount, VolatilityFactors};
use risk_models::derive_pmrm2::years;
use serde_json::Value;

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

#[test]
fn volatilities_rise_and_fall_by_the_published_factors() {
    for Published { name, json, case } in published().into_iter().flatten() {
        for (index, option) in case.portfolio.options.iter().enumerate() {
            let factors = VolatilityFactors::of(&case.parameters.volatility_shock, option.seconds_to_expiry);
            assert_near(factors.up, number(&json["Result"]["VolShockUpMultiplier"][index]), &name);
            assert_near(factors.down, number(&json["Result"]["VolShockDownMultiplier"][index]), &name);
        }
    }
}

/// Expired options have no published skew. A published factor may be below zero: no volatility is, so it counts as zero.
#[test]
fn skews_have_the_published_width_caps_and_factors() {
    for Published { name, json, case } in published().into_iter().flatten() {
        let parameters = &case.parameters.skew_shock;
        for (index, option) in case.portfolio.options.iter().enumerate() {
            if option.seconds_to_expiry == 0 {
                continue;
            }
            let expected = &json["Scenario"]["Options"][index];
            let years = years(option.seconds_to_expiry);
            let width = width(parameters, years);
            assert_near(width, number(&expected["k_star"]), &name);
            for (skew, cap_field, factor_field) in [
                (Skew::Linear, "linear_mult_cap", "linear_multiplier"),
                (Skew::Absolute, "abs_mult_cap", "abs_multiplier"),
            ] {
                let cap = cap(parameters, skew, years);
                assert_near(cap, number(&expected[cap_field]), &name);
                let computed = factor(skew, number(&expected["k"]), cap, width);
                assert_near(computed, number(&expected[factor_field]).max(0.0), &name);
            }
        }
    }
}

/// An expired option has the published discounts 1 and 1, whatever the parameters say: it is not compared.
#[test]
fn expiries_have_the_published_static_discounts() {
    for Published { name, json, case } in published().into_iter().flatten() {
        for (index, feed) in case.portfolio.option_feeds.iter().enumerate() {
            if feed.seconds_to_expiry == 0 {
                continue;
            }
            let years = years(feed.seconds_to_expiry);
            let rate = feed.rate.max(0.0);
            let computed = StaticDiscount::of(&case.parameters.margin, rate, years, libm::exp(-rate * years));
            let expected = &json["Result"]["discount_factors"][index];
            assert_near(computed.owned, number(&expected[0]), &name);
            assert_near(computed.owed, number(&expected[1]), &name);
        }
    }
}
