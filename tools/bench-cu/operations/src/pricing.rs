//! Prices and Greeks. Each operation is a function that is not inlined, with the whole call inside, as in a program that
//! prices in one place.

use crate::measure::{Measured, Meter, measure};
use core::hint::black_box;
use options_math::{Fix, ForwardGreeks, Greeks, MathError, OptionInputs, Prices};

/// 5 % a year.
const RATE_E9: u64 = 50_000_000;

pub fn price(inputs: &OptionInputs, meter: Meter) -> Measured {
    #[inline(never)]
    fn call(inputs: &OptionInputs) -> Result<Prices, MathError> {
        options_math::price(inputs)
    }
    let inputs = black_box(inputs);
    let (compute_units, prices) = measure(meter, || call(inputs));
    Measured::new(compute_units, &prices.map(|prices| price_words(&prices)))
}

pub fn greeks(inputs: &OptionInputs, meter: Meter) -> Measured {
    #[inline(never)]
    fn call(inputs: &OptionInputs) -> Result<Greeks, MathError> {
        options_math::greeks(inputs)
    }
    let inputs = black_box(inputs);
    let (compute_units, greeks) = measure(meter, || call(inputs));
    Measured::new(compute_units, &greeks.map(|greeks| greeks_words(&greeks)))
}

pub fn greeks_at_rate(inputs: &OptionInputs, meter: Meter) -> Measured {
    #[inline(never)]
    fn call(inputs: &OptionInputs, rate_e9: u64) -> Result<Greeks, MathError> {
        options_math::greeks_at_rate(inputs, rate_e9)
    }
    let (inputs, rate_e9) = (black_box(inputs), black_box(RATE_E9));
    let (compute_units, greeks) = measure(meter, || call(inputs, rate_e9));
    Measured::new(compute_units, &greeks.map(|greeks| greeks_words(&greeks)))
}

/// At a discount of 0.999.
pub fn black76(inputs: &OptionInputs, meter: Meter) -> Measured {
    #[inline(never)]
    fn call(inputs: &OptionInputs, discount: Fix) -> Result<ForwardGreeks, MathError> {
        options_math::black76(inputs, discount)
    }
    let (inputs, discount) = (black_box(inputs), black_box(Fix::ONE - Fix::ONE / 1_000));
    let (compute_units, greeks) = measure(meter, || call(inputs, discount));
    Measured::new(compute_units, &greeks.map(|greeks| forward_words(&greeks)))
}

fn forward_words(greeks: &ForwardGreeks) -> [u64; 6] {
    let theta = greeks.theta_over_forward.to_bits() as u64;
    let (gamma, vega) = (greeks.gamma_times_forward.to_bits(), greeks.vega_over_forward.to_bits());
    [greeks.call_e12, greeks.put_e12, greeks.call_delta.to_bits(), gamma, vega, theta]
}

fn price_words(prices: &Prices) -> [u64; 3] {
    [prices.call_e12, prices.put_e12, prices.call_delta.to_bits()]
}

fn greeks_words(greeks: &Greeks) -> [u64; 7] {
    let [call, put, delta] = price_words(&greeks.prices);
    let theta = greeks.call_theta_over_spot.to_bits() as u64;
    let (gamma, vega) = (greeks.gamma_times_spot.to_bits(), greeks.vega_over_spot.to_bits());
    [call, put, delta, gamma, vega, theta, greeks.call_rho_over_spot.to_bits()]
}
