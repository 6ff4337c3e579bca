//! Interest: `r T` and `1 - exp(-r T)`.

use super::tables::ONE_MINUS_EXP;
use super::words::*;

/// `r T` in Q48, rounded down, for a rate of at most 10^9 (100 %) and at most two years.
#[inline(always)]
pub(crate) fn rate_time(rate_e9: u64, seconds: u64) -> u64 {
    /// 10^9 * 31,536,000 / 2^16.
    const PER_UNIT: u64 = 481_201_171_875;
    let product = shl(mul(rate_e9, seconds), 8); // < 2^63.9
    let high = div(product, PER_UNIT); // Q24
    let rest = shl(sub(product, mul(high, PER_UNIT)), 24); // < 2^62.9
    add(shl(high, 24), div(rest, PER_UNIT))
}

/// `1 - exp(-x)` in Q64 for x <= 2 in Q48, within 1e-15.
///
/// With x = j/64 + d: `1 - e^-x = t + (1 - t) f`, t from a table, f = 1 - e^-d = d (1 - d/2 (1 - d/3 (1 - d/4 (1 - d/5 (1 - d/6))))).
#[inline(always)]
pub(crate) fn one_minus_exp(x: u64) -> u64 {
    let Some(&table) = ONE_MINUS_EXP.get((x >> 42) as usize) else { return 0 };
    let d = x & ((1 << 42) - 1); // Q48, < 2^-6
    let short = d >> 11; // Q37, < 2^31
    let series = sub(1 << 31, mul(short, 357_913_941) >> 37); // 1 - d/6 in Q31
    let series = sub(1 << 31, mul(short, mul(series, 429_496_730) >> 31) >> 37); // 1 - d/5 (..) in Q31
    let series = sub(1 << 31, mul(short >> 2, series) >> 37); // 1 - d/4 (..) in Q31
    let series = sub(1 << 62, mul(short, mul(series, 715_827_883) >> 31) >> 6); // 1 - d/3 (..) in Q62
    let series = sub(1 << 62, mul_high(shl(d, 15), series)); // 1 - d/2 (..) in Q62
    let f = mul_high(shl(d, 18), series); // Q64
    sub(add(table, f), mul_high(table, f))
}
