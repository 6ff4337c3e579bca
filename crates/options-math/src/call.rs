//! The European call with zero rate, per unit of spot.
//!
//! Formula (F. Black and M. Scholes, Journal of Political Economy 81 (1973), equation 13, with r = 0):
//! `C = S N(d1) - K N(d2)`, `d1 = ln(S/K) / w + w/2`, `d2 = d1 - w`, `w = vol sqrt(T)`; delta is `N(d1)`.
//! With `S phi(d1) = K phi(d2)` and T(y) = exp(y^2/2) N(-y), every term carries the same weight g = exp(-d1^2/2):
//! - `d1 < 0`:        `C/S = g (T(|d1|) - T(|d2|))`
//! - `d2 < 0 <= d1`:  `C/S = 1 - g (T(|d1|) + T(|d2|))`
//! - `0 <= d2`:       `C/S = 1 - K/S + g (T(|d2|) - T(|d1|))`, the put plus parity.
//!
//! Nothing is multiplied by K/S, so the error stays relative to spot for every strike.

use crate::kernel::{
    exponential::gaussian, logarithm::ln_ratio, root::root, scaled_tail::scaled_tail, words::mul_high,
};
use crate::normal::{upper_tail, FAR, ONE};
use crate::{Fix, MathError};

/// Two years of 365 days.
pub const MAX_SECONDS_TO_EXPIRY: u64 = 2 * 365 * 86_400;
/// 0.1 % a year.
pub const MIN_VOL_E9: u64 = 1_000_000;
/// 400 % a year.
pub const MAX_VOL_E9: u64 = 4_000_000_000;

/// 2^106 / (1e9 * sqrt(31_536_000)): turns (vol * 1e9) * sqrt(seconds) into vol * sqrt(years).
const PER_ROOT_YEAR: u64 = 14_446_952_235_124_483_015;

/// What a call's price depends on.
///
/// Domain: spot and strike at least 1, at most two years ([`MAX_SECONDS_TO_EXPIRY`]) to expiry, volatility from
/// [`MIN_VOL_E9`] to [`MAX_VOL_E9`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallInputs {
    /// Price of one unit of the underlying, USD * 1e8.
    pub spot_e8: u64,
    /// Strike, USD * 1e8.
    pub strike_e8: u64,
    /// Zero means at expiry.
    pub seconds_to_expiry: u64,
    /// Yearly volatility * 1e9: 1_000_000_000 is 100 %.
    pub vol_e9: u64,
}

/// A call's price and its derivative by spot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallQuote {
    /// Price divided by spot, from max(0, 1 - K/S) rounded down, to 1.
    pub price_over_spot: Fix,
    /// `N(d1)`, from 0 to 1.
    pub delta: Fix,
}

/// Price over spot and delta.
///
/// At expiry: the intrinsic value, and delta 1 above the strike, 0 at or below it.
/// With |d1| >= 8.5: exactly the intrinsic value and exactly 0 or 1.
/// Errors: price over spot within 1e-14 everywhere; delta within 1e-14 where vol sqrt(T) is at least 1 %, and within
/// 5e-11 down to the smallest (0.1 % and one second). Rounding is not directed; round the amount with
/// [`crate::mul_div::apply_floor`] or [`crate::mul_div::apply_ceil`].
/// Delta is exactly non-increasing in the strike and exactly non-decreasing in spot; price over spot keeps its order in
/// spot, strike, time and volatility to 4 ulp. About 2,500 compute units on chain.
pub fn price_call(inputs: &CallInputs) -> Result<CallQuote, MathError> {
    let curve = DeltaCurve::new(inputs.spot_e8, inputs.seconds_to_expiry, inputs.vol_e9)?;
    if inputs.strike_e8 == 0 {
        return Err(MathError::Strike);
    }
    let intrinsic = intrinsic_over_spot(inputs.spot_e8, inputs.strike_e8);
    let (price, delta) = match curve.position(inputs.strike_e8) {
        Position::Below => (0, 0),
        Position::Above => (intrinsic, ONE),
        Position::Near { d1, d2 } => near_price_and_delta(d1, d2, intrinsic),
    };
    // Both are at most 2^48.
    Ok(CallQuote { price_over_spot: Fix::from_bits(price as i64), delta: Fix::from_bits(delta as i64) })
}

/// Delta alone: the same number as [`price_call`] gives, for about four fifths of the compute.
pub fn call_delta(inputs: &CallInputs) -> Result<Fix, MathError> {
    let curve = DeltaCurve::new(inputs.spot_e8, inputs.seconds_to_expiry, inputs.vol_e9)?;
    if inputs.strike_e8 == 0 {
        return Err(MathError::Strike);
    }
    Ok(curve.delta(inputs.strike_e8))
}

