//! What must hold for every call in the domain, on random inputs.

mod common;

use common::*;
use options_math::{
    call_delta, price_call, CallInputs, CallQuote, Fix, MathError, MAX_SECONDS_TO_EXPIRY, MAX_VOL_E9, MIN_VOL_E9,
};
use proptest::prelude::*;

fn quote(inputs: &CallInputs) -> CallQuote {
    price_call(inputs).unwrap()
}

fn slack(ulps: i64) -> Fix {
    Fix::from_bits(ulps)
}

/// max(0, 1 - K/S), rounded down.
fn intrinsic(inputs: &CallInputs) -> Fix {
    let value = inputs.spot_e8.saturating_sub(inputs.strike_e8);
    Fix::from_bits(((u128::from(value) << 48) / u128::from(inputs.spot_e8)) as i64)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn price_and_delta_are_near_the_reference(inputs in call_inputs()) {
        let (price, delta) = reference_call(&inputs);
        let actual = quote(&inputs);
        let price_error = (f(actual.price_over_spot) - price).abs();
        let delta_error = (f(actual.delta) - delta).abs();
        prop_assert!(price_error < 1e-14, "price {price_error:e}");
        prop_assert!(delta_error < 5e-11, "delta {delta_error:e}");
        if reference_deviation(&inputs) >= 0.01 {
            prop_assert!(delta_error < 1e-14, "delta {delta_error:e}");
        }
    }

    #[test]
    fn price_lies_between_intrinsic_value_and_delta(inputs in call_inputs()) {
        let actual = quote(&inputs);
        prop_assert!(actual.price_over_spot >= intrinsic(&inputs));
        prop_assert!(actual.price_over_spot <= Fix::ONE);
        prop_assert!(actual.price_over_spot <= actual.delta + slack(2));
        prop_assert!(actual.delta >= 0 && actual.delta <= Fix::ONE);
        prop_assert_eq!(call_delta(&inputs), Ok(actual.delta));
    }

    /// With zero rate the put on S struck at K is the call on K struck at S.
    #[test]
    fn parity_holds_through_the_mirrored_call(inputs in call_inputs()) {
        let mirrored = CallInputs { spot_e8: inputs.strike_e8, strike_e8: inputs.spot_e8, ..inputs };
        let (spot, strike) = (inputs.spot_e8 as f64, inputs.strike_e8 as f64);
        let call = f(quote(&inputs).price_over_spot) * spot;
        let put = f(quote(&mirrored).price_over_spot) * strike;
        let difference = inputs.spot_e8 as i128 - inputs.strike_e8 as i128;
        let error = (call - put - difference as f64).abs();
        prop_assert!(error < 2e-14 * spot.max(strike), "{error:e}");
    }

    #[test]
    fn falls_with_the_strike(inputs in call_inputs(), more in any_word()) {
        let strike_e8 = inputs.strike_e8.saturating_add(more);
        let (low, high) = (quote(&inputs), quote(&CallInputs { strike_e8, ..inputs }));
        prop_assert!(high.delta <= low.delta);
        prop_assert!(high.price_over_spot <= low.price_over_spot + slack(4));
    }

    #[test]
    fn delta_is_monotone_for_the_smallest_steps(inputs in call_inputs(), steps in 1..1_000u64) {
        let strike_e8 = inputs.strike_e8.saturating_add(steps);
        let spot_e8 = inputs.spot_e8 + steps;
        let delta = quote(&inputs).delta;
        let higher_strike = quote(&CallInputs { strike_e8, ..inputs });
        let higher_spot = quote(&CallInputs { spot_e8, ..inputs });
        prop_assert!(higher_strike.delta <= delta);
        prop_assert!(higher_spot.delta >= delta);
    }

    #[test]
    fn grows_with_spot(inputs in call_inputs(), more in any_word()) {
        let spot_e8 = inputs.spot_e8.saturating_add(more);
        let (low, high) = (quote(&inputs), quote(&CallInputs { spot_e8, ..inputs }));
        prop_assert!(high.delta >= low.delta);
        prop_assert!(high.price_over_spot + slack(4) >= low.price_over_spot);
    }

    #[test]
    fn grows_with_time(inputs in call_inputs(), more in logarithmic(1, MAX_SECONDS_TO_EXPIRY)) {
        let seconds_to_expiry = (inputs.seconds_to_expiry + more).min(MAX_SECONDS_TO_EXPIRY);
        let (low, high) = (quote(&inputs), quote(&CallInputs { seconds_to_expiry, ..inputs }));
        prop_assert!(high.price_over_spot + slack(4) >= low.price_over_spot);
        let expired = quote(&CallInputs { seconds_to_expiry: 0, ..inputs });
        prop_assert!(low.price_over_spot >= expired.price_over_spot);
    }

    #[test]
    fn grows_with_volatility(inputs in call_inputs(), more in logarithmic(1, MAX_VOL_E9)) {
        let vol_e9 = (inputs.vol_e9 + more).min(MAX_VOL_E9);
        let (low, high) = (quote(&inputs), quote(&CallInputs { vol_e9, ..inputs }));
        prop_assert!(high.price_over_spot + slack(4) >= low.price_over_spot);
    }

    /// Any bit pattern gives either a quote within bounds or the error of the first input outside its domain.
    #[test]
    fn any_input_is_priced_or_refused(
        spot_e8 in any_word(), strike_e8 in any_word(), seconds_to_expiry in any_word(), vol_e9 in any_word(),
    ) {
        let inputs = CallInputs { spot_e8, strike_e8, seconds_to_expiry, vol_e9 };
        let expected = if spot_e8 == 0 {
            Some(MathError::Spot)
        } else if seconds_to_expiry > MAX_SECONDS_TO_EXPIRY {
            Some(MathError::SecondsToExpiry)
        } else if !(MIN_VOL_E9..=MAX_VOL_E9).contains(&vol_e9) {
            Some(MathError::Volatility)
        } else if strike_e8 == 0 {
            Some(MathError::Strike)
        } else {
            None
        };
        match price_call(&inputs) {
            Ok(actual) => {
                prop_assert_eq!(expected, None);
                prop_assert!(actual.price_over_spot >= intrinsic(&inputs));
                prop_assert!(actual.price_over_spot <= Fix::ONE);
                prop_assert!(actual.delta >= 0 && actual.delta <= Fix::ONE);
                prop_assert_eq!(call_delta(&inputs), Ok(actual.delta));
            }
            Err(error) => {
                prop_assert_eq!(Some(error), expected);
                prop_assert_eq!(call_delta(&inputs), Err(error));
            }
        }
    }

    /// The two ends of the domain are not only inside it but also priced well, for spots and strikes of any size.
    #[test]
    fn extreme_ratios_are_near_the_reference(
        spot_e8 in logarithmic(1, u64::MAX), strike_e8 in logarithmic(1, u64::MAX),
        seconds_to_expiry in logarithmic(1_000_000, MAX_SECONDS_TO_EXPIRY), vol_e9 in logarithmic(1_000_000_000, MAX_VOL_E9),
    ) {
        let inputs = CallInputs { spot_e8, strike_e8, seconds_to_expiry, vol_e9 };
        let (price, delta) = reference_call(&inputs);
        let actual = quote(&inputs);
        prop_assert!((f(actual.price_over_spot) - price).abs() < 2e-14);
        prop_assert!((f(actual.delta) - delta).abs() < 2e-14);
    }
}
