//! The scaled tail `T(y) = exp(y^2 / 2) N(-y)`: the Mills ratio over sqrt(2 pi), falling from 1/2 towards zero.
//!
//! With it `norm_cdf` is one Gaussian weight times a smooth factor. Source of the ratio: J. P. Mills, Biometrika 18 (1926), 395-400;
//! Abramowitz and Stegun (1964), 26.2. The piecewise polynomials are this project's own (`tables/scaled_tail.py`).

use super::scaled_tail_table::SCALED_TAIL;
use super::words::polynomial;

/// Width of a cell, 1/8, in Q48.
const CELL_BITS: u32 = 45;

/// `T(y)` in Q63 for y in Q48, 0 <= y < 14.25, within 2^-60. Zero beyond.
///
/// Exactly non-increasing inside a cell; between cells the steps are below 2^-60.
pub(crate) fn scaled_tail(y_q48: u64) -> u64 {
    let cell = y_q48 >> CELL_BITS; // below 2^19, so it is exact as a usize
    match SCALED_TAIL.get(cell as usize) {
        // Distance to the right end of the cell, at most 2^45 in Q48 and 2^61 in Q64.
        Some(row) => polynomial(row, (((cell + 1) << CELL_BITS) - y_q48) << 16),
        None => 0,
    }
}
