//! Prices and Greeks over the whole domain against Black-Scholes in f64.

mod common;

use common::domain::{Domain, LARGE_PRICE_E8, SMALL_PRICES, WHOLE};
use common::long_factor;
use common::reference::Reference;
use options_math::{
    greeks_at_rate, OptionInputs, MAX_PRICE_E8, MAX_RATE_E9, MAX_SECONDS_TO_EXPIRY, MAX_VOL_E9, MIN_VOL_E9,
};

/// Samples of each part of the domain.
const SAMPLES: u32 = 50_000;

/// Of a value, over spot.
const VALUE_ERROR: f64 = 6e-10;
/// Of a value in USD: time value and discounted strike are each rounded down to a multiple of 1e-12.
const VALUE_UNITS: f64 = 2e-12;
const DELTA_ERROR: f64 = 4e-10;
/// Of gamma and vega, over their peaks.
const SHAPE_ERROR: f64 = 1.8e-9;
/// Of theta without interest, over its peak.
const DECAY_ERROR: f64 = 5.4e-9;
/// Of K exp(-rT) N(d2) / S.
const STRIKE_LEG_ERROR: f64 = 6e-10;
/// Interest within theta is computed from a multiple of this, and is itself a multiple of 2^-40.
const INTEREST_LEG_UNIT: f64 = 1.0 / (1u64 << 34) as f64;
/// Rho is computed from a multiple of this, and is itself a multiple of 2^-40.
const RHO_LEG_UNIT: f64 = 1.0 / (1u64 << 37) as f64;
const RATIO_UNIT: f64 = 1.0 / (1u64 << 40) as f64;
/// Of K exp(-rT), relative; without a rate none but the reference's own.
const DISCOUNT_ERROR: f64 = 5e-15;
const ROUNDING: f64 = 1e-15;
/// Of ln(F/K): three units of 2^-48 up to a ratio of 1.001, where both prices are below 2^44. Beyond, the logarithm's error is
/// larger, but so is the deviation of whatever is near the money, and the other bounds have room for it.
const LOG_ERROR: f64 = 3.0 / (1u64 << 48) as f64;
/// From there on 2^-43, the unit of shortened prices, which keep 44 bits.
const LOG_ERROR_OF_LARGE_PRICES: f64 = 1.0 / (1u64 << 43) as f64;
/// Steepest slopes of the normal distribution, and of its density over its peak.
const DELTA_SLOPE: f64 = 0.4;
const SHAPE_SLOPE: f64 = 0.61;
/// What a put's derivative, over spot, differs by from the call's: no more than this.
const LARGEST_DIFFERENCE: f64 = (1u64 << 23) as f64;

struct Compared {
    name: &'static str,
    actual: f64,
    expected: f64,
    bound: f64,
}

impl Compared {
    fn error(&self) -> f64 {
        (self.actual - self.expected).abs()
    }
}

fn compare(inputs: &OptionInputs, rate_e9: u64) -> [Compared; 9] {
    let quote = greeks_at_rate(inputs, rate_e9).unwrap();
    let put_theta = quote.put_theta_over_spot(inputs, rate_e9).to_num();
    let put_rho = quote.put_rho_over_spot(inputs).to_num();
    let usd = |value_e12: u64| value_e12 as f64 / 1e12;

    let reference = Reference::new(inputs, rate_e9);
    let Reference { spot, discounted_strike, years, rate, .. } = reference;
    let is_large = inputs.spot_e8.max(inputs.strike_e8) >= LARGE_PRICE_E8;
    let d1_error = if is_large { LOG_ERROR_OF_LARGE_PRICES } else { LOG_ERROR } / reference.deviation;
    let shape_error = SHAPE_ERROR + SHAPE_SLOPE * d1_error;
    let call_error = VALUE_ERROR * spot + VALUE_UNITS;
    let strike_error = if rate > 0.0 { DISCOUNT_ERROR } else { ROUNDING } * discounted_strike;
    // A put's derivatives take K exp(-rT) from parity.
    let parity_error = (strike_error + VALUE_UNITS) / spot;
    let leg_error = STRIKE_LEG_ERROR + DELTA_SLOPE * d1_error;
    let interest_error = if rate > 0.0 { (leg_error + INTEREST_LEG_UNIT) * rate + RATIO_UNIT } else { 0.0 };
    let theta_error = (DECAY_ERROR + SHAPE_SLOPE * d1_error) * reference.theta_peak() + interest_error;
    let rho_error = (leg_error + RHO_LEG_UNIT) * years + RATIO_UNIT;
    let delta_error = DELTA_ERROR + DELTA_SLOPE * d1_error;
    let strike_over_spot = discounted_strike / spot;
    let expected_put_theta = reference.call_theta_over_spot + (rate * strike_over_spot).min(LARGEST_DIFFERENCE);
    let expected_put_rho = reference.call_rho_over_spot - (years * strike_over_spot).min(LARGEST_DIFFERENCE);
    [
        ("call", usd(quote.prices.call_e12), reference.call, call_error),
        ("put", usd(quote.prices.put_e12), reference.put, call_error + strike_error),
        ("delta", quote.prices.call_delta.to_num(), reference.call_delta, delta_error),
        ("gamma", quote.gamma_times_spot.to_num(), reference.gamma_times_spot, shape_error * reference.gamma_peak()),
        ("vega", quote.vega_over_spot.to_num(), reference.vega_over_spot, shape_error * reference.vega_peak()),
        ("call theta", quote.call_theta_over_spot.to_num(), reference.call_theta_over_spot, theta_error),
        ("put theta", put_theta, expected_put_theta, theta_error + rate * parity_error),
        ("call rho", quote.call_rho_over_spot.to_num(), reference.call_rho_over_spot, rho_error),
        ("put rho", put_rho, expected_put_rho, rho_error + years * parity_error),
    ]
    .map(|(name, actual, expected, bound)| Compared { name, actual, expected, bound })
}

