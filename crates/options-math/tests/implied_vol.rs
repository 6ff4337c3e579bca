//! Implied volatility: there and back, and what is refused.

mod common;

use common::config;
use common::domain::WHOLE;
use options_math::{
    greeks, implied_vol, price, MathError, OptionInputs, OptionType, PricedOption, MAX_VOL_E9, MIN_VOL_E9,
};
use proptest::prelude::*;

/// One in 10^9 of spot, in USD * 1e12, and the unit of prices.
fn tolerance_e12(spot_e8: u64) -> u64 {
    spot_e8 * 10_000 / 1_000_000_000 + 2
}

fn priced(option_type: OptionType, inputs: &OptionInputs, price_e12: u64) -> PricedOption {
    let OptionInputs { spot_e8, strike_e8, seconds_to_expiry, .. } = *inputs;
    PricedOption { option_type, spot_e8, strike_e8, seconds_to_expiry, price_e12 }
}

/// Inputs of the whole domain, most of them within some deviations of the money.
fn inputs() -> impl Strategy<Value = OptionInputs> {
    WHOLE.strategy().prop_map(|(inputs, _rate_e9)| inputs)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_model_gives_the_price_back(inputs in inputs(), is_call: bool) {
        let option_type = if is_call { OptionType::Call } else { OptionType::Put };
        let value = |prices: options_math::Prices| if is_call { prices.call_e12 } else { prices.put_e12 };
        let quote = greeks(&inputs).unwrap();
        let price_e12 = value(quote.prices);
        match implied_vol(&priced(option_type, &inputs, price_e12)) {
            Ok(vol_e9) => {
                let back_e12 = value(price(&OptionInputs { vol_e9, ..inputs }).unwrap());
                prop_assert!(
                    back_e12.abs_diff(price_e12) <= tolerance_e12(inputs.spot_e8),
                    "vol {vol_e9}: {back_e12} instead of {price_e12}"
                );
            }
            // Rounding took the time value, or left less than the lowest volatility gives.
            Err(error) => {
                prop_assert_eq!(error, MathError::PriceTooLow);
                let lowest = price(&OptionInputs { vol_e9: MIN_VOL_E9, ..inputs }).unwrap();
                let has_no_value = quote.prices.call_e12.min(quote.prices.put_e12) == 0;
                prop_assert!(has_no_value || price_e12 <= value(lowest) + tolerance_e12(inputs.spot_e8));
            }
        }
    }

    #[test]
    fn no_bit_pattern_panics(spot_e8: u64, strike_e8: u64, seconds_to_expiry: u64, price_e12: u64, is_call: bool) {
        let option_type = if is_call { OptionType::Call } else { OptionType::Put };
        let option = PricedOption {
            option_type,
            spot_e8: spot_e8 >> 15,
            strike_e8: strike_e8 >> 15,
            seconds_to_expiry: seconds_to_expiry >> 38,
            price_e12,
        };
        if let Ok(vol_e9) = implied_vol(&option) {
            prop_assert!((MIN_VOL_E9..=MAX_VOL_E9).contains(&vol_e9));
        }
        let _ = implied_vol(&PricedOption { spot_e8, strike_e8, seconds_to_expiry, ..option });
    }
}

#[test]
fn the_volatility_is_sharp_where_the_price_is() {
    for strike in [120, 135, 150, 165, 180] {
        for vol_e9 in [400_000_000, 800_000_000, 1_200_000_000] {
            let inputs = OptionInputs {
                spot_e8: 15_000_000_000,
                strike_e8: strike * 100_000_000,
                seconds_to_expiry: 604_800,
                vol_e9,
            };
            let quote = greeks(&inputs).unwrap();
            let found = implied_vol(&priced(OptionType::Call, &inputs, quote.prices.call_e12)).unwrap();
            let sharpness_e9 = 1.0 / quote.vega_over_spot.to_num::<f64>();
            let error = found.abs_diff(vol_e9) as f64;
            assert!(error <= 2.0 + 1.5 * sharpness_e9, "strike {strike}, vol {vol_e9}: {found}");
        }
    }
}

#[test]
fn impossible_prices_are_refused() {
    let option = PricedOption {
        option_type: OptionType::Call,
        spot_e8: 15_000_000_000,
        strike_e8: 10_000_000_000,
        seconds_to_expiry: 604_800,
        price_e12: 50_000_000_000_000,
    };
    let refused = |option: &PricedOption, error| assert_eq!(implied_vol(option), Err(error));
    // Intrinsic, less than that, spot itself, and just below spot.
    refused(&option, MathError::PriceTooLow);
    refused(&PricedOption { price_e12: 49_000_000_000_000, ..option }, MathError::PriceTooLow);
    refused(&PricedOption { price_e12: 150_000_000_000_000, ..option }, MathError::PriceTooHigh);
    refused(&PricedOption { price_e12: 149_999_999_999_999, ..option }, MathError::PriceTooHigh);
    // A put is worth less than its strike, and nothing is no price.
    let put = PricedOption { option_type: OptionType::Put, price_e12: 100_000_000_000_000, ..option };
    refused(&put, MathError::PriceTooHigh);
    refused(&PricedOption { price_e12: 0, ..put }, MathError::PriceTooLow);
    // At the money, 1 % is too low a volatility: 0.4 * 150 * 0.01 * sqrt(7/365) = 0.083 USD.
    let at_the_money = PricedOption { strike_e8: 15_000_000_000, price_e12: 83_000_000_000, ..option };
    refused(&at_the_money, MathError::PriceTooLow);
    refused(&PricedOption { strike_e8: 0, ..option }, MathError::Strike);
    refused(&PricedOption { seconds_to_expiry: 0, ..option }, MathError::SecondsToExpiry);
}
