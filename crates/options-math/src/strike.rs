//! The strike at which a call has a given delta.
//!
//! `N(d1) = delta` fixes d1, and with it the log-strike `k = ln(K/F) = w/2 - d1 sqrt(w)` for the total variance w: a closed form for
//! a flat volatility, one equation in k on a smile.

use crate::functions::exponential;
use crate::inputs::{OptionInputs, MAX_PRICE_E8, MAX_VOL_E9, MIN_VOL_E9};
use crate::kernel::{position::Deviation, quantile::quantile, square_root::root_q48, time_root::time_root, words::*};
use crate::svi::{product, SviSlice, Variance, WIDEST_LOG_STRIKE};
use crate::{Fix, MathError};

/// The strike, USD * 1e8, at which a call has the given delta under a flat volatility and no interest.
///
/// Domain: spot from 1 to [`MAX_PRICE_E8`], 1 second to two years, a volatility above zero, a delta from 0.0001 to 0.9999. Rounded
/// down; relative error below 2e-9 * vol sqrt(T) / phi(d1) and one unit. A strike outside 1 to [`MAX_PRICE_E8`] is refused.
pub fn strike_for_delta(spot_e8: u64, seconds_to_expiry: u64, vol_e9: u64, call_delta: Fix) -> Result<u64, MathError> {
    OptionInputs { spot_e8, strike_e8: 1, seconds_to_expiry, vol_e9 }.check()?;
    if seconds_to_expiry == 0 {
        return Err(MathError::SecondsToExpiry);
    }
    if !(MIN_VOL_E9..=MAX_VOL_E9).contains(&vol_e9) {
        return Err(MathError::Volatility);
    }
    let d1 = Quantile::of(call_delta)?;
    let Deviation { scaled, scale, .. } = Deviation::new(vol_e9, time_root(seconds_to_expiry));
    let deviation = shr(shl(scaled, 13), scale); // Q48, < 6
    let half_variance = product(deviation, deviation) >> 1;
    strike(spot_e8, sub_signed(signed(half_variance), d1.times(deviation)))
}

impl SviSlice {
    /// The strike, USD * 1e8, at which a call has the given delta on this smile.
    ///
    /// Domain: forward from 1 to [`MAX_PRICE_E8`], a delta from 0.0001 to 0.9999. Newton's iteration inside a bracket, at most
    /// 65 evaluations of the smile; on a smile without butterfly arbitrage delta falls with the strike (M. Fukasawa,
    /// Mathematical Finance 22 (2012)), so there is one solution. Rounded down; error as in [`strike_for_delta`].
    pub fn strike_for_delta(&self, forward_e8: u64, call_delta: Fix) -> Result<u64, MathError> {
        if !(1..=MAX_PRICE_E8).contains(&forward_e8) {
            return Err(MathError::Spot);
        }
        let d1 = Quantile::of(call_delta)?;
        strike(forward_e8, self.log_strike(&d1))
    }

    /// Solves `k + d1 sqrt(w(k)) - w(k) / 2 = 0`.
    fn log_strike(&self, d1: &Quantile) -> i64 {
        /// 6e-11 in Q48.
        const CLOSE: u64 = 1 << 14;
        let (mut low, mut high) = (-WIDEST_LOG_STRIKE, WIDEST_LOG_STRIKE);
        let (mut k, mut at_k) = (0, self.variance(0));
        for _ in 0..64 {
            let deviation = root_q48(at_k.value);
            let excess = sub_signed(add_signed(k, d1.times(deviation)), signed(at_k.value >> 1));
            if excess > 0 {
                high = k;
            } else {
                low = k;
            }
            let step = newton_step(excess, self.slope(&at_k, d1, deviation));
            let next = sub_signed(k, step);
            if step.unsigned_abs() <= CLOSE || high - low <= 1 {
                return next;
            }
            let is_inside = next > low && next < high;
            k = if is_inside { next } else { low + ((high - low) >> 1) };
            at_k = self.variance(k);
        }
        k
    }

