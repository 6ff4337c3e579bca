//! Division of 128-bit integers.

use core::num::NonZeroU64;

/// Quotient and remainder. The divisor must not be zero: Rust checks that before it divides, and a zero gives no defined result.
#[inline(always)]
pub fn divide_unsigned(dividend: u128, divisor: u128) -> (u128, u128) {
    match (NonZeroU64::new(high(divisor)), NonZeroU64::new(low(divisor))) {
        (Some(top), _) => divide_by_double_word(dividend, divisor, top),
        (None, Some(divisor)) => divide_by_word(dividend, divisor),
        (None, None) => (0, 0),
    }
}

/// Quotient and remainder of a signed division, rounded towards zero; the smallest number divided by -1 wraps around.
#[inline(always)]
pub fn divide_signed(dividend: i128, divisor: i128) -> (i128, i128) {
    let (quotient, remainder) = divide_unsigned(dividend.unsigned_abs(), divisor.unsigned_abs());
    let with_sign = |magnitude: u128, negative: bool| {
        let value = magnitude as i128;
        if negative { value.wrapping_neg() } else { value }
    };
    (with_sign(quotient, (dividend < 0) != (divisor < 0)), with_sign(remainder, dividend < 0))
}

fn divide_by_word(dividend: u128, divisor: NonZeroU64) -> (u128, u128) {
    let (top, bottom) = (high(dividend), low(dividend));
    if top == 0 {
        return (u128::from(bottom / divisor), u128::from(bottom % divisor));
    }
    let (quotient, remainder) = divide_normalised(join(top % divisor, bottom), divisor);
    (join(top / divisor, quotient), u128::from(remainder))
}

/// Division by a divisor whose upper word `top` is not zero, so that the quotient fits one word.
///
/// Hacker's Delight, 9-5: dividing the upper halves by the normalised divisor's upper word gives the quotient or one too much;
/// one is taken off, and the remainder then tells whether that was right.
fn divide_by_double_word(dividend: u128, divisor: u128, top: NonZeroU64) -> (u128, u128) {
    if dividend < divisor {
        return (0, dividend);
    }
    let shift = top.leading_zeros();
    // The upper word of the divisor moved up until its top bit is set; `shift` is below 64.
    let normalised = high(divisor << shift);
    // SAFETY: the top bit is set.
    let normalised = unsafe { NonZeroU64::new_unchecked(normalised) };
    let (estimate, _) = divide_normalised(dividend >> 1, normalised);
    let mut quotient = (estimate >> (63 - shift)).saturating_sub(1);
    let mut remainder = dividend.wrapping_sub(multiply_by_word(divisor, quotient));
    while remainder >= divisor {
        quotient = quotient.wrapping_add(1);
        remainder = remainder.wrapping_sub(divisor);
    }
    (u128::from(quotient), remainder)
}

/// Division of a number whose upper word is less than the divisor, so that the quotient fits one word.
///
/// Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D with 32-bit digits: the divisor is moved up until its top bit
/// is set, and each quotient digit is estimated from the divisor's upper digit, which is at most two too much.
fn divide_normalised(dividend: u128, divisor: NonZeroU64) -> (u64, u64) {
    let shift = divisor.leading_zeros();
    let divisor = divisor.get() << shift;
    let dividend = dividend << shift;
    let (upper, remainder) = divide_step(high(dividend), low(dividend) >> 32, divisor);
    let (lower, remainder) = divide_step(remainder, low(dividend) & DIGIT_MASK, divisor);
    ((upper << 32).wrapping_add(lower), remainder >> shift)
}

const DIGIT_MASK: u64 = 0xffff_ffff;

/// One digit of the quotient of `remainder·2³² + next` by `divisor`, whose top bit is set, and the new remainder.
#[inline(always)]
fn divide_step(remainder: u64, next: u64, divisor: u64) -> (u64, u64) {
    // SAFETY: the top bit of the divisor is set, hence that of its upper digit.
    let upper_digit = unsafe { NonZeroU64::new_unchecked(divisor >> 32) };
    let mut digit = remainder / upper_digit;
    let mut rest = remainder % upper_digit;
    while digit > DIGIT_MASK || digit.wrapping_mul(divisor & DIGIT_MASK) > ((rest << 32) | next) {
        digit = digit.wrapping_sub(1);
        rest = rest.wrapping_add(upper_digit.get());
        if rest > DIGIT_MASK {
            break;
        }
    }
    let remainder = (remainder << 32).wrapping_add(next).wrapping_sub(digit.wrapping_mul(divisor));
    (digit, remainder)
}

/// The product of a number and a word that is known to fit.
fn multiply_by_word(number: u128, word: u64) -> u128 {
    let upper = high(number).wrapping_mul(word);
    (u128::from(low(number)) * u128::from(word)).wrapping_add(join(upper, 0))
}

pub(crate) fn low(number: u128) -> u64 {
    number as u64
}

pub(crate) fn high(number: u128) -> u64 {
    (number >> 64) as u64
}

pub(crate) fn join(high: u64, low: u64) -> u128 {
    (u128::from(high) << 64) | u128::from(low)
}
