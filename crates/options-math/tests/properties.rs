//! What must hold for every option pair of the domain, on random inputs; `VAULT_TEST_LONG=1` takes a hundred times as many.

mod common;

use common::domain::{LARGE_PRICE_E8, SMALL_PRICES, WHOLE};
use common::reference::Reference;
use common::{any_word, config};
use options_math::{
    greeks, greeks_at_rate, price, Greeks, MathError, OptionInputs, Prices, MAX_PRICE_E8, MAX_RATE_E9,
    MAX_SECONDS_TO_EXPIRY, MAX_VOL_E9, MIN_VOL_E9,
};
use proptest::prelude::*;

/// Over spot: where table cells meet, a value that should rise falls by up to 4.99e-10 (found at d1 13/32 with d2 9/32).
const VALUE_STEP: f64 = 5.2e-10;
/// Two such steps may fall into the three values of a butterfly; 8.1e-10 was found.
const BUTTERFLY_STEP: f64 = 2.0 * VALUE_STEP;
/// Rounding of a value, USD * 1e12.
const VALUE_UNITS: i128 = 2;
/// Delta steps by 54 units of 2^-40 between the cells that meet at |d1| = 47/32, and by less elsewhere.
const DELTA_STEP: f64 = 54.0 / (1u64 << 40) as f64;
/// From 2^44 on prices are shortened, and ln(F/K) with them steps by up to this.
const LOG_STEP_OF_LARGE_PRICES: f64 = 1.0 / (1u64 << 43) as f64;
/// K exp(-rT), relative.
const DISCOUNT_ERROR: f64 = 5e-15;

fn quote(inputs: &OptionInputs, rate_e9: u64) -> Greeks {
    greeks_at_rate(inputs, rate_e9).unwrap()
}

fn prices(inputs: &OptionInputs, rate_e9: u64) -> Prices {
    quote(inputs, rate_e9).prices
}

fn e12(price_e8: u64) -> i128 {
    i128::from(price_e8) * 10_000
}

/// USD * 1e12 of an error given over spot.
fn slack(spot_e8: u64, over_spot: f64) -> i128 {
    (e12(spot_e8) as f64 * over_spot) as i128 + VALUE_UNITS
}

fn falls_by(high_e12: u64, low_e12: u64) -> i128 {
    i128::from(high_e12) - i128::from(low_e12)
}

fn delta_step(inputs: &OptionInputs) -> f64 {
    let is_large = inputs.spot_e8.max(inputs.strike_e8) >= LARGE_PRICE_E8;
    let log_step = if is_large { LOG_STEP_OF_LARGE_PRICES } else { 0.0 };
    DELTA_STEP + 0.4 * log_step / Reference::new(inputs, 0).deviation
}

/// Inputs of the whole domain with a rate.
fn cases() -> impl Strategy<Value = (OptionInputs, u64)> {
    WHOLE.strategy()
}

/// From a trillionth to half of something.
fn part() -> impl Strategy<Value = f64> {
    (1.0..43.0f64).prop_map(|bits| (-bits).exp2())
}

