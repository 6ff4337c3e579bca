//! Products with a named rounding direction.

/// `floor(a * b / c)`; `None` when c is zero or the result does not fit.
pub fn mul_div_floor(a: u64, b: u64, c: u64) -> Option<u64> {
    // On chain a 64-bit division is one instruction, a 128-bit one a long function.
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

fn wide_product(a: u64, b: u64) -> u128 {
    u128::from(a).wrapping_mul(u128::from(b)) // (2^64 - 1)^2 < 2^128
}
