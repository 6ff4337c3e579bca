//! The natural logarithm.

use super::coefficients::LN;
use super::exp::{LN_2_HIGH, LN_2_LOW};
use super::polynomial::polynomial;

const ONE_BITS: u64 = 0x3ff0_0000_0000_0000;
/// `sqrt(1/2)`.
const ROOT_OF_HALF_BITS: u64 = 0x3fe6_a09e_667f_3bcd;
const FRACTION_BITS: u64 = 0x000f_ffff_ffff_ffff;
/// An integer below 2^52 in the low bits of this number is that integer above it.
const TWO_TO_52_BITS: u64 = 0x4330_0000_0000_0000;
const TWO_TO_52_AND_BIAS: f64 = 4_503_599_627_370_496.0 + 1023.0;

/// `ln(x)` for a positive normal number, within 1 unit in the last place.
///
/// `x = 2^k m` with `sqrt(1/2) <= m < sqrt(2)`; `f = m - 1`, `s = f / (2 + f)`, and
/// `ln(m) = 2 s + s R = f - (f^2/2 - s (f^2/2 + R))`, where `R = s^2` times the polynomial in [`LN`] of `s^2`.
///
/// Source of the form: `e_log.c` of Sun Microsystems' fdlibm (1993).
#[inline(always)]
pub(super) fn ln(x: f64) -> f64 {
    let shifted = x.to_bits().wrapping_add(ONE_BITS - ROOT_OF_HALF_BITS);
    let k = f64::from_bits((shifted >> 52) | TWO_TO_52_BITS) - TWO_TO_52_AND_BIAS;
    let f = f64::from_bits((shifted & FRACTION_BITS) + ROOT_OF_HALF_BITS) - 1.0;
    let s = f / (2.0 + f);
    let square = s * s;
    let rest = square * polynomial(&LN, square);
    let half_square = 0.5 * f * f;
    k * LN_2_HIGH - ((half_square - (s * (half_square + rest) + k * LN_2_LOW)) - f)
}
