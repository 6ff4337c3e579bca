//! European options: prices, and prices with Greeks, without and with interest.
//!
//! Errors of every function here: values within 1e-9 of spot (and 1e-12 USD), delta within 1e-9 where vol sqrt(T) is at least 7e-5
//! (5 % for a minute). Gamma, vega and theta within 1e-8 of their peaks at the money: gamma times spot of
//! 0.4 / (vol sqrt(T)), vega over spot of 0.4 sqrt(T), theta over spot of 0.2 vol / sqrt(T).
//!
//! Exact: put-call parity; at expiry, without volatility, and where |d1| >= 6.5, values are intrinsic and delta is 0 or 1.
//! Neighbouring cells of the tables meet within the stated error, so what should rise with an input can fall by that much
//! from one value of the input to the next, never more.

use crate::inputs::{OptionInputs, MAX_RATE_E9};
use crate::kernel::evaluate::evaluate;
use crate::quote::{Greeks, Prices};
use crate::unusual::evaluate_unusual;
use crate::MathError;

/// Values of the call and the put, and delta.
pub fn price(inputs: &OptionInputs) -> Result<Prices, MathError> {
    if inputs.is_usual() {
        Ok(evaluate::<false, false>(inputs, 0).prices)
    } else {
        evaluate_unusual::<false, false>(inputs, 0).map(|greeks| greeks.prices)
    }
}

/// [`price`] with gamma, vega, theta and rho.
pub fn greeks(inputs: &OptionInputs) -> Result<Greeks, MathError> {
    if inputs.is_usual() {
        Ok(evaluate::<true, false>(inputs, 0))
    } else {
        evaluate_unusual::<true, false>(inputs, 0)
    }
}

/// [`greeks`] with a rate, continuously compounded, per year * 1e9: from 0 to [`MAX_RATE_E9`].
///
/// For a negative rate or a dividend, price on the forward with [`crate::black76`].
pub fn greeks_at_rate(inputs: &OptionInputs, rate_e9: u64) -> Result<Greeks, MathError> {
    if rate_e9 > MAX_RATE_E9 {
        return Err(MathError::Rate);
    }
    if inputs.is_usual() {
        Ok(evaluate::<true, true>(inputs, rate_e9))
    } else {
        evaluate_unusual::<true, true>(inputs, rate_e9)
    }
}
