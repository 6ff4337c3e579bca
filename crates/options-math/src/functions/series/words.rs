//! The two word operations under every function.

/// The high word of the 128-bit product: `floor(a * b / 2^64)`.
#[inline(always)]
pub(crate) fn mul_high(a: u64, b: u64) -> u64 {
    // (2^64 - 1)^2 < 2^128, so the product cannot wrap; its upper half fits a u64.
    (u128::from(a).wrapping_mul(u128::from(b)) >> 64) as u64
}

/// `c[0] + c[1] t + c[2] t^2 + ...` with `t` in Q64 (below one); the result has the format of the coefficients.
///
/// Every step rounds down, so the result is low by less than `1 / (1 - t)` units and non-decreasing in `t`.
/// The caller's coefficients must keep the sum below 2^64.
#[inline(always)]
pub(crate) fn polynomial<const N: usize>(coefficients: &[u64; N], t_q64: u64) -> u64 {
    coefficients.iter().rev().fold(0, |sum, c| c.wrapping_add(mul_high(sum, t_q64)))
}
