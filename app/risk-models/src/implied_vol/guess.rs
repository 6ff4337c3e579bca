//! First guesses of a total volatility, within about a tenth of it.

use super::mills::{mills, MILLS_AT_ZERO};
use super::reduced::Reduced;
use super::DENSITY_AT_ZERO;

/// `sqrt(2 pi)`.
const ROOT_TWO_PI: f64 = 1.0 / DENSITY_AT_ZERO;

/// What is known exactly where the price bends, at `s = sqrt(2 x)` or `h = t`.
struct Inflection {
    /// `sqrt(2 x)`.
    total_vol: f64,
    /// `b / b' = M(0) - M(s)`.
    gap: f64,
    /// `(e^(-x/2) - b) / b' = M(0) + M(s)`.
    sum: f64,
    /// `b' = e^(-x/2) / sqrt(2 pi)`, the largest.
    slope: f64,
}

pub(super) fn first_guess(reduced: &Reduced) -> f64 {
    let total_vol = (2.0 * reduced.distance).sqrt();
    let tail = mills(total_vol);
    let inflection = Inflection {
        total_vol,
        gap: MILLS_AT_ZERO - tail,
        sum: MILLS_AT_ZERO + tail,
        slope: reduced.limit * DENSITY_AT_ZERO,
    };
    // How far above the inflection's price, in units of total volatility.
    let above = reduced.price / inflection.slope - inflection.gap;
    if above >= 0.0 {
        guess_above(&inflection, above / inflection.sum)
    } else {
        guess_below(reduced, inflection.total_vol + above)
    }
}

/// `share` of the way from the inflection's price to the limit.
///
/// At the money the price is `N(s/2) - N(-s/2)`, so `s = u` with `u = sqrt(8) erfinv(share)`. Elsewhere `s^2 = c^2 + 2 c r u + u^2`, with c
/// the inflection and r what makes the slope there the right one; far above, s is near u again.
fn guess_above(inflection: &Inflection, share: f64) -> f64 {
    let (c, u) = (inflection.total_vol, at_the_money(share));
    let r = inflection.sum * DENSITY_AT_ZERO;
    (c * c + 2.0 * c * r * u + u * u).sqrt()
}

/// `sqrt(8) erfinv(share)` within 0.3 %: S. Winitzki, "A handy approximation for the error function and its inverse" (2008), equation
/// 7, with the difference of roots as a quotient.
fn at_the_money(share: f64) -> f64 {
    const A: f64 = 0.147;
    const SHIFT: f64 = 2.0 / (std::f64::consts::PI * A);
    let ln = -libm::log1p(-share * share);
    let middle = SHIFT - 0.5 * ln;
    let root = (middle * middle + ln / A).sqrt();
    // Both are the root of the same equation; each is a sum of numbers of the same sign.
    let square = if middle > 0.0 { ln / A / (root + middle) } else { root - middle };
    (8.0 * square).sqrt()
}

/// Below the inflection, the lesser of two guesses:
/// - `tangent`, at the inflection: the price bends upwards below it, so this is never too low;
/// - `x / h` with h from the normal model. There `b = x n(h) (1/h - M(h))`, and `z(r)` below is a fit, within a tenth, of its inverse as a
///   function of `r = x / (sqrt(2 pi) b)`: near r for small r, near `sqrt(2 ln r)` for large. What the lognormal model adds is mostly
///   `e^(-t^2/2)`: `h^2 + t^2 = z^2` with `t = x / (2 h)` is a quadratic equation in h^2.
fn guess_below(reduced: &Reduced, tangent: f64) -> f64 {
    let x = reduced.distance;
    let ln = libm::log1p(x / (ROOT_TWO_PI * reduced.price));
    let v = ln.sqrt();
    // z = v^2 / (v / sqrt 2 + 1 / (1.1 + 0.12 v)), as one quotient.
    let offset = 1.1 + 0.12 * v;
    let z = ln * offset / (std::f64::consts::FRAC_1_SQRT_2 * v * offset + 1.0);
    let square = z * z;
    let h_squared = 0.5 * (square + (square * square - x * x).max(0.0).sqrt());
    let normal = x / h_squared.sqrt();
    if tangent > 0.0 {
        tangent.min(normal)
    } else {
        normal
    }
}
