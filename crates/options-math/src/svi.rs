//! The volatility smile: stochastic-volatility-inspired (SVI) total variance, and what follows from it.
//!
//! `w(k) = a + b (rho (k - m) + sqrt((k - m)^2 + sigma^2))`, the variance vol^2 T at the log-strike k = ln(K/F) (J. Gatheral, "A
//! parsimonious arbitrage-free implied volatility parameterization", Global Derivatives 2004; J. Gatheral and A. Jacquier,
//! Quantitative Finance 14 (2014)).

use crate::inputs::{MAX_PRICE_E8, MAX_SECONDS_TO_EXPIRY, MAX_VOL_E9, MIN_VOL_E9};
use crate::kernel::square_root::{root_q48, square_root, SquareRoot};
use crate::kernel::time_root::{time_root, TimeRoot};
use crate::kernel::{log_ratio::signed_log_ratio, words::*};
use crate::{Fix, MathError};

/// The five parameters of a slice, all without unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SviParameters {
    /// Level of variance, from -16 to 16.
    pub a: Fix,
    /// Slope of the wings, from 0 to 16.
    pub b: Fix,
    /// Skew, above -1 and below 1.
    pub rho: Fix,
    /// Log-strike of the bend, from -16 to 16.
    pub m: Fix,
    /// Roundness of the bend, from 2^-20 to 16.
    pub sigma: Fix,
}

/// The smile of one expiry, checked and prepared.
#[derive(Clone, Copy, Debug)]
pub struct SviSlice {
    parameters: SviParameters,
    seconds_to_expiry: u64,
    /// sigma^2 in Q48, and in Q64 when sigma is below 1/16.
    sigma_squared: u64,
    small_sigma_squared: Option<u64>,
    time: TimeRoot,
}

/// Total variance at a log-strike.
#[derive(Clone, Copy)]
pub(crate) struct Variance {
    /// Q48, at least one.
    pub value: u64,
    /// k - m in Q48.
    pub x: i64,
    /// sqrt(x^2 + sigma^2) in Q48.
    pub root: u64,
}

/// 16 in Q48.
const LIMIT: u64 = 16 << 48;
/// The log-strikes allowed, in Q48 either way.
pub(crate) const WIDEST_LOG_STRIKE: i64 = 36 << 48;
/// 2^-20 in Q48, the least roundness: below it the squares of the formula would lose their digits.
const SHARPEST: u64 = 1 << 28;
/// 1/16 in Q48: below it, squares are kept in Q64.
const SMALL: u64 = 1 << 44;

impl SviSlice {
    /// Refuses parameters outside their ranges or with a least variance `a + b sigma sqrt(1 - rho^2)` that is not above zero
    /// ([`MathError::Surface`]), and a time outside 1 second to two years.
    pub fn new(parameters: SviParameters, seconds_to_expiry: u64) -> Result<Self, MathError> {
        let SviParameters { a, b, rho, m, sigma } = parameters;
        if !(1..=MAX_SECONDS_TO_EXPIRY).contains(&seconds_to_expiry) {
            return Err(MathError::SecondsToExpiry);
        }
        let is_small = [a, b, m, sigma].iter().all(|x| magnitude(*x) <= LIMIT);
        if !is_small || b < 0 || magnitude(rho) >= ONE_Q48 || magnitude(sigma) < SHARPEST || sigma < 0 {
            return Err(MathError::Surface);
        }
        let cosine = root_q48(sub(ONE_Q48, product(magnitude(rho), magnitude(rho))));
        let least = signed(product(magnitude(b), product(magnitude(sigma), cosine)));
        if add_signed(a.to_bits(), least) <= 0 {
            return Err(MathError::Surface);
        }
        Ok(Self {
            parameters,
            seconds_to_expiry,
            sigma_squared: product(magnitude(sigma), magnitude(sigma)),
            small_sigma_squared: (magnitude(sigma) < SMALL).then(|| small_square(magnitude(sigma))),
            time: time_root(seconds_to_expiry),
        })
    }

    /// The parameters.
    pub fn parameters(&self) -> &SviParameters {
        &self.parameters
    }

    /// The time to expiry.
    pub fn seconds_to_expiry(&self) -> u64 {
        self.seconds_to_expiry
    }

