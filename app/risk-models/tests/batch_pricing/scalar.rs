//! Against the scalar Black-76, and what must hold between the numbers themselves, for arbitrary options.

use crate::chain::{option_type, price_rows};
use crate::BAR;
use proptest::prelude::*;
use risk_models::derive_pmrm2::black76::{normal_cdf, Black76};

prop_compose! {
    /// Forward, strike, years, volatility.
    fn contracts()(
        forward in -3.0..6.0f64,
        moneyness in -3.0..3.0f64,
        years in prop_oneof![Just(0.0), 1e-5..5.0f64],
        volatility in prop_oneof![Just(0.0), 0.001..5.0f64],
    ) -> (f64, f64, f64, f64) {
        let forward = 10f64.powf(forward);
        (forward, forward * moneyness.exp(), years, volatility)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn prices_and_deltas_are_those_of_black76((forward, strike, years, volatility) in contracts(), is_call: bool) {
        let values = price_rows(&[(forward, strike, years, volatility, is_call)])[0];
        let scalar = Black76 { forward, strike, volatility, years, discount: 1.0 }.price(option_type(is_call));
        prop_assert!((values.price - scalar).abs() <= BAR * forward.max(strike), "{} {scalar}", values.price);
        let total_vol = volatility * years.sqrt();
        if total_vol > 0.0 {
            let d1 = libm::log(forward / strike) / total_vol + total_vol / 2.0;
            let delta = if is_call { normal_cdf(d1) } else { -normal_cdf(-d1) };
            prop_assert!((values.delta - delta).abs() <= BAR, "{} {delta}", values.delta);
        }
    }

    #[test]
    fn call_less_put_is_forward_less_strike((forward, strike, years, volatility) in contracts()) {
        let pair = price_rows(&[(forward, strike, years, volatility, true), (forward, strike, years, volatility, false)]);
        let (call, put) = (pair[0], pair[1]);
        prop_assert!(((call.price - put.price) - (forward - strike)).abs() <= 4.0 * f64::EPSILON * forward.max(strike));
        prop_assert!((call.delta - put.delta - 1.0).abs() <= f64::EPSILON);
        prop_assert_eq!(call.gamma.to_bits(), put.gamma.to_bits());
        prop_assert_eq!(call.vega.to_bits(), put.vega.to_bits());
    }

    #[test]
    fn prices_lie_between_their_limits((forward, strike, years, volatility) in contracts()) {
        let pair = price_rows(&[(forward, strike, years, volatility, true), (forward, strike, years, volatility, false)]);
        for (values, intrinsic, most) in [(pair[0], forward - strike, forward), (pair[1], strike - forward, strike)] {
            prop_assert!(values.price >= intrinsic.max(0.0) && values.price <= most * (1.0 + f64::EPSILON));
            prop_assert!(values.delta.abs() <= 1.0 && values.gamma >= 0.0 && values.vega >= 0.0);
        }
    }

    #[test]
    fn vega_is_gamma_times_squared_forward_volatility_and_years((forward, strike, years, volatility) in contracts()) {
        let values = price_rows(&[(forward, strike, years, volatility, true)])[0];
        // Far away both are zero, or so small that digits are lost.
        if values.vega > forward * 1e-280 {
            let from_gamma = values.gamma * forward * forward * volatility * years;
            // Without time or volatility gamma is zero.
            let expected = if volatility * years > 0.0 { values.vega } else { 0.0 };
            prop_assert!((from_gamma - expected).abs() <= 4e-15 * expected, "{from_gamma} {expected}");
        }
    }
}
