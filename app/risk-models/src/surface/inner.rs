//! Level and slopes for a given bend and roundness: linear least squares in a box, exactly.
//!
//! Source: S. De Marco and C. Martini (Zeliade Systems), "Quasi-explicit calibration of Gatheral's SVI model" (2009). In the slopes of the wings
//! their domain is a box: each from that of the smile before to Lee's bound.

use super::quotes::Target;
use super::smile::{Legs, Smile};

/// A least positive slope: with none at all `rho` would be -1 or 1, which is no smile on chain.
pub(super) const LEAST_SLOPE: f64 = 1e-7;
/// The steepest slope: just below two, above which prices far away allow arbitrage (R. Lee, "The moment formula for implied volatility at
/// extreme strikes", Mathematical Finance 14 (2004)).
pub(super) const STEEPEST_SLOPE: f64 = 2.0 - 1e-6;
/// Below this share of the product of its diagonal, a determinant is rounding.
const SINGULAR: f64 = 1e-13;

/// What the slopes must lie within.
#[derive(Clone, Copy, Debug)]
pub(super) struct SlopeBox {
    pub least_right: f64,
    pub least_left: f64,
}

impl SlopeBox {
    /// Wings at least as steep as those of the expiry before: further out they would cross.
    pub(super) fn above(previous: Option<&Smile>) -> Self {
        let (right, left) = previous.map_or((0.0, 0.0), |smile| (smile.right, smile.left));
        Self { least_right: right.max(LEAST_SLOPE), least_left: left.max(LEAST_SLOPE) }
    }

    pub(super) fn right(&self, slope: f64) -> f64 {
        slope.clamp(self.least_right, STEEPEST_SLOPE)
    }

    pub(super) fn left(&self, slope: f64) -> f64 {
        slope.clamp(self.least_left, STEEPEST_SLOPE)
    }
}

/// Weighted sums of legs and variances about their means: sums of squares as a function of the slopes only.
#[derive(Default)]
struct Moments {
    weight: f64,
    right: f64,
    left: f64,
    variance: f64,
    right_right: f64,
    left_left: f64,
    right_left: f64,
    right_variance: f64,
    left_variance: f64,
}

impl Moments {
    fn of(targets: &[Target], bend: f64, roundness: f64) -> Self {
        let mut sums = Self::default();
        for target in targets {
            let legs = Legs::at(target.log_strike, bend, roundness);
            let squared = target.weight * target.weight;
            let (right, left) = (squared * legs.right, squared * legs.left);
            sums.weight += squared;
            sums.right += right;
            sums.left += left;
            sums.variance += squared * target.variance;
            sums.right_right += right * legs.right;
            sums.left_left += left * legs.left;
            sums.right_left += right * legs.left;
            sums.right_variance += right * target.variance;
            sums.left_variance += left * target.variance;
        }
        sums
    }

    /// The level that is best for given slopes.
    fn level(&self, right: f64, left: f64) -> f64 {
        (self.variance - right * self.right - left * self.left) / self.weight
    }

    /// About the means, so that the level drops out.
    fn centred(&self) -> Quadratic {
        let over = 1.0 / self.weight;
        Quadratic {
            right_right: self.right_right - self.right * self.right * over,
            left_left: self.left_left - self.left * self.left * over,
            right_left: self.right_left - self.right * self.left * over,
            right_linear: self.right_variance - self.right * self.variance * over,
            left_linear: self.left_variance - self.left * self.variance * over,
        }
    }
}

/// `R^2 rr + 2 R L rl + L^2 ll - 2 R r - 2 L l`, what is to be least.
struct Quadratic {
    right_right: f64,
    left_left: f64,
    right_left: f64,
    right_linear: f64,
    left_linear: f64,
}

impl Quadratic {
    fn value(&self, right: f64, left: f64) -> f64 {
        right * (right * self.right_right + 2.0 * left * self.right_left - 2.0 * self.right_linear)
            + left * (left * self.left_left - 2.0 * self.left_linear)
    }

    /// The least in the box: inside if it is there, else the least of the four edges.
    fn least_in(&self, limits: &SlopeBox) -> (f64, f64) {
        let determinant = self.right_right * self.left_left - self.right_left * self.right_left;
        if determinant > SINGULAR * self.right_right * self.left_left {
            let right = (self.right_linear * self.left_left - self.left_linear * self.right_left) / determinant;
            let left = (self.left_linear * self.right_right - self.right_linear * self.right_left) / determinant;
            if right == limits.right(right) && left == limits.left(left) {
                return (right, left);
            }
        }
        let best_left =
            |right: f64| (right, limits.left(quotient(self.left_linear - right * self.right_left, self.left_left)));
        let best_right =
            |left: f64| (limits.right(quotient(self.right_linear - left * self.right_left, self.right_right)), left);
        let edges = [
            best_left(limits.least_right),
            best_left(STEEPEST_SLOPE),
            best_right(limits.least_left),
            best_right(STEEPEST_SLOPE),
        ];
        let mut best = edges[0];
        for edge in &edges[1..] {
            if self.value(edge.0, edge.1) < self.value(best.0, best.1) {
                best = *edge;
            }
        }
        best
    }
}

/// A leg that is the same at all strikes has no best slope; zero is as good as any.
fn quotient(numerator: f64, denominator: f64) -> f64 {
    if denominator > 0.0 {
        numerator / denominator
    } else {
        0.0
    }
}

/// The best smile with this bend and roundness.
pub(super) fn best_smile(targets: &[Target], limits: &SlopeBox, bend: f64, roundness: f64) -> Smile {
    let moments = Moments::of(targets, bend, roundness);
    let (right, left) = moments.centred().least_in(limits);
    Smile { level: moments.level(right, left), right, left, bend, roundness }
}

/// The sum of squared differences, in units of half the spread.
pub(super) fn cost(targets: &[Target], smile: &Smile) -> f64 {
    let mut sum = 0.0;
    for target in targets {
        let difference = target.weight * (smile.total_variance(target.log_strike) - target.variance);
        sum += difference * difference;
    }
    sum
}
