//! Black's formula: published numbers, edges, and its relation to the spot formula.

mod common;

use common::domain::{Domain, SMALL_PRICES};
use common::reference::Reference;
use common::{config, f};
use options_math::{
    black76, greeks, Fix, ForwardGreeks, Greeks, MathError, OptionInputs, MAX_PRICE_E8, MAX_SECONDS_TO_EXPIRY,
    MAX_VOL_E9,
};
use proptest::prelude::*;

const USD: u64 = 100_000_000;
const DAY: u64 = 86_400;

fn on_forward(forward_usd: u64, strike_usd: u64, days: u64, vol_e9: u64) -> OptionInputs {
    let (spot_e8, strike_e8) = (forward_usd * USD, strike_usd * USD);
    OptionInputs { spot_e8, strike_e8, seconds_to_expiry: days * DAY, vol_e9 }
}

fn call_usd(inputs: &OptionInputs, discount: f64) -> f64 {
    black76(inputs, Fix::from_num(discount)).unwrap().call_e12 as f64 / 1e12
}

/// The words of a result, the call's theta with its sign turned.
fn words(greeks: &ForwardGreeks) -> [u64; 6] {
    let ForwardGreeks { call_e12, put_e12, call_delta, gamma_times_forward, vega_over_forward, theta_over_forward } =
        *greeks;
    let decay = theta_over_forward.to_bits();
    assert!(decay <= 0);
    let (gamma, vega) = (gamma_times_forward.to_bits(), vega_over_forward.to_bits());
    [call_e12, put_e12, call_delta.to_bits(), gamma, vega, decay.unsigned_abs()]
}

fn words_on_spot(greeks: &Greeks) -> [u64; 6] {
    let Greeks { prices, gamma_times_spot, vega_over_spot, call_theta_over_spot, .. } = *greeks;
    let decay = call_theta_over_spot.to_bits().unsigned_abs();
    let (gamma, vega) = (gamma_times_spot.to_bits(), vega_over_spot.to_bits());
    [prices.call_e12, prices.put_e12, prices.call_delta.to_bits(), gamma, vega, decay]
}

/// Where the errors stated for the spot formula hold.
const ACCURATE: Domain =
    Domain { seconds: 60..=MAX_SECONDS_TO_EXPIRY, vol_e9: 50_000_000..=MAX_VOL_E9, ..SMALL_PRICES };

fn inputs() -> impl Strategy<Value = OptionInputs> {
    ACCURATE.strategy().prop_map(|(inputs, _rate_e9)| inputs)
}

/// Above zero and at most two, in Q48.
fn discount() -> impl Strategy<Value = Fix> {
    prop_oneof![1..=2i64 << 48, (1i64 << 47)..=1 << 48].prop_map(Fix::from_bits)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn without_a_discount_it_is_the_spot_formula(inputs in inputs()) {
        let (on_forward, on_spot) = (black76(&inputs, Fix::ONE).unwrap(), greeks(&inputs).unwrap());
        prop_assert_eq!(words(&on_forward), words_on_spot(&on_spot));
    }

    #[test]
    fn a_discount_of_one_half_halves_everything(inputs in inputs()) {
        let half = black76(&inputs, Fix::ONE / 2).unwrap();
        let whole = black76(&inputs, Fix::ONE).unwrap();
        prop_assert_eq!(words(&half), words(&whole).map(|word| word / 2));
        let double = black76(&inputs, Fix::ONE * 2).unwrap();
        prop_assert_eq!(words(&double), words(&whole).map(|word| word * 2));
    }

    #[test]
    fn parity_holds_to_a_unit(inputs in inputs(), discount in discount()) {
        let ForwardGreeks { call_e12, put_e12, .. } = black76(&inputs, discount).unwrap();
        let certain_e12 = (i128::from(inputs.spot_e8) - i128::from(inputs.strike_e8)) * 10_000;
        let exact = certain_e12 * i128::from(discount.to_bits()); // Q48
        let difference = (i128::from(call_e12) - i128::from(put_e12)) << 48;
        prop_assert!((difference - exact).abs() < 1 << 48, "{call_e12} - {put_e12}");
    }

    /// Errors are those of the spot formula, times the discount, and a unit.
    #[test]
    fn everything_is_blacks_formula(inputs in inputs(), discount in discount()) {
        let ForwardGreeks { call_e12, put_e12, call_delta, gamma_times_forward, vega_over_forward, theta_over_forward } =
            black76(&inputs, discount).unwrap();
        let reference = Reference::new(&inputs, 0);
        let factor = f(discount);
        let near = |actual: f64, expected: f64, error: f64, unit: f64| {
            let bound = error * factor + unit;
            prop_assert!(
                (actual - expected * factor).abs() <= bound,
                "{actual} instead of {}, bound {bound:e}, {inputs:?}", expected * factor
            );
            Ok(())
        };
        let last_bits = 1.0 / reference.deviation;
        let value_error = 6e-10 * reference.spot + 2e-12;
        let shape_error = 1.8e-9 + 6.5e-15 * last_bits;
        let theta_error = 5.4e-9 + 6.5e-15 * last_bits;
        // In f64 a put far above its forward is the strike, to 53 bits.
        let rounding = 1e-15 * reference.discounted_strike;
        near(call_e12 as f64 / 1e12, reference.call, value_error, 1e-12)?;
        near(put_e12 as f64 / 1e12, reference.put, value_error + rounding, 1e-12)?;
        let unit = |bits: i32| 2f64.powi(-bits);
        near(call_delta.to_num(), reference.call_delta, 4e-10 + 4.3e-15 * last_bits, unit(40))?;
        near(gamma_times_forward.to_num(), reference.gamma_times_spot, shape_error * reference.gamma_peak(), unit(35))?;
        near(vega_over_forward.to_num(), reference.vega_over_spot, shape_error * reference.vega_peak(), unit(44))?;
        near(theta_over_forward.to_num(), reference.call_theta_over_spot, theta_error * reference.theta_peak(), unit(40))?;
    }
}

