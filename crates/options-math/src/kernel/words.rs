//! Arithmetic whose results are proved to fit.
//!
//! The bounds stand where the functions are used. Builds with debug assertions check every one, so the tests run a checked
//! twin of the kernel (a plain `>>` by a constant loses nothing but what it is meant to); other builds take the wrapping instruction, since on chain a check costs more than what it guards.

/// One in Q48, the bits of [`crate::Fix`].
pub(crate) const ONE_Q48: u64 = 1 << 48;

/// `a * b`, which fits.
#[inline(always)]
pub(crate) const fn mul(a: u64, b: u64) -> u64 {
    debug_assert!(a.checked_mul(b).is_some());
    a.wrapping_mul(b)
}

/// `a + b`, which fits.
#[inline(always)]
pub(crate) const fn add(a: u64, b: u64) -> u64 {
    debug_assert!(a.checked_add(b).is_some());
    a.wrapping_add(b)
}

/// `a - b`, which is not negative.
#[inline(always)]
pub(crate) const fn sub(a: u64, b: u64) -> u64 {
    debug_assert!(a >= b);
    a.wrapping_sub(b)
}

/// `a * 2^bits`, which fits.
#[inline(always)]
pub(crate) const fn shl(a: u64, bits: u64) -> u64 {
    debug_assert!(bits < 64 && a >> (63 - bits) <= 1);
    a << (bits & 63)
}

/// `a * 2^bits` with sign, which fits.
#[inline(always)]
pub(crate) const fn shl_signed(a: i64, bits: u64) -> i64 {
    debug_assert!(bits < 64 && (a << (bits & 63)) >> (bits & 63) == a);
    a << (bits & 63)
}

/// `floor(a / 2^bits)` for fewer than 64 bits.
#[inline(always)]
pub(crate) const fn shr(a: u64, bits: u64) -> u64 {
    debug_assert!(bits < 64);
    a >> (bits & 63)
}

/// `floor(a / b)` for b above zero.
#[inline(always)]
pub(crate) const fn div(a: u64, b: u64) -> u64 {
    debug_assert!(b > 0);
    match a.checked_div(b) {
        Some(quotient) => quotient,
        None => 0,
    }
}

/// `a * b` with sign, which fits.
#[inline(always)]
pub(crate) const fn mul_signed(a: i64, b: i64) -> i64 {
    debug_assert!(a.checked_mul(b).is_some());
    a.wrapping_mul(b)
}

/// `a + b` with sign, which fits.
#[inline(always)]
pub(crate) const fn add_signed(a: i64, b: i64) -> i64 {
    debug_assert!(a.checked_add(b).is_some());
    a.wrapping_add(b)
}

/// `a - b` with sign, which fits.
#[inline(always)]
pub(crate) const fn sub_signed(a: i64, b: i64) -> i64 {
    debug_assert!(a.checked_sub(b).is_some());
    a.wrapping_sub(b)
}

/// `a` as a signed word; it is below 2^63.
#[inline(always)]
pub(crate) const fn signed(a: u64) -> i64 {
    debug_assert!(a >> 63 == 0);
    a as i64
}

/// `floor(a * b / 2^64)`: dear on chain, which has no instruction for it.
#[inline(always)]
pub(crate) const fn mul_high(a: u64, b: u64) -> u64 {
    ((a as u128).wrapping_mul(b as u128) >> 64) as u64
}

/// `a / b` with sign, towards zero, for b above zero.
#[inline(always)]
pub(crate) const fn divide_signed(a: i64, b: i64) -> i64 {
    debug_assert!(b > 0);
    let magnitude = div(a.unsigned_abs(), b.unsigned_abs());
    if a < 0 {
        (magnitude as i64).wrapping_neg()
    } else {
        magnitude as i64
    }
}