/// A larger number, by at least one; at most `largest`.
fn larger(number: u64, part: f64, largest: u64) -> u64 {
    number.saturating_add(((number as f64 * part) as u64).max(1)).min(largest)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn call_less_put_is_spot_less_the_discounted_strike((inputs, rate_e9) in cases()) {
        let difference = |rate_e9| {
            let Prices { call_e12, put_e12, .. } = prices(&inputs, rate_e9);
            e12(inputs.spot_e8) - falls_by(call_e12, put_e12)
        };
        prop_assert_eq!(difference(0), e12(inputs.strike_e8));
        let expected = Reference::new(&inputs, rate_e9).discounted_strike * 1e12;
        let error = (difference(rate_e9) as f64 - expected).abs();
        prop_assert!(error <= 1.0 + expected * DISCOUNT_ERROR, "{error:e} of {expected:e}");
    }

    #[test]
    fn values_and_derivatives_lie_within_their_ranges((inputs, rate_e9) in cases()) {
        let reference = Reference::new(&inputs, rate_e9);
        let quote = quote(&inputs, rate_e9);
        let (spot_e12, strike_e12) = (e12(inputs.spot_e8), e12(inputs.strike_e8));
        let (call_e12, put_e12) = (i128::from(quote.prices.call_e12), i128::from(quote.prices.put_e12));
        prop_assert!(call_e12 >= spot_e12 - strike_e12);
        prop_assert!(call_e12 <= spot_e12);
        prop_assert!(put_e12 <= strike_e12);
        prop_assert!(quote.prices.call_delta <= 1);
        prop_assert!(quote.prices.put_delta() <= 0 && quote.prices.put_delta() >= -1);
        prop_assert!(quote.gamma_times_spot.to_num::<f64>() <= reference.gamma_peak());
        prop_assert!(quote.vega_over_spot.to_num::<f64>() <= reference.vega_peak());
        prop_assert!(quote.call_theta_over_spot <= 0);
        prop_assert!(quote.call_rho_over_spot.to_num::<f64>() <= reference.years * (1.0 + 1e-9));
    }

    /// vega / S = gamma S * vol T.
    #[test]
    fn vega_is_gamma_times_variance((inputs, rate_e9) in cases()) {
        let reference = Reference::new(&inputs, rate_e9);
        let quote = quote(&inputs, rate_e9);
        let gamma = quote.gamma_times_spot.to_num::<f64>() / reference.gamma_peak();
        let vega = quote.vega_over_spot.to_num::<f64>() / reference.vega_peak();
        prop_assert!((gamma - vega).abs() < 4e-9, "{gamma} {vega}");
    }

    #[test]
    fn a_higher_strike_costs_the_call_and_helps_the_put((inputs, rate_e9) in cases(), part in part()) {
        let strike_e8 = larger(inputs.strike_e8, part, MAX_PRICE_E8);
        let (low, high) = (prices(&inputs, rate_e9), prices(&OptionInputs { strike_e8, ..inputs }, rate_e9));
        prop_assert!(falls_by(high.call_e12, low.call_e12) <= slack(inputs.spot_e8, VALUE_STEP));
        prop_assert!(falls_by(low.put_e12, high.put_e12) <= slack(inputs.spot_e8, VALUE_STEP));
        let rise = high.call_delta.to_num::<f64>() - low.call_delta.to_num::<f64>();
        prop_assert!(rise <= delta_step(&OptionInputs { strike_e8, ..inputs }), "{rise:e}");
    }

    #[test]
    fn a_higher_spot_helps_the_call_and_costs_the_put((inputs, rate_e9) in cases(), part in part()) {
        let spot_e8 = larger(inputs.spot_e8, part, MAX_PRICE_E8);
        let (low, high) = (prices(&inputs, rate_e9), prices(&OptionInputs { spot_e8, ..inputs }, rate_e9));
        prop_assert!(falls_by(low.call_e12, high.call_e12) <= slack(spot_e8, VALUE_STEP));
        prop_assert!(falls_by(high.put_e12, low.put_e12) <= slack(spot_e8, VALUE_STEP));
        let fall = low.call_delta.to_num::<f64>() - high.call_delta.to_num::<f64>();
        prop_assert!(fall <= delta_step(&OptionInputs { spot_e8, ..inputs }), "{fall:e}");
    }

    #[test]
    fn a_higher_volatility_helps_both((inputs, rate_e9) in cases(), part in part()) {
        let vol_e9 = larger(inputs.vol_e9, part, MAX_VOL_E9);
        let (low, high) = (prices(&inputs, rate_e9), prices(&OptionInputs { vol_e9, ..inputs }, rate_e9));
        prop_assert!(falls_by(low.call_e12, high.call_e12) <= slack(inputs.spot_e8, VALUE_STEP));
        prop_assert!(falls_by(low.put_e12, high.put_e12) <= slack(inputs.spot_e8, VALUE_STEP));
        let none = prices(&OptionInputs { vol_e9: 0, ..inputs }, rate_e9);
        prop_assert!(none.call_e12 <= low.call_e12 && none.put_e12 <= low.put_e12);
    }

    #[test]
    fn more_time_helps_the_call_and_without_interest_the_put((inputs, rate_e9) in cases(), part in part()) {
        let seconds_to_expiry = larger(inputs.seconds_to_expiry, part, MAX_SECONDS_TO_EXPIRY);
        let later = OptionInputs { seconds_to_expiry, ..inputs };
        let (low, high) = (prices(&inputs, rate_e9), prices(&later, rate_e9));
        prop_assert!(falls_by(low.call_e12, high.call_e12) <= slack(inputs.spot_e8, VALUE_STEP));
        let (low, high) = (prices(&inputs, 0), prices(&later, 0));
        prop_assert!(falls_by(low.put_e12, high.put_e12) <= slack(inputs.spot_e8, VALUE_STEP));
        let expired = prices(&OptionInputs { seconds_to_expiry: 0, ..inputs }, 0);
        prop_assert!(expired.call_e12 <= low.call_e12 && expired.put_e12 <= low.put_e12);
    }

    #[test]
    fn butterflies_cost_something((inputs, rate_e9) in cases(), part in part()) {
        let middle = inputs.strike_e8.clamp(2, MAX_PRICE_E8 - 1);
        let width = ((middle as f64 * part) as u64).clamp(1, MAX_PRICE_E8 - middle);
        let [low, middle, high] =
            [middle - width, middle, middle + width].map(|strike_e8| prices(&OptionInputs { strike_e8, ..inputs }, rate_e9).call_e12);
        let cost = falls_by(low, middle) - falls_by(middle, high);
        prop_assert!(cost >= -slack(inputs.spot_e8, BUTTERFLY_STEP), "{cost}");
    }

    #[test]
    fn the_currency_does_not_matter((inputs, rate_e9) in SMALL_PRICES.strategy(), bits in 0..44u32) {
        let room = (inputs.spot_e8 | inputs.strike_e8).leading_zeros() - LARGE_PRICE_E8.leading_zeros() - 1;
        let bits = bits.min(room);
        let larger = OptionInputs { spot_e8: inputs.spot_e8 << bits, strike_e8: inputs.strike_e8 << bits, ..inputs };
        let (quote, scaled) = (quote(&inputs, rate_e9), quote(&larger, rate_e9));
        let difference = |value: u64, scaled: u64| (i128::from(value) << bits) - i128::from(scaled);
        let units = VALUE_UNITS << bits;
        prop_assert!(difference(quote.prices.call_e12, scaled.prices.call_e12).abs() <= units);
        prop_assert!(difference(quote.prices.put_e12, scaled.prices.put_e12).abs() <= units);
        prop_assert_eq!(Greeks { prices: scaled.prices, ..quote }, scaled);
        prop_assert_eq!(quote.prices.call_delta, scaled.prices.call_delta);
    }

    #[test]
    fn the_three_functions_agree_bit_for_bit((inputs, rate_e9) in cases()) {
        let without_rate = greeks(&inputs).unwrap();
        prop_assert_eq!(greeks_at_rate(&inputs, 0), Ok(without_rate));
        prop_assert_eq!(price(&inputs), Ok(without_rate.prices));
        prop_assert_eq!(without_rate.put_theta_over_spot(&inputs, 0), without_rate.call_theta_over_spot);
        let expired = OptionInputs { seconds_to_expiry: 0, ..inputs };
        prop_assert_eq!(greeks_at_rate(&expired, rate_e9).unwrap().prices, price(&expired).unwrap());
    }

    /// Any bit pattern gives either values within bounds or the error of the first input outside its domain.
    #[test]
    fn any_input_is_priced_or_refused(
        spot_e8 in any_word(), strike_e8 in any_word(), seconds_to_expiry in any_word(), vol_e9 in any_word(),
        rate_e9 in any_word(), reduced in 0..32u32,
    ) {
        // Each bit of `reduced` brings one input into its domain, or all arbitrary ones would be refused.
        let word = |bit: u32, word: u64, largest: u64| if reduced >> bit & 1 == 1 { word % (largest + 1) } else { word };
        let inputs = OptionInputs {
            spot_e8: word(0, spot_e8, MAX_PRICE_E8),
            strike_e8: word(1, strike_e8, MAX_PRICE_E8),
            seconds_to_expiry: word(2, seconds_to_expiry, MAX_SECONDS_TO_EXPIRY),
            vol_e9: word(3, vol_e9, MAX_VOL_E9),
        };
        let rate_e9 = word(4, rate_e9, MAX_RATE_E9);
        let expected = if inputs.spot_e8 == 0 || inputs.spot_e8 > MAX_PRICE_E8 {
            Err(MathError::Spot)
        } else if inputs.strike_e8 > MAX_PRICE_E8 {
            Err(MathError::Strike)
        } else if inputs.seconds_to_expiry > MAX_SECONDS_TO_EXPIRY {
            Err(MathError::SecondsToExpiry)
        } else if inputs.vol_e9 != 0 && !(MIN_VOL_E9..=MAX_VOL_E9).contains(&inputs.vol_e9) {
            Err(MathError::Volatility)
        } else {
            Ok(())
        };
        prop_assert_eq!(inputs.check(), expected);
        prop_assert_eq!(price(&inputs).map(|_| ()), expected);
        prop_assert_eq!(greeks(&inputs).map(|_| ()), expected);
        let expected_at_rate = if rate_e9 > MAX_RATE_E9 { Err(MathError::Rate) } else { expected };
        let at_rate = greeks_at_rate(&inputs, rate_e9);
        prop_assert_eq!(at_rate.map(|_| ()), expected_at_rate);
        if let Ok(quote) = at_rate {
            prop_assert!(i128::from(quote.prices.call_e12) <= e12(inputs.spot_e8));
            prop_assert!(i128::from(quote.prices.put_e12) <= e12(inputs.strike_e8));
            prop_assert!(quote.prices.call_delta <= 1);
            prop_assert!(quote.call_theta_over_spot <= 0);
            let (put_theta, put_rho) = (quote.put_theta_over_spot(&inputs, rate_e9), quote.put_rho_over_spot(&inputs));
            prop_assert!(put_theta >= quote.call_theta_over_spot);
            prop_assert!(put_rho.to_num::<f64>() <= quote.call_rho_over_spot.to_num::<f64>());
        }
    }
}
