//! Limit cases, whose results are exact, and the borders of the domain.

mod common;

use common::domain::LARGE_PRICE_E8;
use common::reference::Reference;
use options_math::{
    greeks, greeks_at_rate, price, Greeks, OptionInputs, Prices, MAX_PRICE_E8, MAX_RATE_E9, MAX_SECONDS_TO_EXPIRY,
    MAX_VOL_E9, MIN_VOL_E9,
};

const WEEK: u64 = 7 * 86_400;
const HALF_A_YEAR: u64 = 365 * 43_200;
const USD: u64 = 100_000_000;
const PRICES_E8: [u64; 12] = [
    1,
    2,
    9_999,
    (1 << 22) - 1,
    1 << 22,
    150 * USD,
    LARGE_PRICE_E8 - 1,
    LARGE_PRICE_E8,
    LARGE_PRICE_E8 + 31,
    1 << 48,
    MAX_PRICE_E8 - 1,
    MAX_PRICE_E8,
];

fn inputs(spot_e8: u64, strike_e8: u64, seconds_to_expiry: u64, vol_e9: u64) -> OptionInputs {
    OptionInputs { spot_e8, strike_e8, seconds_to_expiry, vol_e9 }
}

fn pairs() -> impl Iterator<Item = (u64, u64)> {
    PRICES_E8.into_iter().flat_map(|spot_e8| PRICES_E8.map(|strike_e8| (spot_e8, strike_e8)))
}

/// The intrinsic values, a delta of zero or one, and no sensitivity to volatility.
fn assert_certain(inputs: &OptionInputs, quote: &Greeks) {
    let OptionInputs { spot_e8, strike_e8, .. } = *inputs;
    assert_eq!(quote.prices.call_e12, spot_e8.saturating_sub(strike_e8) * 10_000, "{inputs:?}");
    assert_eq!(quote.prices.put_e12, strike_e8.saturating_sub(spot_e8) * 10_000, "{inputs:?}");
    assert_eq!(quote.prices.call_delta, u64::from(spot_e8 > strike_e8), "{inputs:?}");
    assert_eq!((quote.gamma_times_spot.to_bits(), quote.vega_over_spot.to_bits()), (0, 0), "{inputs:?}");
}

fn assert_near(actual: f64, expected: f64, bound: f64) {
    assert!((actual - expected).abs() <= bound, "{actual} instead of {expected}");
}

#[test]
fn at_expiry_and_without_volatility_only_the_intrinsic_value_is_left() {
    for (spot_e8, strike_e8) in pairs() {
        for (seconds, vol_e9) in [(0, 0), (0, MIN_VOL_E9), (0, MAX_VOL_E9), (WEEK, 0), (MAX_SECONDS_TO_EXPIRY, 0)] {
            let inputs = inputs(spot_e8, strike_e8, seconds, vol_e9);
            let quote = greeks(&inputs).unwrap();
            assert_certain(&inputs, &quote);
            assert_eq!(quote.call_theta_over_spot, 0);
        }
    }
}

#[test]
fn at_the_money_at_expiry_everything_is_zero() {
    for spot_e8 in PRICES_E8 {
        for rate_e9 in [0, MAX_RATE_E9] {
            let quote = greeks_at_rate(&inputs(spot_e8, spot_e8, 0, MAX_VOL_E9), rate_e9).unwrap();
            assert_eq!((quote.prices.call_e12, quote.prices.put_e12), (0, 0));
            assert_eq!(quote.prices.call_delta, 0);
            assert_eq!((quote.call_theta_over_spot.to_bits(), quote.call_rho_over_spot.to_bits()), (0, 0));
        }
    }
}

