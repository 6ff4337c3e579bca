//! The normal distribution's tail and density, and Mills' ratio of the two, from tables at spacing 1/16.

use super::tables::{MILLS, TAIL_AND_DENSITY};
use super::words::*;

/// One in Q40.
pub(crate) const ONE_Q40: i64 = 1 << 40;

/// From this row of the tables on, 6.5, tail and density count as nothing.
pub(crate) const FIRST_EMPTY_ROW: u64 = 104;

/// `N(-x)` and the density at `x >= 0`.
pub(crate) struct TailAndDensity {
    /// Q40, within 5e-11.
    pub tail: i64,
    /// Q33, within 2e-10.
    pub density: i64,
}

/// For `x` in Q35; nothing from 6.46875 on, half a row before 6.5, where the tail is below 5e-11.
#[inline(always)]
pub(crate) fn tail_and_density(x: u64) -> Option<TailAndDensity> {
    let (row, offset) = row_and_offset(x);
    if row >= FIRST_EMPTY_ROW {
        return None;
    }
    let c = TAIL_AND_DENSITY.get(row as usize)?;
    let tail = add_signed(c[0], polynomial([c[1], c[2], c[3], c[4]], offset) >> 26);
    let density = add_signed(c[5], polynomial([c[6], c[7], c[8], c[9]], offset) >> 34);
    Some(TailAndDensity { tail, density })
}

/// `N(-x) / density(x)` in Q31 for `x >= 0` in Q35, within 6e-10; nothing from 12.34 on.
#[inline(always)]
pub(crate) fn mills(x: u64) -> Option<i64> {
    let (row, offset) = row_and_offset(x);
    let c = MILLS.get(row as usize)?;
    Some(add_signed(c[0], polynomial([c[1], c[2], c[3], c[4]], offset) >> 35))
}

/// The nearest row and the signed distance from its centre, for `x` in Q35.
#[inline(always)]
fn row_and_offset(x: u64) -> (u64, i64) {
    // The low 31 bits as a signed number: at most 2^30 either way.
    (add(x, 1 << 30) >> 31, ((x << 33) as i64) >> 33)
}

/// `c1 t + c2 t^2 + c3 t^3 + c4 t^4` in the coefficients' format times Q35, for |t| <= 2^30 in Q35.
#[inline(always)]
fn polynomial(c: [i64; 4], t: i64) -> i64 {
    let sum = mul_signed(c[3], t) >> 35; // coefficients are below 2^32
    let sum = mul_signed(add_signed(sum, c[2]), t) >> 35;
    let sum = mul_signed(add_signed(sum, c[1]), t) >> 35;
    mul_signed(add_signed(sum, c[0]), t)
}

/// The tail at the centre of a row, Q40.
#[inline(always)]
pub(crate) fn tail_at_row(row: u64) -> i64 {
    TAIL_AND_DENSITY.get(row as usize).map_or(0, |c| c[0])
}