    /// The equation's derivative, `1 + (d1 / (2 sqrt(w)) - 1/2) w'`, in Q30 from 1/16 to 16: a little off is a slower step, no more.
    fn slope(&self, at_k: &Variance, d1: &Quantile, deviation: u64) -> i64 {
        let parameters = self.parameters();
        let direction = divide_signed(at_k.x, signed((at_k.root >> 30).max(1))); // x / root in Q30
        let tilt = add_signed(parameters.rho.to_bits() >> 18, direction.clamp(-(1 << 30), 1 << 30));
        let slope = mul_signed(parameters.b.to_bits() >> 20, tilt >> 2) >> 26; // w' in Q30, < 2^35
        let slope = slope.clamp(-(1 << 31), 1 << 31); // more than two would be arbitrage
        let reach = divide_signed(shl_signed(d1.signed_q48(), 12), signed((deviation >> 17).max(1))); // d1 / (2 sqrt(w)) in Q30
        let reach = sub_signed(reach.clamp(-(1 << 46), 1 << 46), 1 << 29);
        let bend = mul_signed(reach >> 8, slope >> 8) >> 14; // Q22 * Q22 / 2^14
        add_signed(1 << 30, bend).clamp(1 << 26, 1 << 34)
    }
}

/// `excess / slope` for an excess below 2^62 in Q48 and a slope in Q30.
fn newton_step(excess: i64, slope: i64) -> i64 {
    if excess.unsigned_abs() < 1 << 33 {
        divide_signed(shl_signed(excess, 30), slope)
    } else {
        divide_signed(shl_signed(excess.clamp(-(1 << 54), 1 << 54), 8), slope >> 22)
    }
}

/// d1 with `N(d1)` the delta: its magnitude in Q48, and its sign.
struct Quantile {
    magnitude: u64,
    is_negative: bool,
}

impl Quantile {
    fn of(call_delta: Fix) -> Result<Self, MathError> {
        const SMALLEST: u64 = ONE_Q48 / 10_000 + 1;
        const HALF: u64 = ONE_Q48 / 2;
        let delta = u64::try_from(call_delta.to_bits()).map_err(|_| MathError::TargetDelta)?;
        if !(SMALLEST..=ONE_Q48 - SMALLEST).contains(&delta) {
            return Err(MathError::TargetDelta);
        }
        let is_negative = delta < HALF;
        let tail = if is_negative { delta } else { ONE_Q48 - delta };
        Ok(Self { magnitude: shl(quantile(tail >> 8), 13), is_negative })
    }

    /// `d1 * x` in Q48 for x in Q48 below 128.
    fn times(&self, x: u64) -> i64 {
        let magnitude = signed(product(self.magnitude, x));
        if self.is_negative {
            magnitude.wrapping_neg()
        } else {
            magnitude
        }
    }

    fn signed_q48(&self) -> i64 {
        if self.is_negative {
            signed(self.magnitude).wrapping_neg()
        } else {
            signed(self.magnitude)
        }
    }
}

/// `forward * exp(k)` for k in Q48, rounded down; within 2^-55 of itself before that.
fn strike(forward_e8: u64, log_strike: i64) -> Result<u64, MathError> {
    let growth = exponential(i128::from(log_strike) << 16);
    // The mantissa is in Q63: this is forward * exp(k) * 2^(zeros - 1 - exponent).
    let zeros = forward_e8.leading_zeros(); // at most 63: the forward is not zero
    let scaled = mul_high(shl(forward_e8, u64::from(zeros)), growth.mantissa);
    let strike_e8 = match i64::from(zeros) - 1 - i64::from(growth.exponent) {
        shift @ 0.. => scaled.checked_shr(shift.unsigned_abs() as u32).unwrap_or(0),
        _ => u64::MAX, // above 2^63
    };
    if (1..=MAX_PRICE_E8).contains(&strike_e8) {
        Ok(strike_e8)
    } else {
        Err(MathError::Strike)
    }
}
