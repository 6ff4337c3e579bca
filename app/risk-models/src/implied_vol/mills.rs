//! Mills' ratio, the tail of the normal distribution over its density.

use super::mills_table::MILLS;

/// `M(0) = sqrt(pi / 2)`.
pub(super) const MILLS_AT_ZERO: f64 = 1.253_314_137_315_500_3;

/// `M(z) = (1 - N(z)) / n(z)` for z of zero or more: within 4 units in the last place.
///
/// From a table of polynomials in `u = 4 / (4 + z)`, written by `tables/mills.py`: a division and seven coefficients, and the digits
/// stay in the far tail, where N and n themselves are zero.
#[inline]
pub(super) fn mills(z: f64) -> f64 {
    let u = 4.0 / (4.0 + z);
    let position = u * MILLS.len() as f64;
    let cell = (position as usize).min(MILLS.len() - 1);
    let w = position - cell as f64 - 0.5;
    let [c0, c1, c2, c3, c4, c5, c6] = MILLS[cell];
    let (w2, low, middle) = (w * w, c0 + c1 * w, c2 + c3 * w);
    let high = c4 + c5 * w + c6 * w2;
    u * (low + w2 * (middle + w2 * high))
}