#[test]
fn published_prices() {
    // Derive protocol, tests of its Black-76 library (v2-core).
    let at_the_money = call_usd(&on_forward(1_500, 1_500, 7, 1_000_000_000), 1.0);
    assert!((at_the_money - 82.8050806686345).abs() < 1.5e-6, "{at_the_money}");
    let discounted = call_usd(&on_forward(1_000, 1_200, 30, 250_000_000), 0.9991784198737006);
    assert!((discounted - 0.137_082_128_426_579_3).abs() < 1e-6, "{discounted}");
}

#[test]
fn edges_are_exact() {
    let half = Fix::from_num(0.5);
    let quote = |inputs: &OptionInputs, discount| words(&black76(inputs, discount).unwrap());
    // Without a strike the call is the forward; without a forward the put is the strike.
    let without_strike = quote(&on_forward(150, 0, 7, 800_000_000), half);
    assert_eq!(without_strike, [75_000_000_000_000, 0, 1 << 39, 0, 0, 0]);
    let without_forward = quote(&on_forward(0, 150, 7, 800_000_000), half);
    assert_eq!(without_forward, [0, 75_000_000_000_000, 0, 0, 0, 0]);
    // A tiny forward under a huge strike.
    let inputs = OptionInputs { spot_e8: 1, strike_e8: MAX_PRICE_E8, seconds_to_expiry: DAY, vol_e9: MAX_VOL_E9 };
    assert_eq!(quote(&inputs, Fix::ONE), [0, (MAX_PRICE_E8 - 1) * 10_000, 0, 0, 0, 0]);
    // The largest value there is, doubled.
    let largest = quote(&OptionInputs { spot_e8: MAX_PRICE_E8, strike_e8: 0, ..inputs }, Fix::from_num(2));
    assert_eq!(largest, [MAX_PRICE_E8 * 20_000, 0, 2 << 40, 0, 0, 0]);
    // The fastest decay there is, at the money in the last second, doubled: 0.2 vol / sqrt(T) per year.
    let last_second = OptionInputs { seconds_to_expiry: 1, ..on_forward(150, 150, 0, MAX_VOL_E9) };
    let decay = black76(&last_second, Fix::from_num(2)).unwrap().theta_over_forward.to_num::<f64>();
    let expected = 2.0 * Reference::new(&last_second, 0).call_theta_over_spot;
    assert!((decay / expected - 1.0).abs() < 1e-8, "{decay} instead of {expected}");
}

#[test]
fn what_is_refused() {
    let inputs = on_forward(150, 165, 7, 800_000_000);
    for discount in [Fix::ZERO, -Fix::DELTA, Fix::from_num(2) + Fix::DELTA, Fix::MAX, Fix::MIN] {
        assert_eq!(black76(&inputs, discount), Err(MathError::Discount));
    }
    let without_forward = OptionInputs { spot_e8: 0, ..inputs };
    let refused = |inputs: OptionInputs| black76(&inputs, Fix::ONE).unwrap_err();
    assert_eq!(refused(OptionInputs { strike_e8: MAX_PRICE_E8 + 1, ..without_forward }), MathError::Strike);
    assert_eq!(refused(OptionInputs { vol_e9: 1, ..without_forward }), MathError::Volatility);
    assert_eq!(refused(OptionInputs { spot_e8: MAX_PRICE_E8 + 1, ..inputs }), MathError::Spot);
}
