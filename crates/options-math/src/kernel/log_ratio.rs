//! `ln(a / b)` from a long division, a table of reciprocals and four terms of the logarithm's series.
//!
//! m = a / b in [1, 2) lies near the centre of a cell of width 1/128, whose rounded reciprocal c leaves z = m c - 1 with
//! |z| < 2^-7.9: ln m = ln(1 + z) - ln c, ln(1 + z) = z - z^2 (1/2 - z/3 + z^2/4). The omitted term is below 2.6e-13. Source of the series: Abramowitz and Stegun (1964), 4.1.24.

use super::tables::LN;
use super::words::*;

/// ln 2 in Q48.
const LN_2: u64 = 195_103_586_505_167;

/// Bits of the largest `b`.
pub(crate) const MAX_BITS: u32 = 44;

/// `ln(a / b)` in Q48 for a >= b >= 1, a < 2^49, b < 2^44, within 3e-13, or 7e-13 where a / b is two or more; within 3 units where
/// a / b is at most 1.001.
#[inline(always)]
pub(crate) fn log_ratio(a: u64, b: u64) -> u64 {
    let r0 = sub(a, b);
    if r0 < b {
        let scaled = shl(r0, 20); // a remainder: < 2^44
        let q1 = div(scaled, b); // < 2^20
        let r1 = shl(sub(scaled, mul(q1, b)), 16);
        let q2 = div(r1, b); // < 2^16
        let r2 = shl(sub(r1, mul(q2, b)), 16);
        let mantissa = (1 << 52) | (q1 << 32) | (q2 << 16) | div(r2, b); // Q52 in [1, 2)
        return log_of_mantissa(mantissa);
    }
    let (mantissa, exponent) = mantissa_and_exponent(a, b);
    add(log_of_mantissa(mantissa), mul(exponent, LN_2)) // < 35 in Q48
}

/// `ln(m)` in Q48 for m in [1, 2), Q52.
#[inline(always)]
fn log_of_mantissa(mantissa: u64) -> u64 {
    let cell = sub(mantissa, (1 << 52) - (1 << 44)) >> 45;
    let Some(&[reciprocal, log]) = LN.get(cell as usize) else { return 0 };
    // Q64 less one: what wraps is the one.
    let z = mantissa.wrapping_mul(reciprocal) as i64; // < 2^-7.9
    let short = z >> 25; // Q39, < 2^31.1
    let square = mul_signed(short, short) >> 31; // Q47, < 2^31.2
    let third_less = sub_signed(715_827_883, z >> 35); // 1/3 - z/4 in Q31
    let half_less = sub_signed(1 << 30, mul_signed(short, third_less) >> 39); // 1/2 - z/3 + z^2/4 in Q31
    let series = sub_signed(z >> 16, mul_signed(square, half_less) >> 30); // Q48
                                                                           // In the first cell the series is the whole logarithm and not negative; elsewhere the table's part outweighs it.
    signed(log).wrapping_add(series) as u64
}

/// `a / b` as a mantissa in [1, 2), Q52, and a power of two, for a ratio of two or more.
#[inline(never)]
fn mantissa_and_exponent(a: u64, b: u64) -> (u64, u64) {
    let q0 = div(a, b);
    let r0 = shl(sub(a, mul(q0, b)), 20); // < 2^64
    let q1 = div(r0, b); // < 2^20
    let r1 = shl(sub(r0, mul(q1, b)), 20);
    let exponent = u64::from(63 ^ (q0 | 1).leading_zeros());
    let mantissa = match exponent {
        0..=23 => shl(shl(shl(q0, 20) | q1, 20) | div(r1, b), 23 - exponent) >> 11,
        24..=43 => shl(shl(q0, 20) | q1, 43 - exponent) >> 11,
        _ => shl(q0, 63 - exponent) >> 11,
    };
    (mantissa, exponent)
}

/// `ln(a / b)` in Q48 for a and b from 1 to 2^49 - 1, within 2.5e-12.
#[inline(always)]
pub(crate) fn signed_log_ratio(a: u64, b: u64) -> i64 {
    let smaller = if a < b { a } else { b };
    // Five bits less leave 39 of each: 2e-12 of the ratio.
    let (a, b) = if smaller >> MAX_BITS == 0 { (a, b) } else { (a >> 5, b >> 5) };
    if a >= b {
        signed(log_ratio(a, b))
    } else {
        signed(log_ratio(b, a)).wrapping_neg()
    }
}
