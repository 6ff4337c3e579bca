//! The standard normal distribution.

use super::series::exponential::{gaussian, Exponential};
use super::series::scaled_tail::scaled_tail;
use crate::kernel::{quantile::quantile, words::ONE_Q48};
use crate::{Fix, MathError};

const HALF: u64 = ONE_Q48 / 2;
/// From 8.5 standard deviations on, both tail and density (9.5e-18 and 8.2e-17) are below a tenth of an ulp.
const FAR: u64 = 17 << 47;
/// 1 / sqrt(2 pi) in Q63.
const DENSITY_AT_ZERO: u64 = 3_679_593_073_373_651_226;

/// The cumulative distribution `N(x)`, in [0, 1], rounded to nearest; absolute error below 0.6 ulp (2.2e-15).
/// Domain: every [`Fix`].
///
/// Exactly non-decreasing, exactly 1/2 at zero, and `N(x) + N(-x) = 1` exactly.
pub fn norm_cdf(x: Fix) -> Fix {
    let distance = x.to_bits().unsigned_abs();
    let tail = if distance >= FAR { 0 } else { upper_tail(gaussian(distance), scaled_tail(distance)) };
    let value = if x > 0 { ONE_Q48 - tail } else { tail };
    Fix::from_bits(value as i64) // at most 2^48
}

/// The density `exp(-x^2 / 2) / sqrt(2 pi)`, rounded to nearest; absolute error below 0.6 ulp (2.2e-15).
/// Domain: every [`Fix`].
pub fn norm_pdf(x: Fix) -> Fix {
    let distance = x.to_bits().unsigned_abs();
    if distance >= FAR {
        return Fix::ZERO;
    }
    Fix::from_bits(gaussian(distance).scale(DENSITY_AT_ZERO) as i64) // below 2^48
}

/// The inverse of [`norm_cdf`]: the x with `N(x) = p`, for p strictly between 0 and 1, from -7.9 to 7.9.
///
/// `norm_cdf` of the result is within one ulp of p, so x is as sharp as p: within 1.6 ulps of p divided by the density at x.
/// `norm_inv(1 - p) = -norm_inv(p)` exactly, and zero at one half. Method: the pricing kernel's quantile, then Newton's iteration on
/// the exact functions; beyond the kernel's tables it starts at their end, from where the convex tail is approached from one side.
pub fn norm_inv(p: Fix) -> Result<Fix, MathError> {
    let bits = u64::try_from(p.to_bits()).map_err(|_| MathError::Probability)?;
    if bits == 0 || bits >= ONE_Q48 {
        return Err(MathError::Probability);
    }
    let tail = bits.min(ONE_Q48 - bits);
    let distance = quantile_of_tail(tail);
    let x = if bits < HALF { -distance } else { distance };
    Ok(Fix::from_bits(x))
}

/// The `x >= 0` in Q48 with `N(-x) = tail`, for a tail from 1 ulp to one half.
fn quantile_of_tail(tail: u64) -> i64 {
    const SMALLEST_IN_TABLE: u64 = 64;
    /// Where the tail is just above that: 6.4.
    const END_OF_TABLE: u64 = 32 * (ONE_Q48 / 5);
    let mut x = match tail >> 8 {
        short if short >= SMALLEST_IN_TABLE => quantile(short) << 13,
        _ => END_OF_TABLE,
    };
    for _ in 0..32 {
        let weight = gaussian(x);
        let excess = i128::from(upper_tail(weight, scaled_tail(x))) - i128::from(tail);
        if excess.abs() <= 1 {
            break;
        }
        // At most 2^47 * 2^48 over at least one: no overflow. The tail is above one ulp, so x stays below 7.9.
        let step = (excess << 48).checked_div(i128::from(weight.scale(DENSITY_AT_ZERO))).unwrap_or(0);
        x = (i128::from(x) + step).clamp(0, i128::from(FAR - 1)) as u64;
    }
    x as i64 // below 8.5
}

/// `N(-d) = exp(-d^2 / 2) T(d)` in Q48, rounded to nearest, at most 1/2, for d >= 0.
///
/// Exactly non-increasing in d: from one d in Q48 to the next the exact product falls by 2^-48 / (sqrt(2 pi) T(d)),
/// at least 0.79 * 2^-48 of itself, while its computed error (before the last rounding) is below 2^-55 of itself. So the
/// computed product falls as well, and the last rounding keeps the order.
fn upper_tail(weight: Exponential, scaled_tail: u64) -> u64 {
    weight.scale(scaled_tail).min(HALF)
}
