//! Prices at the very ends of what a volatility of the domain gives: what is accepted has that price, what is not is refused.

use options_math::{
    implied_vol, price, MathError, OptionInputs, OptionType, PricedOption, Prices, MAX_VOL_E9, MIN_VOL_E9,
};

fn value(option: &PricedOption, vol_e9: u64) -> u64 {
    let PricedOption { spot_e8, strike_e8, seconds_to_expiry, .. } = *option;
    let Prices { call_e12, put_e12, .. } =
        price(&OptionInputs { spot_e8, strike_e8, seconds_to_expiry, vol_e9 }).unwrap();
    match option.option_type {
        OptionType::Call => call_e12,
        OptionType::Put => put_e12,
    }
}

fn assert_gives_the_price_back(option: &PricedOption) {
    if let Ok(vol_e9) = implied_vol(option) {
        let error_e12 = value(option, vol_e9).abs_diff(option.price_e12);
        assert!(error_e12 <= option.spot_e8 / 100_000 + 2, "{option:?}: vol {vol_e9}, off by {error_e12}");
    }
}

const OPTIONS: [(OptionType, u64, u64, u64); 4] = [
    (OptionType::Call, 15_000_000_000, 615_904_872_198, 36_286_208),
    (OptionType::Put, 15_000_000_000, 10_502_338_441, 7_661_389),
    (OptionType::Put, 15_000_000_000, 14_486_364_946, 61_696_772),
    (OptionType::Call, 156_674, 156_859, 547_766),
];

/// A search for the border between accepted and refused prices leads to trials one step from the ends of the bracket, which
/// are themselves unproved.
#[test]
fn the_border_of_refused_prices_is_that_of_the_model() {
    for (option_type, spot_e8, strike_e8, seconds_to_expiry) in OPTIONS {
        let at = |price_e12| PricedOption { option_type, spot_e8, strike_e8, seconds_to_expiry, price_e12 };
        let (lowest, highest) = (value(&at(0), MIN_VOL_E9), value(&at(0), MAX_VOL_E9));
        for (mut accepted, mut refused) in [(highest, highest * 2), (lowest.max(1), lowest / 2)] {
            while accepted.abs_diff(refused) > 1 {
                let middle = accepted.midpoint(refused);
                assert_gives_the_price_back(&at(middle));
                if implied_vol(&at(middle)).is_ok() {
                    accepted = middle;
                } else {
                    refused = middle;
                }
            }
        }
    }
}

#[test]
fn prices_that_once_were_accepted_by_mistake() {
    let option = |option_type, strike_e8, seconds_to_expiry, price_e12| PricedOption {
        option_type,
        spot_e8: 15_000_000_000,
        strike_e8,
        seconds_to_expiry,
        price_e12,
    };
    let too_high = Err(MathError::PriceTooHigh);
    assert_eq!(implied_vol(&option(OptionType::Call, 615_904_872_198, 36_286_208, 148_891_448_402_593)), too_high);
    assert_eq!(implied_vol(&option(OptionType::Put, 10_502_338_441, 7_661_389, 66_207_930_380_684)), too_high);
    let too_low = Err(MathError::PriceTooLow);
    assert_eq!(implied_vol(&option(OptionType::Put, 14_486_364_946, 61_696_772, 124_105_141_224)), too_low);
}