    /// Total variance at a log-strike from -36 to 36, and at least one ulp. Within 40 ulps for b of at most one
    /// and log-strikes within 5.
    pub fn total_variance(&self, log_strike: Fix) -> Result<Fix, MathError> {
        if log_strike.to_bits().unsigned_abs() > WIDEST_LOG_STRIKE.unsigned_abs() {
            return Err(MathError::LogStrike);
        }
        Ok(Fix::from_bits(signed(self.variance(log_strike.to_bits()).value)))
    }

    /// The yearly volatility * 1e9 at a strike, for forward and strike from 1 to [`MAX_PRICE_E8`]; an error where it is outside
    /// [`MIN_VOL_E9`] to [`MAX_VOL_E9`]. Within 1e-9 + 2.5e-12 b / variance of itself and
    /// two units, where the variance is at least 1e-4.
    pub fn vol_e9(&self, forward_e8: u64, strike_e8: u64) -> Result<u64, MathError> {
        if forward_e8.wrapping_sub(1) >= MAX_PRICE_E8 {
            return Err(MathError::Spot);
        }
        if strike_e8.wrapping_sub(1) >= MAX_PRICE_E8 {
            return Err(MathError::Strike);
        }
        let log_strike = signed_log_ratio(strike_e8, forward_e8);
        let vol_e9 = self.vol_of(self.variance(log_strike).value);
        if vol_e9.wrapping_sub(MIN_VOL_E9) > MAX_VOL_E9 - MIN_VOL_E9 {
            return Err(MathError::Volatility);
        }
        Ok(vol_e9)
    }

    /// The yearly volatility * 1e9 at a log-strike from -36 to 36; domain and error as for [`Self::vol_e9`].
    pub fn vol_e9_at(&self, log_strike: Fix) -> Result<u64, MathError> {
        let variance = self.total_variance(log_strike)?;
        let vol_e9 = self.vol_of(magnitude(variance));
        if vol_e9.wrapping_sub(MIN_VOL_E9) > MAX_VOL_E9 - MIN_VOL_E9 {
            return Err(MathError::Volatility);
        }
        Ok(vol_e9)
    }

    /// Whether the smile is free of butterfly arbitrage at 257 log-strikes from `-widest` to `widest` and in the limit of both wings.
    ///
    /// Between the points nothing is checked. `widest` above 36 is taken as 36. For servers: a program checks a few points itself.
    pub fn has_no_butterfly(&self, widest: Fix) -> bool {
        const STEPS: i64 = 128;
        let widest = widest.saturating_abs().min(Fix::from_bits(WIDEST_LOG_STRIKE)).to_bits();
        self.wings_are_possible()
            && (-STEPS..=STEPS).all(|step| self.density_is_positive(mul_signed(widest / STEPS, step)))
    }

    /// Whether the slope of both wings is at most two, `b (1 + |rho|) <= 2`: more is arbitrage far from the forward (R. Lee,
    /// Mathematical Finance 14 (2004)).
    pub fn wings_are_possible(&self) -> bool {
        product(magnitude(self.parameters.b), add(ONE_Q48, magnitude(self.parameters.rho))) <= 2 * ONE_Q48
    }

    /// Whether the density of the price at expiry is not negative at a log-strike from -36 to 36: one point of
    /// [`Self::has_no_butterfly`]. False where a wing is too steep.
    pub fn density_is_possible(&self, log_strike: Fix) -> Result<bool, MathError> {
        if magnitude(log_strike) > WIDEST_LOG_STRIKE.unsigned_abs() {
            return Err(MathError::LogStrike);
        }
        Ok(self.wings_are_possible() && self.density_is_positive(log_strike.to_bits()))
    }

