//! Multiplication with overflow detection, and of 256-bit integers.
//!
//! A product of two words is written as a `u128` product: the tool replaces that by 32-bit pieces in place.

use crate::divide::{high, join, low};

/// The low 128 bits of the product, and whether it has more.
#[inline(always)]
pub fn multiply_unsigned(a: u128, b: u128) -> (u128, bool) {
    let (a0, a1, b0, b1) = (low(a), high(a), low(b), high(b));
    let cross = |x: u64, y: u64| u128::from(x) * u128::from(y);
    let (middle_1, middle_2) = (cross(a1, b0), cross(a0, b1));
    let lost = (a1 != 0 && b1 != 0) || high(middle_1) != 0 || high(middle_2) != 0;
    let (middle, carry_1) = low(middle_1).overflowing_add(low(middle_2));
    let (product, carry_2) = cross(a0, b0).overflowing_add(join(middle, 0));
    (product, lost | carry_1 | carry_2)
}

/// The low 128 bits of the signed product, and whether it does not fit.
#[inline(always)]
pub fn multiply_signed(a: i128, b: i128) -> (i128, bool) {
    let (magnitude, lost) = multiply_unsigned(a.unsigned_abs(), b.unsigned_abs());
    let negative = (a < 0) != (b < 0);
    let product = if negative { (magnitude as i128).wrapping_neg() } else { magnitude as i128 };
    let limit = i128::MAX.unsigned_abs().wrapping_add(u128::from(negative));
    (product, lost | (magnitude > limit))
}

/// The low 64 bits of the signed product, and whether it does not fit.
#[inline(always)]
pub fn multiply_signed_words(a: i64, b: i64) -> (i64, bool) {
    let magnitude = u128::from(a.unsigned_abs()) * u128::from(b.unsigned_abs());
    let negative = (a < 0) != (b < 0);
    let product = if negative { (magnitude as i64).wrapping_neg() } else { magnitude as i64 };
    let limit = i64::MAX.unsigned_abs().wrapping_add(u64::from(negative));
    (product, magnitude > u128::from(limit))
}

/// The low 256 bits of the product of two numbers of four words each, lowest word first: school multiplication, row by row.
#[inline(always)]
pub fn multiply_256(a: [u64; 4], b: [u64; 4]) -> [u64; 4] {
    let [a0, a1, a2, a3] = a;
    let [b0, b1, b2, b3] = b;
    let (r0, carry) = step(a0, b0, 0, 0);
    let (r1, carry) = step(a0, b1, 0, carry);
    let (r2, carry) = step(a0, b2, 0, carry);
    let (r3, _) = step(a0, b3, 0, carry);

    let (r1, carry) = step(a1, b0, r1, 0);
    let (r2, carry) = step(a1, b1, r2, carry);
    let (r3, _) = step(a1, b2, r3, carry);

    let (r2, carry) = step(a2, b0, r2, 0);
    let (r3, _) = step(a2, b1, r3, carry);

    let (r3, _) = step(a3, b0, r3, 0);
    [r0, r1, r2, r3]
}

/// One word of a row: `a·b + sum + carry` as its low word and the next carry. It fits, as (2⁶⁴-1)² + 2(2⁶⁴-1) = 2¹²⁸-1.
#[inline(always)]
fn step(a: u64, b: u64, sum: u64, carry: u64) -> (u64, u64) {
    let total = (u128::from(a) * u128::from(b)).wrapping_add(u128::from(sum)).wrapping_add(u128::from(carry));
    (low(total), high(total))
}
