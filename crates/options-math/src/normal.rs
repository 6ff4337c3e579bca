//! The standard normal distribution.

use crate::kernel::exponential::{gaussian, Exponential};
use crate::kernel::scaled_tail::scaled_tail;
use crate::Fix;

/// 1 in the bits of a [`Fix`].
pub(crate) const ONE: u64 = 1 << 48;
const HALF: u64 = ONE / 2;
/// From 8.5 standard deviations on, both tail and density (9.5e-18 and 8.2e-17) are below a tenth of an ulp.
pub(crate) const FAR: u64 = 17 << 47;
/// 1 / sqrt(2 pi) in Q63.
const DENSITY_AT_ZERO: u64 = 3_679_593_073_373_651_226;

/// The cumulative distribution `N(x)`, in [0, 1], rounded to nearest; absolute error below 0.6 ulp (2.2e-15).
/// Domain: every [`Fix`].
///
/// Exactly non-decreasing, exactly 1/2 at zero, and `N(x) + N(-x) = 1` exactly.
pub fn norm_cdf(x: Fix) -> Fix {
    let distance = x.to_bits().unsigned_abs();
    let tail = if distance >= FAR { 0 } else { upper_tail(gaussian(distance), scaled_tail(distance)) };
    let value = if x > 0 { ONE - tail } else { tail };
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

/// `N(-d) = exp(-d^2 / 2) T(d)` in Q48, rounded to nearest, at most 1/2, for d >= 0.
///
/// Exactly non-increasing in d: from one d in Q48 to the next the exact product falls by 2^-48 / (sqrt(2 pi) T(d)),
/// at least 0.79 * 2^-48 of itself, while its computed error (before the last rounding) is below 2^-55 of itself. So the
/// computed product falls as well, and the last rounding keeps the order.
pub(crate) fn upper_tail(weight: Exponential, scaled_tail: u64) -> u64 {
    weight.scale(scaled_tail).min(HALF)
}
