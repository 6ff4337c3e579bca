//! Square roots by Heron's iteration (Heron of Alexandria, Metrica I.8), finished by one long-division step.

use super::words::*;

/// A square root `mantissa / 2^(31 + shift)`, mantissa in [2^62, 2^63); all zero for zero.
#[derive(Clone, Copy)]
pub(crate) struct SquareRoot {
    pub mantissa: u64,
    pub shift: u64,
}

/// The square root, at most two units of `mantissa` (relative 2^-61) below the true one.
#[inline(always)]
pub(crate) fn square_root(value: u64) -> SquareRoot {
    if value == 0 {
        return SquareRoot { mantissa: 0, shift: 0 };
    }
    let shift = half_leading_zeros(value);
    let square = shl(value, 2 * shift); // in [2^62, 2^64)
                                        // A straight line within 7 % of the root, then 2e-3, 2e-6 and 2e-12: less than one unit.
    let mut root = add(add(0x6000_0000, square >> 33), square >> 35);
    root = add(root, div(square, root)) >> 1;
    root = add(root, div(square, root)) >> 1;
    root = (add(root, div(square, root)) >> 1).min(u64::from(u32::MAX));
    // Heron's mean is never below the true root by more than its own rounding, so one correction is enough.
    if mul(root, root) > square {
        root = sub(root, 1);
    }
    // The true root is root + d with d = rest / (2 root + d), 0 <= d < 1; dividing by 2 root + 1 errs low by less than 2^-31 d.
    let rest = sub(square, mul(root, root)); // at most 2 root < 2^33
    let fraction = div(shl(rest, 31), add(2 * root, 1));
    SquareRoot { mantissa: add(shl(root, 31), fraction), shift }
}

/// The square root of a number in Q48, rounded down or one less.
#[inline(always)]
pub(crate) fn root_q48(value: u64) -> u64 {
    let SquareRoot { mantissa, shift } = square_root(value);
    shr(mantissa, 7 + shift)
}

/// Half the number of leading zeros, rounded down: by comparisons, since sBPF has no instruction for it.
#[inline(always)]
const fn half_leading_zeros(value: u64) -> u64 {
    let mut rest = value;
    let mut pairs = 0;
    if rest >> 32 == 0 {
        rest <<= 32;
        pairs += 16;
    }
    if rest >> 48 == 0 {
        rest <<= 16;
        pairs += 8;
    }
    if rest >> 56 == 0 {
        rest <<= 8;
        pairs += 4;
    }
    if rest >> 60 == 0 {
        rest <<= 4;
        pairs += 2;
    }
    if rest >> 62 == 0 {
        pairs += 1;
    }
    pairs
}
