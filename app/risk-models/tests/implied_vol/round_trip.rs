//! There and back, over everything that has a price.

use crate::BAR;
use proptest::prelude::*;
use risk_models::implied_vol::{normalised_implied_total_vol, normalised_price, LEAST_TIME_VALUE};

/// Log-moneyness from the money to far away, evenly and by orders of magnitude; total volatility from a millionth to 8.
fn places() -> impl Strategy<Value = (f64, f64)> {
    let distance =
        prop_oneof![Just(0.0), 0.0..3.0f64, 3.0..100.0f64, (-12.0..2.0f64).prop_map(|power| 10f64.powf(power))];
    let total_vol = prop_oneof![0.01..8.0f64, (-6.0..0.9f64).prop_map(|power| 10f64.powf(power))];
    // Below a 34th of the distance no price is left in an f64.
    (distance, total_vol).prop_map(|(distance, total_vol)| (distance, total_vol.max(distance / 34.0)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn a_price_gives_back_its_volatility((log_moneyness, total_vol) in places(), is_below: bool) {
        let log_moneyness = if is_below { -log_moneyness } else { log_moneyness };
        let price = normalised_price(log_moneyness, total_vol);
        prop_assert!(price > LEAST_TIME_VALUE, "{price:e} at {log_moneyness}, s {total_vol}");
        let computed = normalised_implied_total_vol(log_moneyness, price).unwrap();
        prop_assert!((computed / total_vol - 1.0).abs() <= BAR, "{computed} instead of {total_vol} at {log_moneyness}, price {price:e}");
    }

    #[test]
    fn any_price_between_the_limits_has_a_volatility(log_moneyness in -100.0..100.0f64, power in -280.0..0.0f64) {
        let limit = (-log_moneyness.abs() / 2.0).exp();
        let price = limit * 10f64.powf(power) * (1.0 - 1e-9);
        prop_assume!(price > LEAST_TIME_VALUE);
        let total_vol = normalised_implied_total_vol(log_moneyness, price).unwrap();
        let back = normalised_price(log_moneyness, total_vol);
        let h = log_moneyness.abs() / total_vol;
        prop_assert!((back / price - 1.0).abs() <= 1e-14 * (h * h + 4.0), "{back:e} instead of {price:e} at {log_moneyness}, s {total_vol}");
    }
}
