//! European options: prices, and prices with Greeks, without and with interest.

use crate::inputs::{OptionInputs, MAX_RATE_E9};
use crate::kernel::evaluate::evaluate;
use crate::limit_cases::evaluate_limit_case;
use crate::quote::{Greeks, Prices};
use crate::MathError;

/// Values of the call and the put, and delta, under Black-Scholes without interest (F. Black and M. Scholes, Journal of Political
/// Economy 81 (1973)).
///
/// Domain: that of [`OptionInputs`]; outside it an error names the first input that is wrong.
///
/// Exact: put-call parity. At expiry, without volatility, and where |d1| is 6.47 or more, values are intrinsic and delta is 0 or 1 (0 at
/// the strike). One of the two values is computed and rounded down, the other follows by parity.
///
/// Errors, here and in [`greeks`] and [`greeks_at_rate`]: values within 6e-10 of spot and 2e-12 USD (with a rate, a put's also 5e-15 of its
/// strike), delta within 4e-10; gamma and vega within 1.8e-9 and theta within 5.4e-9 of their peaks at the money, which are 0.4 / w for
/// gamma times spot, 0.4 sqrt(T) for vega over spot and 0.2 vol / sqrt(T) for theta over spot, with w = vol sqrt(T). A rate r adds
/// 1e-12 and 7e-10 r to theta's error; rho is within 1e-12 and 7e-10 T. The last bits of the logarithm add to all of these but the values:
/// 4.3e-15 / w to delta (times T to rho, times r to theta) and 6.5e-15 / w to gamma, vega and theta over their peaks; eleven times that
/// for prices above 175,921 USD. From a volatility of 5 % and a minute on that is nothing.
///
/// Neighbouring cells of the tables meet within 5.2e-10 of spot and 2e-12 USD (values) and 5e-11 (delta, and 4.6e-14 / w above 175,921
/// USD): what should rise with an input can fall by that much from one value of the input to the next.
pub fn price(inputs: &OptionInputs) -> Result<Prices, MathError> {
    if inputs.is_usual() {
        Ok(evaluate::<false, false>(inputs, 0).prices)
    } else {
        evaluate_limit_case::<false, false>(inputs, 0).map(|greeks| greeks.prices)
    }
}

/// [`price`] with gamma, vega, theta and rho, whose errors are stated there.
pub fn greeks(inputs: &OptionInputs) -> Result<Greeks, MathError> {
    if inputs.is_usual() {
        Ok(evaluate::<true, false>(inputs, 0))
    } else {
        evaluate_limit_case::<true, false>(inputs, 0)
    }
}

/// [`greeks`] with a rate, continuously compounded, per year * 1e9: from 0 to [`MAX_RATE_E9`].
///
/// Refuses the rate ([`MathError::Rate`]) before anything else. For a negative rate or a dividend, price on the forward with [`crate::black76`].
pub fn greeks_at_rate(inputs: &OptionInputs, rate_e9: u64) -> Result<Greeks, MathError> {
    if rate_e9 > MAX_RATE_E9 {
        return Err(MathError::Rate);
    }
    if inputs.is_usual() {
        Ok(evaluate::<true, true>(inputs, rate_e9))
    } else {
        evaluate_limit_case::<true, true>(inputs, rate_e9)
    }
}
