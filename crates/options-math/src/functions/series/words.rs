//! Polynomials in words.

use crate::kernel::words::mul_high;

/// `c[0] + c[1] t + c[2] t^2 + ...` with `t` in Q64 (below one); the result has the format of the coefficients.
///
/// Every step rounds down, so the result is low by less than `1 / (1 - t)` units and non-decreasing in `t`.
/// The caller's coefficients must keep the sum below 2^64.
#[inline(always)]
pub(crate) fn polynomial<const N: usize>(coefficients: &[u64; N], t_q64: u64) -> u64 {
    coefficients.iter().rev().fold(0, |sum, c| c.wrapping_add(mul_high(sum, t_q64)))
}
