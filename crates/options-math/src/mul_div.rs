//! Products with a named rounding direction.

use crate::kernel::words::{add, mul};

/// `floor(a * b / c)`; `None` when c is zero or the result does not fit.
pub fn mul_div_floor(a: u64, b: u64, c: u64) -> Option<u64> {
    // On chain a 64-bit division is one instruction, a 128-bit one a long function.
    match a.checked_mul(b) {
        Some(product) => product.checked_div(c),
        None => u64::try_from(divide(wide_product(a, b), c)?.0).ok(),
    }
}

/// `ceil(a * b / c)`; `None` when c is zero or the result does not fit.
pub fn mul_div_ceil(a: u64, b: u64, c: u64) -> Option<u64> {
    if c == 0 {
        return None;
    }
    match a.checked_mul(b) {
        Some(product) => Some(product.div_ceil(c)),
        None => {
            let (quotient, rest) = divide(wide_product(a, b), c)?;
            u64::try_from(quotient).ok()?.checked_add(u64::from(rest > 0))
        }
    }
}

/// `a * b`, which always fits, in halves of 32 bits: on chain the compiler's own product of 128 bits is a function for two words each.
#[inline(always)]
pub fn wide_product(a: u64, b: u64) -> u128 {
    const HALF: u32 = 32;
    const LOW: u64 = (1 << HALF) - 1;
    let (a_high, a_low) = (a >> HALF, a & LOW);
    let (b_high, b_low) = (b >> HALF, b & LOW);
    let low = mul(a_low, b_low);
    let middle = add(mul(a_low, b_high), low >> HALF); // at most (2^32 - 1)^2 + 2^32 - 1
    let other_middle = add(mul(a_high, b_low), middle & LOW); // the same
    let high = add(add(mul(a_high, b_high), middle >> HALF), other_middle >> HALF); // of (2^64 - 1)^2
    u128::from(high) << 64 | u128::from(other_middle << HALF | low & LOW)
}

/// `floor(value / divisor)` and the rest; `None` for a divisor of zero.
pub fn divide(value: u128, divisor: u64) -> Option<(u128, u64)> {
    const HALF: u32 = 32;
    const LOW: u64 = (1 << HALF) - 1;
    if divisor >> HALF != 0 {
        let wide = u128::from(divisor);
        return Some((value.checked_div(wide)?, value.checked_rem(wide)? as u64));
    }
    // In digits that leave room for the rest before them: six instructions on chain, in place of a long function.
    let (high, low) = ((value >> 64) as u64, value as u64);
    let (of_high, rest) = (high.checked_div(divisor)?, high.checked_rem(divisor)?);
    let middle = rest << HALF | low >> HALF;
    let (of_middle, rest) = (middle.checked_div(divisor)?, middle.checked_rem(divisor)?);
    let last = rest << HALF | low & LOW;
    let (of_last, rest) = (last.checked_div(divisor)?, last.checked_rem(divisor)?);
    Some((u128::from(of_high) << 64 | u128::from(of_middle << HALF | of_last), rest))
}

/// `floor(value / 10^digits)`, and whether something is left.
pub fn divide_by_power_of_ten(value: u128, digits: u32) -> (u128, bool) {
    const MOST: u32 = 9; // 10^9 < 2^32
    let (mut quotient, mut has_rest, mut left) = (value, false, digits);
    while left > 0 {
        let step = left.min(MOST);
        let (next, rest) = divide(quotient, 10_u64.pow(step)).unwrap_or((0, 0));
        (quotient, has_rest, left) = (next, has_rest || rest > 0, left.saturating_sub(step));
    }
    (quotient, has_rest)
}
