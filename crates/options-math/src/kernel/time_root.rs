//! The square root of time, as `sqrt(years) = root * 10^9 / 2^(61 + scale)`.

use super::words::*;

/// 2^122 / 10^18 / 31,536,000: seconds times this are `root^2` at scale zero.
const PER_SECOND: u64 = 168_598_172_981;

/// A square root of time in years.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TimeRoot {
    /// From 2^31 to 2^32 - 1.
    pub root: u64,
    /// At most 13.
    pub scale: u64,
}

/// For 1 to 109,000,000 seconds; relative error below 3e-10.
#[inline(always)]
pub(crate) fn time_root(seconds: u64) -> TimeRoot {
    let scale = scale(seconds);
    let square = mul(seconds, shl(PER_SECOND, 2 * scale)); // in [2^62, 2^64)
                                                           // Heron's iteration from a straight line: relative errors 3e-2, 4e-4, 1e-7, 4e-15, then the rounding.
    let mut root = add(mul(square >> 38, 44), 1_472_100_000);
    root = add(root, div(square, root)) >> 1;
    root = add(root, div(square, root)) >> 1;
    root = add(add(root, div(square, root)), 1) >> 1;
    TimeRoot { root, scale }
}

/// The power of four that brings `seconds * PER_SECOND` to [2^62, 2^64): a tree of comparisons, most likely first.
#[inline(always)]
const fn scale(seconds: u64) -> u64 {
    if seconds >= 106_849 {
        if seconds >= 1_709_570 {
            if seconds >= 27_353_120 {
                0
            } else if seconds >= 6_838_280 {
                1
            } else {
                2
            }
        } else if seconds >= 427_393 {
            3
        } else {
            4
        }
    } else if seconds >= 1_670 {
        if seconds >= 26_713 {
            5
        } else if seconds >= 6_679 {
            6
        } else {
            7
        }
    } else if seconds >= 105 {
        if seconds >= 418 {
            8
        } else {
            9
        }
    } else if seconds >= 7 {
        if seconds >= 27 {
            10
        } else {
            11
        }
    } else if seconds >= 2 {
        12
    } else {
        13
    }
}
