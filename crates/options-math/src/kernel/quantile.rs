//! The inverse of the normal distribution's tail.

use super::bell::{tail_and_density, tail_at_row, FIRST_EMPTY_ROW};
use super::words::*;

/// The `x >= 0` with `N(-x) = tail`, in Q35, for a tail from 64 (6e-11) to one half in Q40: within 1e-10 / phi(x).
///
/// The nearest of the table's rows, then two steps of Halley's iteration (E. Halley, Philosophical Transactions 18 (1694)), where the
/// second derivative is x times the first: errors of 1/32, 4e-5 and below 1e-11.
#[inline(always)]
pub(crate) fn quantile(tail: u64) -> u64 {
    let target = signed(tail);
    // Invariant: the tail at `low` is at least the target.
    let (mut low, mut high) = (0u64, FIRST_EMPTY_ROW);
    while high - low > 1 {
        let middle = (low + high) >> 1;
        if tail_at_row(middle) >= target {
            low = middle;
        } else {
            high = middle;
        }
    }
    let nearest = if tail_at_row(low) - target > target - tail_at_row(high) { high } else { low };
    let x = halley(shl(nearest, 31), target);
    halley(x, target)
}

/// One step from `x` in Q35.
#[inline(never)]
fn halley(x: u64, target: i64) -> u64 {
    let Some(bell) = tail_and_density(x) else { return x };
    // Half a row is 2^33.7.
    let excess = sub_signed(bell.tail, target).clamp(-(1 << 34), 1 << 34);
    // Q40 / Q33, to Q35.
    let newton = divide_signed(shl_signed(excess, 28), bell.density);
    let newton = newton.clamp(-(1 << 33), 1 << 33); // a quarter
    let bend = sub_signed(1 << 35, mul_signed(newton >> 9, signed(x >> 9)) >> 18); // 1 - newton x / 2 in Q35, above 0.1
    let step = divide_signed(shl_signed(newton, 29), bend.max(1 << 31) >> 6); // Q35
    add_signed(signed(x), step).max(0) as u64
}