#[test]
fn a_call_struck_at_zero_is_the_underlying() {
    for spot_e8 in PRICES_E8 {
        for (seconds, vol_e9) in [(0, 0), (1, MIN_VOL_E9), (WEEK, MAX_VOL_E9), (MAX_SECONDS_TO_EXPIRY, MAX_VOL_E9)] {
            for rate_e9 in [0, 1, MAX_RATE_E9] {
                let inputs = inputs(spot_e8, 0, seconds, vol_e9);
                let quote = greeks_at_rate(&inputs, rate_e9).unwrap();
                assert_certain(&inputs, &quote);
                assert_eq!((quote.call_theta_over_spot.to_bits(), quote.call_rho_over_spot.to_bits()), (0, 0));
                assert_eq!(quote.put_theta_over_spot(&inputs, rate_e9), 0);
                assert_eq!(quote.put_rho_over_spot(&inputs), 0);
            }
        }
    }
}

#[test]
fn from_6_47_deviations_on_values_are_intrinsic() {
    let mut cases = 0;
    for (spot_e8, strike_e8) in pairs() {
        for seconds in [1, 59, 86_400, WEEK, MAX_SECONDS_TO_EXPIRY] {
            for vol_e9 in [MIN_VOL_E9, 800_000_000, MAX_VOL_E9] {
                let inputs = inputs(spot_e8, strike_e8, seconds, vol_e9);
                if Reference::new(&inputs, 0).d1.abs() >= 6.47 {
                    let quote = greeks(&inputs).unwrap();
                    assert_certain(&inputs, &quote);
                    assert_eq!(quote.call_theta_over_spot, 0);
                    cases += 1;
                }
            }
        }
    }
    assert!(cases > 1_500, "{cases}");
}

/// A certain call is a debt of the strike: its theta is the interest on K' = K exp(-rT), its rho T K'.
#[test]
fn a_deep_call_pays_interest_on_the_strike() {
    let (rate_e9, rate) = (200_000_000, 0.2f64);
    for (seconds, vol_e9) in [(WEEK, 400_000_000), (HALF_A_YEAR, 50_000_000), (HALF_A_YEAR, 0), (0, MAX_VOL_E9)] {
        for (spot, strike) in [(150, 60), (3_000_000, 1_000_000), (5_000_000, 1)] {
            let inputs = inputs(spot * USD, strike * USD, seconds, vol_e9);
            let quote = greeks_at_rate(&inputs, rate_e9).unwrap();
            let years = seconds as f64 / (365.0 * 86_400.0);
            let owed = strike as f64 / spot as f64 * (-rate * years).exp();
            assert_eq!(quote.prices.put_e12, 0);
            assert_eq!(quote.prices.call_delta, 1);
            assert_near(quote.prices.call_e12 as f64 / 1e12 / spot as f64, 1.0 - owed, 1e-14);
            assert_near(quote.call_theta_over_spot.to_num(), -rate * owed, 1e-10);
            assert_near(quote.call_rho_over_spot.to_num(), years * owed, 1e-11);
            assert_near(quote.put_theta_over_spot(&inputs, rate_e9).to_num(), 0.0, 1e-10);
            assert_near(quote.put_rho_over_spot(&inputs).to_num(), 0.0, 1e-11);
        }
    }
}

#[test]
fn a_deep_put_earns_interest_on_the_strike() {
    let inputs = inputs(100 * USD, 400 * USD, HALF_A_YEAR, 50_000_000);
    let quote = greeks_at_rate(&inputs, 200_000_000).unwrap();
    let owed = 4.0 * (-0.1f64).exp();
    assert_eq!((quote.prices.call_e12, quote.prices.call_delta.to_bits()), (0, 0));
    assert_eq!(quote.call_theta_over_spot, 0);
    assert_near(quote.prices.put_e12 as f64 / 1e14, owed - 1.0, 1e-13);
    assert_near(quote.put_theta_over_spot(&inputs, 200_000_000).to_num(), 0.2 * owed, 1e-12);
    assert_near(quote.put_rho_over_spot(&inputs).to_num(), -0.5 * owed, 2e-12);
}

#[test]
fn derivatives_of_a_put_a_million_times_out_of_range_stay_at_the_ends() {
    let inputs = inputs(1, MAX_PRICE_E8, MAX_SECONDS_TO_EXPIRY, MIN_VOL_E9);
    let quote = greeks_at_rate(&inputs, MAX_RATE_E9).unwrap();
    assert_eq!(quote.put_theta_over_spot(&inputs, MAX_RATE_E9).to_bits(), i64::MAX);
    assert_near(quote.put_rho_over_spot(&inputs).to_num(), -8_388_608.0, 1e-9);
}