/// Every output of every case is within its bound; prints the nearest to it of each.
fn assert_near_the_reference(part: &str, cases: impl Iterator<Item = (OptionInputs, u64)>) {
    let mut worst: [Option<(Compared, OptionInputs, u64)>; 9] = Default::default();
    for (inputs, rate_e9) in cases {
        for (worst, compared) in worst.iter_mut().zip(compare(&inputs, rate_e9)) {
            let Compared { name, actual, expected, bound } = compared;
            let error = compared.error();
            assert!(
                error <= bound,
                "{name} {actual} instead of {expected}: {error:e} > {bound:e}, {inputs:?} {rate_e9}"
            );
            if worst.as_ref().is_none_or(|(before, ..)| error / bound > before.error() / before.bound) {
                *worst = Some((compared, inputs, rate_e9));
            }
        }
    }
    println!("{part}: the errors nearest to their bounds");
    for (compared, inputs, rate_e9) in worst.into_iter().flatten() {
        let (error, bound) = (compared.error(), compared.bound);
        println!("  {:10} {error:.2e} of {bound:.2e} at {inputs:?}, rate_e9 {rate_e9}", compared.name);
    }
}

fn samples(domain: &Domain) -> impl Iterator<Item = (OptionInputs, u64)> {
    domain.samples(SAMPLES * long_factor())
}

#[test]
fn errors_are_within_their_bounds_from_a_minute_and_5_percent_on() {
    let domain = Domain { seconds: 60..=MAX_SECONDS_TO_EXPIRY, vol_e9: 50_000_000..=MAX_VOL_E9, ..SMALL_PRICES };
    assert_near_the_reference("from 60 s and 5 % on", samples(&domain));
}

#[test]
fn errors_are_within_their_bounds_in_the_last_minute() {
    let domain = Domain { seconds: 1..=59, ..SMALL_PRICES };
    assert_near_the_reference("below 60 s", samples(&domain));
}

#[test]
fn errors_are_within_their_bounds_below_5_percent() {
    let domain = Domain { vol_e9: MIN_VOL_E9..=49_999_999, ..SMALL_PRICES };
    assert_near_the_reference("below 5 %", samples(&domain));
}

#[test]
fn errors_are_within_their_bounds_for_large_spots() {
    let domain = Domain { spot_e8: LARGE_PRICE_E8..=MAX_PRICE_E8, ..WHOLE };
    assert_near_the_reference("spot from 2^44 on", samples(&domain));
}

#[test]
fn errors_are_within_their_bounds_where_only_the_strike_is_large() {
    let domain = Domain { spot_e8: LARGE_PRICE_E8 / 10 * 9..=LARGE_PRICE_E8 - 1, ..WHOLE };
    let cases = samples(&domain).filter(|(inputs, _)| inputs.strike_e8 >= LARGE_PRICE_E8);
    assert_near_the_reference("strike from 2^44 on", cases);
}

#[test]
fn errors_are_within_their_bounds_in_every_corner_of_the_domain() {
    let prices = [1, 2, 1_000, 100_000_000, LARGE_PRICE_E8 - 1, LARGE_PRICE_E8, MAX_PRICE_E8 - 1, MAX_PRICE_E8];
    let seconds = [1, 2, 59, 60, 86_400, 27_353_119, 27_353_120, MAX_SECONDS_TO_EXPIRY - 1, MAX_SECONDS_TO_EXPIRY];
    let vols = [MIN_VOL_E9, 50_000_000, 1_000_000_000, MAX_VOL_E9];
    let rates = [0, 1, 50_000_000, MAX_RATE_E9];
    let cases = prices.into_iter().flat_map(|spot_e8| {
        prices.into_iter().flat_map(move |strike_e8| {
            seconds.into_iter().flat_map(move |seconds_to_expiry| {
                vols.into_iter().flat_map(move |vol_e9| {
                    let inputs = OptionInputs { spot_e8, strike_e8, seconds_to_expiry, vol_e9 };
                    rates.map(|rate_e9| (inputs, rate_e9))
                })
            })
        })
    });
    assert_near_the_reference("corners", cases);
}