    /// The sign of the density at a log-strike in Q48, for b of at most two.
    ///
    /// It is that of `g = (1 - k w' / (2 w))^2 - w'^2 / 4 (1/w + 1/4) + w'' / 2` (Gatheral and Jacquier, equation 2.1). Times `4 w^2` this is
    /// `(2 w - k w')^2 - w'^2 w (1 + w/4) + 2 w'' w^2`, which needs no division by w. Slopes are good to 2^-30 of themselves, and w'' is
    /// rounded down, by at most 2^-14 where the bend is sharpest: what is nearly arbitrage counts as such.
    fn density_is_positive(&self, log_strike: i64) -> bool {
        let at_k = self.variance(log_strike);
        let SviParameters { b, rho, sigma, .. } = self.parameters;
        // The root with at most 33 bits, so that fractions of it have 30.
        let shift = u64::from(64 - at_k.root.leading_zeros()).saturating_sub(33); // at most 21
        let divisor = shr(at_k.root, shift); // not zero: the root is at least sigma
        let over_root = |x: u64| div(shl(shr(x, shift), 30), divisor);
        let (tilt, roundness) = (signed(over_root(at_k.x.unsigned_abs())), over_root(magnitude(sigma)));
        let tilt = if at_k.x < 0 { tilt.wrapping_neg() } else { tilt };
        let slope = wide_product(b.to_bits(), add_signed(rho.to_bits(), shl_signed(tilt, 18))); // w'
        let bend = product(magnitude(b), product(shl(roundness, 18), shl(roundness, 18))); // b sigma^2 / root^2
        let bend = div(shl(bend, 14), divisor); // w'' in Q14 and the shift
        let left = 34 - shift;
        let bend = if shr(bend, 62 - left) == 0 { signed(shl(bend, left)) } else { 1 << 62 };
        // All in Q48, and w below 2^8: no product of two reaches 2^127.
        let w = signed(at_k.value);
        let first = i128::from(w).wrapping_mul(2).wrapping_sub(wide_product(log_strike, slope as i64));
        let spread = i128::from(w).wrapping_add(wide_product(w, w) >> 2);
        let second = wide_product(slope as i64, slope as i64).wrapping_mul(spread);
        let third = wide_product(bend, w).wrapping_mul(2).min(1 << 67).wrapping_mul(i128::from(w));
        first.wrapping_mul(first).wrapping_add(third) >= second
    }

    /// `sqrt(variance / years) * 10^9` for a variance in Q48.
    #[inline(always)]
    pub(crate) fn vol_of(&self, variance: u64) -> u64 {
        let SquareRoot { mantissa, shift } = square_root(variance);
        // sqrt(variance) = mantissa / 2^(55 + shift), sqrt(years) = root * 10^9 / 2^(61 + scale).
        let ratio = div(mantissa, self.time.root); // to be multiplied by 2^(6 + scale - shift); from 2^30 to 2^32
        let exponent = 6 + self.time.scale;
        match exponent.checked_sub(shift) {
            Some(left) => shl(ratio, left), // at most 19 bits
            None => shr(ratio, shift - exponent),
        }
    }

    /// For a log-strike of at most 36 in Q48, so that |x| is at most 52.
    #[inline(always)]
    pub(crate) fn variance(&self, log_strike: i64) -> Variance {
        let SviParameters { a, b, rho, m, .. } = self.parameters;
        let x = sub_signed(log_strike, m.to_bits());
        let distance = x.unsigned_abs();
        let root = match self.small_sigma_squared {
            Some(sigma_squared) if distance < SMALL => {
                let SquareRoot { mantissa, shift } = square_root(add(small_square(distance), sigma_squared));
                shr(mantissa, 15 + shift) // the root of Q64 is Q32
            }
            _ => root_q48(add(product(distance, distance), self.sigma_squared)),
        };
        let tilt = product(magnitude(rho), distance); // less than root
        let height = if (x < 0) == (rho < 0) { add(root, tilt) } else { root.saturating_sub(tilt) };
        let value = add_signed(a.to_bits(), signed(product(magnitude(b), height)));
        // The least variance is above zero; rounding may take a few ulps of it.
        Variance { value: value.max(1) as u64, x, root }
    }
}

/// `a * b` in Q48, rounded down, for a and b below 128.
#[inline(always)]
pub(crate) fn product(a: u64, b: u64) -> u64 {
    mul_high(shl(a, 8), shl(b, 8))
}

/// `a * b` in Q48, rounded down.
#[inline(always)]
fn wide_product(a: i64, b: i64) -> i128 {
    i128::from(a).wrapping_mul(i128::from(b)) >> 48
}

/// The square in Q64 of a number in Q48 below [`SMALL`].
#[inline(always)]
fn small_square(x: u64) -> u64 {
    mul_high(shl(x, 16), shl(x, 16)) // < 2^56
}

fn magnitude(x: Fix) -> u64 {
    x.to_bits().unsigned_abs()
}