#[test]
fn values_agree_just_below_and_above_the_spot_where_prices_are_shortened() {
    let over_spot = |spot_e8: u64, prices: Prices| {
        [prices.call_e12, prices.put_e12].map(|value_e12| value_e12 as f64 / 1e4 / spot_e8 as f64)
    };
    for strike_bps in [1_000, 8_000, 9_900, 9_999, 10_000, 10_001, 10_100, 12_500, 40_000] {
        let strike_e8 = LARGE_PRICE_E8 / 10_000 * strike_bps;
        for seconds in [1, 60, 86_400, WEEK, MAX_SECONDS_TO_EXPIRY] {
            for vol_e9 in [MIN_VOL_E9, 50_000_000, 800_000_000, MAX_VOL_E9] {
                let quote = |spot_e8| over_spot(spot_e8, price(&inputs(spot_e8, strike_e8, seconds, vol_e9)).unwrap());
                let (below, above) = (quote(LARGE_PRICE_E8 - 1), quote(LARGE_PRICE_E8));
                assert_near(below[0], above[0], 1e-9);
                assert_near(below[1], above[1], 1e-9);
            }
        }
    }
}

/// In builds with debug assertions the kernel checks each operation, so this checks that its words are wide enough.
#[test]
fn no_operation_overflows_at_the_extremes_of_all_variables_together() {
    // The ends, and both sides of every power of four of time at which the square root is scaled anew.
    let scaled_anew = [2, 7, 27, 105, 418, 1_670, 6_679, 26_713, 106_849, 427_393, 1_709_570, 6_838_280, 27_353_120];
    let seconds: Vec<u64> =
        scaled_anew.into_iter().flat_map(|second| [second - 1, second]).chain([0, MAX_SECONDS_TO_EXPIRY]).collect();
    // Strikes by their distance from spot: at the money, e^2 as interest can move the forward, and the tables' ends.
    let factors = [1e-7, 1e-3, 0.135_335_3, 0.5, 0.998, 1.0 - 1e-12, 1.0, 1.0 + 1e-12, 1.002, 2.0, 7.389_05, 1e3, 1e7];
    for spot_e8 in PRICES_E8 {
        let near = factors.map(|factor| ((spot_e8 as f64 * factor) as u64).min(MAX_PRICE_E8));
        for strike_e8 in PRICES_E8.into_iter().chain(near).chain([0]) {
            for &seconds in &seconds {
                for vol_e9 in [0, MIN_VOL_E9, MIN_VOL_E9 + 1, 300_000_000, MAX_VOL_E9 - 1, MAX_VOL_E9] {
                    assert_priced(&inputs(spot_e8, strike_e8, seconds, vol_e9));
                }
            }
        }
    }
}

fn assert_priced(inputs: &OptionInputs) {
    let (spot_e12, strike_e12) = (inputs.spot_e8 * 10_000, inputs.strike_e8 * 10_000);
    for rate_e9 in [0, 1, MAX_RATE_E9 - 1, MAX_RATE_E9] {
        let quote = greeks_at_rate(inputs, rate_e9).unwrap();
        let Prices { call_e12, put_e12, call_delta } = quote.prices;
        assert!(call_e12 <= spot_e12 && put_e12 <= strike_e12 && call_delta <= 1, "{inputs:?} {rate_e9}");
        let discounted_e12 = spot_e12 + put_e12 - call_e12;
        assert!(discounted_e12 <= strike_e12 && discounted_e12 >= strike_e12 / 8, "{inputs:?} {rate_e9}");
        assert!(quote.put_theta_over_spot(inputs, rate_e9) >= quote.call_theta_over_spot, "{inputs:?} {rate_e9}");
    }
    assert_eq!(greeks(inputs), greeks_at_rate(inputs, 0));
    assert_eq!(price(inputs).unwrap(), greeks(inputs).unwrap().prices);
}
