//! The normal distribution: its density, and Mills' ratio, whose product is the tail.

use super::coefficients::{MILLS_DENOMINATOR, MILLS_NUMERATOR};
use super::exp::exp_of_sum;
use super::polynomial::polynomial;

/// `1 / sqrt(2 pi)`.
const DENSITY_AT_ZERO: f64 = 0.398_942_280_401_432_7;
/// Clears the low 27 bits: the square of what is left is exact.
const HEAD_BITS: u64 = 0xffff_ffff_f800_0000;
/// Mills' ratio is held beyond; the density is zero from 37.63.
const FARTHEST: f64 = 40.0;

/// `n(x) = e^(-x^2/2) / sqrt(2 pi)`, within 3 units in the last place; zero beyond 37.63, where it would be below 2e-308.
///
/// `x^2 = h^2 + (x - h)(x + h)`, where h is x with so few bits that `h^2` is exact: the rounding of `x^2` alone would cost up to
/// `x^2/2` units. (W. J. Cody, "Rational Chebyshev approximations for the error
/// function", Mathematics of Computation 23, 1969, splits it the same way.)
#[inline(always)]
pub(super) fn density(x: f64) -> f64 {
    let head = f64::from_bits(x.to_bits() & HEAD_BITS);
    let rest = (x - head) * (x + head);
    DENSITY_AT_ZERO * exp_of_sum(-0.5 * (head * head), -0.5 * rest)
}

/// Mills' ratio `M(z) = (1 - N(z)) / n(z)` for `z >= 0`, held beyond 40; within 6 units in the last place, since all coefficients
/// are positive and nothing cancels.
#[inline(always)]
pub(super) fn mills(z: f64) -> f64 {
    let z = if z < FARTHEST { z } else { FARTHEST };
    polynomial(&MILLS_NUMERATOR, z) / polynomial(&MILLS_DENOMINATOR, z)
}

/// `N(x)`, the normal distribution: `n(x) M(|x|)` in the lower half, one less that in the upper.
#[inline(always)]
pub(super) fn normal_cdf(x: f64) -> f64 {
    let tail = density(x) * mills(x.abs());
    if x > 0.0 {
        1.0 - tail
    } else {
        tail
    }
}
