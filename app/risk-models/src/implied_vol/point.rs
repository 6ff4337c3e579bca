//! The price at a total volatility, in forms that lose no digits to cancellation.

use super::mills::mills;
use super::DENSITY_AT_ZERO;

/// Below this total volatility, and ...
const NARROW_TOTAL_VOL: f64 = 0.1;
/// ... up to this log-moneyness, differences of Mills' ratio are summed as a series: the two are too near to each other.
const NARROW_DISTANCE: f64 = 1.0;
/// `ln sqrt(2 pi)`.
const LN_ROOT_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// A place on the curve of prices of one log-moneyness x.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    distance: f64,
    /// The total volatility s, and one over it.
    s: f64,
    pub over_s: f64,
    /// `x / s`.
    pub h: f64,
    /// `s / 2`.
    pub t: f64,
}

/// The price b, or what it lacks to its limit, over its derivative `b'(s) = n(h) e^(-t^2/2)`, where it has all its digits. With M for
/// Mills' ratio, `b / b' = M(h - t) - M(h + t)` and `(e^(-x/2) - b) / b' = M(t - h) + M(t + h)`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Regime {
    /// Below the inflection, `t < h`: `b / b'`.
    Low { gap: f64 },
    /// Above it and near the money, at a small total volatility: `b / b'`.
    Narrow { gap: f64 },
    /// Above it: `(e^(-x/2) - b) / b'`.
    High { sum: f64 },
}

impl Point {
    pub(super) fn new(distance: f64, total_vol: f64) -> Self {
        let over_s = 1.0 / total_vol;
        Self { distance, s: total_vol, over_s, h: distance * over_s, t: 0.5 * total_vol }
    }

    /// `b'(s)`, the vega.
    pub(super) fn vega(&self) -> f64 {
        DENSITY_AT_ZERO * libm::exp(-0.5 * (self.h * self.h + self.t * self.t))
    }

    /// `ln b'(s)`, which is a number even where `b'(s)` is not.
    pub(super) fn ln_vega(&self) -> f64 {
        -0.5 * (self.h * self.h + self.t * self.t) - LN_ROOT_TWO_PI
    }

    pub(super) fn regime(&self) -> Regime {
        let (h, t) = (self.h, self.t);
        let is_narrow = self.s < NARROW_TOTAL_VOL && self.distance < NARROW_DISTANCE;
        match (t < h, is_narrow) {
            (true, true) => Regime::Low { gap: narrow_gap(h, t) },
            (true, false) => Regime::Low { gap: mills(h - t) - mills(h + t) },
            (false, true) => Regime::Narrow { gap: narrow_gap(h, t) },
            (false, false) => Regime::High { sum: mills(t - h) + mills(t + h) },
        }
    }
}

/// `M(h - t) - M(h + t) = 2 (Y1 t + Y3 t^3 / 3! + Y5 t^5 / 5! + ...)` for t below 1/20, where Yn is the n-th derivative of
/// `Y(y) = M(-y)` at `-h`: `Y1 = 1 - h Y0` and `Y(n+1) = n Y(n-1) - h Yn`. The next term is below 1e-16 of the sum.
fn narrow_gap(h: f64, t: f64) -> f64 {
    let y0 = mills(h);
    let y1 = 1.0 - h * y0;
    let y2 = y0 - h * y1;
    let y3 = 2.0 * y1 - h * y2;
    let y4 = 3.0 * y2 - h * y3;
    let y5 = 4.0 * y3 - h * y4;
    let y6 = 5.0 * y4 - h * y5;
    let y7 = 6.0 * y5 - h * y6;
    let y8 = 7.0 * y6 - h * y7;
    let y9 = 8.0 * y7 - h * y8;
    let t2 = t * t;
    2.0 * t * (y1 + t2 * (y3 / 6.0 + t2 * (y5 / 120.0 + t2 * (y7 / 5_040.0 + t2 * (y9 / 362_880.0)))))
}
