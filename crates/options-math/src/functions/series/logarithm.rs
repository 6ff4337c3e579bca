//! `ln(a / b) = e ln 2 + 2 artanh((a - b) / (a + b))`, with a power of two moved between a and b until they are close.
//!
//! Source: the series of artanh, Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 4.1.27.

use super::words::polynomial;
use crate::kernel::words::mul_high;

/// ln 2 in Q57.
const LN_2: i64 = 99_893_036_290_645_747;
/// ln(181 / 128) in Q57: the largest logarithm left to the series.
const TOP: i64 = 49_931_123_338_132_649;

/// 1, 1/3, 1/5, ... 1/21 in Q63. The first omitted term is below 2^-62.
const ODD_RECIPROCALS: [u64; 11] = [
    0x8000000000000000,
    0x2aaaaaaaaaaaaaab,
    0x199999999999999a,
    0x1249249249249249,
    0x0e38e38e38e38e39,
    0x0ba2e8ba2e8ba2e9,
    0x09d89d89d89d89d9,
    0x0888888888888889,
    0x0787878787878788,
    0x06bca1af286bca1b,
    0x0618618618618618,
];

/// `ln(a / b)` in Q57 for a, b >= 1, within 2^-56 (40 units for the extreme ratios); non-decreasing in a,
/// non-increasing in b. |result| < 45. A zero argument gives zero.
pub(crate) fn ln_ratio(a: u64, b: u64) -> i64 {
    if a == 0 || b == 0 {
        return 0;
    }
    let (a_zeros, b_zeros) = (a.leading_zeros(), b.leading_zeros());
    let mut a = u128::from(a << a_zeros);
    let mut b = u128::from(b << b_zeros);
    let mut exponent = i64::from(b_zeros) - i64::from(a_zeros);
    // a / b is in (1/2, 2); bring it into (181/256, 181/128]. The product is below 2^72.
    let limit = b.wrapping_mul(181);
    if a << 7 > limit {
        b <<= 1;
        exponent += 1;
    } else if a << 8 <= limit {
        a <<= 1;
        exponent -= 1;
    }
    // Clamping both ends makes the pieces meet exactly, so that the order of ratios survives the change of exponent.
    let series =
        if a >= b { twice_artanh(a - b, a + b).min(TOP) } else { (-twice_artanh(b - a, a + b)).max(TOP - LN_2) };
    exponent * LN_2 + series
}

/// `2 artanh(difference / sum)` in Q57, rounded down, for difference < 2^64 and difference / sum < 0.172.
fn twice_artanh(difference: u128, sum: u128) -> i64 {
    // The quotient is below 0.172 * 2^64, so it fits a u64; sum is at least 2^64, so it is not zero.
    let z = ((difference << 64) / sum) as u64;
    let series = polynomial(&ODD_RECIPROCALS, mul_high(z, z));
    // Q64 * Q63 / 2^64 = Q63 of the half, Q62 of the whole; below 0.4 * 2^57 once shifted, so it fits an i64.
    (mul_high(z, series) >> 5) as i64
}
