//! Prices, deltas, gammas and vegas of many European options at once, in `f64`, the same bits on every machine.
//!
//! Units: forward and strike in one currency, price in the same at expiry; a year as the caller counts it, volatilities for such a
//! year as fractions. The chain's Black-Scholes has rate 0: there the forward is the spot, and price and derivatives are today's.
//! With a discount factor D from expiry, all four are to be multiplied by it.
//!
//! With `s = volatility sqrt(years)`, `d1 = ln(F/K) / s + s/2`, `d2 = d1 - s`, N the normal distribution and n its density:
//!
//! - `call = F N(d1) - K N(d2)`, `put = K N(-d2) - F N(-d1)`
//! - delta, by the forward: `N(d1)` of a call, `N(d1) - 1` of a put
//! - `gamma = n(d1) / (F s)`, delta by the forward
//! - `vega = F n(d1) sqrt(years)`, the price by the volatility: for 1.0, so a point of 0.01 is a hundredth of it
//!
//! Without time or volatility: the price is `max(F - K, 0)` or `max(K - F, 0)`; delta 0 or 1 (0 or -1 of a put), and a half of that at
//! the money; gamma 0; vega 0, but `F sqrt(years / (2 pi))` at the money with time left: all are limits, but for gamma at the money,
//! which has none.
//!
//! Source: F. Black, "The pricing of commodity contracts", Journal of Financial Economics 3 (1976), equation 16. The computation
//! uses `F n(d1) = K n(d2)` and Mills' ratio `M(z) = N(-z) / n(z)`, so that an option takes one logarithm, one power and two
//! quotients of polynomials, and one out of the money loses no digits to a difference of large numbers.
//!
//! In this order, one file each:
//! 1. `block`: options side by side, on the widest vectors that the processor has
//! 2. `kernel`: one option, without a branch
//! 3. `normal`, `exp`, `ln`, `polynomial`: the functions, by basic operations only
//! 4. `coefficients`: written by `tables/batch_pricing.py`

mod block;
mod coefficients;
mod error;
mod exp;
mod kernel;
mod ln;
mod normal;
mod polynomial;

pub use error::BatchPricingError;
pub use kernel::Values;

use options_math::OptionType;

/// The least forward and strike.
pub const LEAST_AMOUNT: f64 = 1e-150;
/// The greatest forward, strike, volatility and number of years.
pub const GREATEST_INPUT: f64 = 1e150;

/// Options, a number of each slice for each. Beyond [`LEAST_AMOUNT`] and [`GREATEST_INPUT`], below zero, or not a number: all
/// results of that option are NaN.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    pub forward: &'a [f64],
    pub strike: &'a [f64],
    pub years: &'a [f64],
    /// Yearly, as a fraction.
    pub volatility: &'a [f64],
    /// Or a put.
    pub is_call: &'a [bool],
}

/// Where the results go, in the order of the options.
#[derive(Debug)]
pub struct Greeks<'a> {
    /// In the currency of the forward, undiscounted.
    pub price: &'a mut [f64],
    /// Price by forward.
    pub delta: &'a mut [f64],
    /// Delta by forward: one over the currency.
    pub gamma: &'a mut [f64],
    /// Price by volatility, for a volatility of 1.0.
    pub vega: &'a mut [f64],
}

/// Prices all options with their derivatives, or none if a slice has another length than the forwards.
pub fn price_batch(options: &Options, greeks: &mut Greeks) -> Result<(), BatchPricingError> {
    let derivatives = [("delta", greeks.delta.len()), ("gamma", greeks.gamma.len()), ("vega", greeks.vega.len())];
    check_lengths(options, greeks.price.len(), &derivatives)?;
    block::price_all(options, greeks);
    Ok(())
}

/// Prices alone, in less time: the same bits as from [`price_batch`].
pub fn price_only_batch(options: &Options, price: &mut [f64]) -> Result<(), BatchPricingError> {
    check_lengths(options, price.len(), &[])?;
    block::price_all(options, &mut block::Prices(price));
    Ok(())
}

fn check_lengths(
    options: &Options,
    prices: usize,
    derivatives: &[(&'static str, usize)],
) -> Result<(), BatchPricingError> {
    let expected = options.forward.len();
    let lengths = [
        ("strike", options.strike.len()),
        ("years", options.years.len()),
        ("volatility", options.volatility.len()),
        ("is_call", options.is_call.len()),
        ("price", prices),
    ];
    match lengths.iter().chain(derivatives).find(|(_, found)| *found != expected) {
        Some(&(name, found)) => Err(BatchPricingError::Length { name, expected, found }),
        None => Ok(()),
    }
}

/// One option by the same formulas, without vectors: the same bits as in a batch. Units and limits as in [`Options`].
pub fn price_one(forward: f64, strike: f64, years: f64, volatility: f64, option_type: OptionType) -> Values {
    let sign = match option_type {
        OptionType::Call => 1.0,
        OptionType::Put => -1.0,
    };
    kernel::values(kernel::Contract { forward, strike, years, volatility, sign })
}

/// `e^x` for `x <= 709`, within 2 units in the last place; zero where `x < -708`.
pub fn exp(x: f64) -> f64 {
    exp::exp_of_sum(x, 0.0)
}

/// `ln(x)` of a positive normal number, within 1 unit in the last place.
pub fn ln(x: f64) -> f64 {
    ln::ln(x)
}

/// The normal distribution, within 1e-15, and within 1e-14 of itself down to 1e-300; zero below -37.63.
pub fn normal_cdf(x: f64) -> f64 {
    normal::normal_cdf(x)
}
