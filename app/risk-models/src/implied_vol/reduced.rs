//! An option out of the money in units of `sqrt(F K)`: what all others are reduced to.

use super::guess::first_guess;
use super::point::{Point, Regime};
use super::step::improved;
use super::{ImpliedVolError, FARTHEST_LOG_MONEYNESS, LEAST_TIME_VALUE};

/// Most steps. Two are enough everywhere; the rest are for a guess that is off for a reason not thought of.
const MOST_STEPS: u32 = 8;
/// A step that is smaller than this, relative to s, was the last: the method is of order four, so what is left is about 1e-16.
const LAST_STEP: f64 = 1e-4;

/// A price to find the total volatility of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reduced {
    /// `x = |ln(F/K)|`, at most [`FARTHEST_LOG_MONEYNESS`].
    pub distance: f64,
    /// `e^(-x/2)`, what the price comes near as s grows.
    pub limit: f64,
    /// Above zero and below the limit.
    pub price: f64,
    /// `limit - price`: given separately, since a caller may know more digits of it.
    pub from_limit: f64,
}

impl Reduced {
    /// Refuses what is too far away or too small to keep its digits.
    pub(super) fn total_vol(&self) -> Result<f64, ImpliedVolError> {
        check_distance(self.distance)?;
        if self.price < LEAST_TIME_VALUE {
            return Err(ImpliedVolError::TooSmall { time_value: self.price });
        }
        let ln_price = libm::log(self.price);
        let mut total_vol = first_guess(self);
        for _ in 0..MOST_STEPS {
            let next = improved(self, ln_price, total_vol);
            let moved = (next - total_vol).abs();
            total_vol = next;
            if moved < LAST_STEP * next {
                break;
            }
        }
        Ok(total_vol)
    }
}

/// The total volatility at which an option out of the money is worth `price`, in units of `sqrt(F K)`, with `log_moneyness = ln(F/K)`
/// of either sign: a call and a put as far out of the money have the same price in these units.
///
/// Relative error below 1e-12 where the price, being an `f64`, says as much: an error of the price moves s, relative to each, by
/// `b / (s b'(s))` times as much. That is below 4,500 up to s = 8.5 at the money, and up to more elsewhere.
///
/// # Errors
/// [`ImpliedVolError`] for a price that is not above zero and below `e^(-|log_moneyness| / 2)`, or a log-moneyness too far away.
pub fn normalised_implied_total_vol(log_moneyness: f64, price: f64) -> Result<f64, ImpliedVolError> {
    let distance = log_moneyness.abs();
    check_distance(distance)?;
    let limit = libm::exp(-0.5 * distance);
    check_price(price, 0.0, limit)?;
    Reduced { distance, limit, price, from_limit: limit - price }.total_vol()
}

/// What an option out of the money is worth in units of `sqrt(F K)`, at `log_moneyness = ln(F/K)` of either sign and a total volatility
/// above zero: the inverse of [`normalised_implied_total_vol`].
pub fn normalised_price(log_moneyness: f64, total_vol: f64) -> f64 {
    let point = Point::new(log_moneyness.abs(), total_vol);
    match point.regime() {
        Regime::Low { gap } | Regime::Narrow { gap } => point.vega() * gap,
        Regime::High { sum } => libm::exp(-0.5 * log_moneyness.abs()) - point.vega() * sum,
    }
}

/// Above what the option is worth without volatility, and below what it is worth at an infinite one.
pub(super) fn check_price(price: f64, intrinsic: f64, limit: f64) -> Result<(), ImpliedVolError> {
    if price.is_nan() {
        return Err(ImpliedVolError::NotPositive { what: "the price", value: price });
    }
    if price <= intrinsic {
        return Err(ImpliedVolError::NoTimeValue { price, intrinsic });
    }
    if price >= limit {
        return Err(ImpliedVolError::AboveLimit { price, limit });
    }
    Ok(())
}

fn check_distance(distance: f64) -> Result<(), ImpliedVolError> {
    if (0.0..=FARTHEST_LOG_MONEYNESS).contains(&distance) {
        Ok(())
    } else {
        Err(ImpliedVolError::TooFar { log_moneyness: distance })
    }
}