/// Price over spot and delta in Q48 for |d1| < 8.5.
fn near_price_and_delta(d1: i64, d2: i64, intrinsic: u64) -> (u64, u64) {
    let weight = gaussian(d1.unsigned_abs());
    let tail_1 = scaled_tail(d1.unsigned_abs());
    let tail_2 = scaled_tail(d2.unsigned_abs());
    let price = if d1 < 0 {
        weight.scale(tail_1.saturating_sub(tail_2))
    } else if d2 < 0 {
        ONE.saturating_sub(weight.scale(tail_1 + tail_2)) // each at most 1/2 in Q63
    } else {
        intrinsic + weight.scale(tail_2.saturating_sub(tail_1)) // each at most 1 in Q48
    };
    (price.clamp(intrinsic, ONE), delta_of(d1, upper_tail(weight, tail_1)))
}

/// `N(d1)` in Q48 from the tail beyond |d1|.
fn delta_of(d1: i64, tail: u64) -> u64 {
    if d1 > 0 {
        ONE - tail
    } else {
        tail
    }
}

/// `max(0, 1 - K/S)` in Q48, rounded down.
fn intrinsic_over_spot(spot_e8: u64, strike_e8: u64) -> u64 {
    match spot_e8.checked_sub(strike_e8) {
        // The quotient is below one, so it is below 2^48 in Q48. A positive difference means that spot is not zero.
        Some(value) if value > 0 => ((u128::from(value) << 48) / u128::from(spot_e8)) as u64,
        _ => 0,
    }
}

/// Where spot lies on the scale of one standard deviation of its logarithm at expiry.
enum Position {
    /// Delta is zero.
    Below,
    /// Delta is one.
    Above,
    /// d1 and d2 in Q48, |d1| < 8.5 and |d2| < 14.16.
    Near { d1: i64, d2: i64 },
}

/// Delta as a function of the strike: everything else is checked and fixed.
pub(crate) struct DeltaCurve {
    spot_e8: u64,
    /// vol sqrt(T) in Q59; zero at expiry.
    deviation: u64,
}

impl DeltaCurve {
    /// Checks spot, time and volatility in this order.
    pub(crate) fn new(spot_e8: u64, seconds_to_expiry: u64, vol_e9: u64) -> Result<Self, MathError> {
        if spot_e8 == 0 {
            return Err(MathError::Spot);
        }
        if seconds_to_expiry > MAX_SECONDS_TO_EXPIRY {
            return Err(MathError::SecondsToExpiry);
        }
        if !(MIN_VOL_E9..=MAX_VOL_E9).contains(&vol_e9) {
            return Err(MathError::Volatility);
        }
        Ok(Self { spot_e8, deviation: deviation(seconds_to_expiry, vol_e9) })
    }

    /// `N(d1)` at a strike of at least 1. Exactly non-increasing: each step from the strike to delta keeps the order.
    pub(crate) fn delta(&self, strike_e8: u64) -> Fix {
        let bits = match self.position(strike_e8) {
            Position::Below => 0,
            Position::Above => ONE,
            Position::Near { d1, .. } => {
                let distance = d1.unsigned_abs();
                delta_of(d1, upper_tail(gaussian(distance), scaled_tail(distance)))
            }
        };
        Fix::from_bits(bits as i64) // at most 2^48
    }

    fn position(&self, strike_e8: u64) -> Position {
        if self.deviation == 0 {
            return if self.spot_e8 > strike_e8 { Position::Above } else { Position::Below };
        }
        let log_q57 = ln_ratio(self.spot_e8, strike_e8);
        // Q57 * 2^50 / Q59 = Q48, rounded to nearest: below 2^63 * 2^50 before the division.
        let numerator = (u128::from(log_q57.unsigned_abs()) << 50) + u128::from(self.deviation / 2);
        // Capped at 256 standard deviations, so it fits an i64.
        let distance = (numerator / u128::from(self.deviation)).min(1 << 56) as i64;
        let centre = if log_q57 < 0 { -distance } else { distance };
        let half_width = ((self.deviation + (1 << 11)) >> 12) as i64; // deviation / 2 in Q48, below 3 * 2^48
        let (d1, d2) = (centre + half_width, centre - half_width);
        match (d1.unsigned_abs() < FAR, d1 < 0) {
            (true, _) => Position::Near { d1, d2 },
            (false, true) => Position::Below,
            (false, false) => Position::Above,
        }
    }
}

/// vol sqrt(T) in Q59, rounded down; strictly increasing in both, zero only at expiry.
fn deviation(seconds: u64, vol_e9: u64) -> u64 {
    let root = root(seconds);
    let root_years = mul_high(root.mantissa, PER_ROOT_YEAR);
    // vol < 2^32 and root_years < 2^63: no overflow. The result is below 6 * 2^59, so it fits a u64.
    (u128::from(vol_e9).wrapping_mul(u128::from(root_years)) >> (14 + root.shift)) as u64
}
