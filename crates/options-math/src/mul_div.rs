//! Products with a named rounding direction.

use crate::Fix;

/// `floor(a * b / c)`; `None` when c is zero or the result does not fit.
pub fn mul_div_floor(a: u64, b: u64, c: u64) -> Option<u64> {
    // A 64-bit division is one instruction on chain, a 128-bit one more than two hundred.
    match a.checked_mul(b) {
        Some(product) => product.checked_div(c),
        None => u64::try_from(wide_product(a, b).checked_div(u128::from(c))?).ok(),
    }
}

/// `ceil(a * b / c)`; `None` when c is zero or the result does not fit.
pub fn mul_div_ceil(a: u64, b: u64, c: u64) -> Option<u64> {
    if c == 0 {
        return None;
    }
    match a.checked_mul(b) {
        Some(product) => Some(product.div_ceil(c)),
        None => u64::try_from(wide_product(a, b).div_ceil(u128::from(c))).ok(),
    }
}

/// `floor(amount * ratio)`; `None` when the ratio is negative or the result does not fit.
pub fn apply_floor(amount: u64, ratio: Fix) -> Option<u64> {
    u64::try_from(product_q48(amount, ratio)? >> 48).ok()
}

/// `ceil(amount * ratio)`; `None` when the ratio is negative or the result does not fit.
pub fn apply_ceil(amount: u64, ratio: Fix) -> Option<u64> {
    // The product is below 2^127, so the addition cannot overflow.
    u64::try_from((product_q48(amount, ratio)? + ((1 << 48) - 1)) >> 48).ok()
}

fn product_q48(amount: u64, ratio: Fix) -> Option<u128> {
    let ratio = u64::try_from(ratio.to_bits()).ok()?;
    Some(wide_product(amount, ratio))
}

fn wide_product(a: u64, b: u64) -> u128 {
    u128::from(a).wrapping_mul(u128::from(b)) // (2^64 - 1)^2 < 2^128
}
