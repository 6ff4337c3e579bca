//! What is seen of arbitrage.

use super::grid::Grid;
use super::inner::STEEPEST_SLOPE;
use super::smile::Smile;

/// The least `g` that is accepted: above zero by what the integers of the chain may see it too low.
pub const LEAST_DENSITY_FACTOR: f64 = 1e-4;
/// What is seen of a smile on a grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arbitrage {
    /// Of all log-strikes.
    pub least_variance: f64,
    /// The steeper of the wings.
    pub steepest_wing: f64,
    /// The least `g` of the grid's points: a negative one is a butterfly that pays to hold.
    pub least_density_factor: f64,
    /// The least of `w - w before` over the points, and of the wings' slopes in the limit: a negative one is a calendar spread that pays
    /// to hold (J. Gatheral and A. Jacquier 2014, lemma 2.1). Infinite for the first expiry.
    pub least_calendar_gap: f64,
}

impl Arbitrage {
    pub fn of(smile: &Smile, previous: Option<&Smile>, grid: &Grid) -> Self {
        let mut least_density_factor = f64::INFINITY;
        let mut least_calendar_gap =
            previous.map_or(f64::INFINITY, |previous| (smile.right - previous.right).min(smile.left - previous.left));
        for log_strike in grid.points(smile, previous) {
            least_density_factor = least_density_factor.min(smile.density_factor(log_strike));
            if let Some(previous) = previous {
                let gap = smile.total_variance(log_strike) - previous.total_variance(log_strike);
                least_calendar_gap = least_calendar_gap.min(gap);
            }
        }
        Self {
            least_variance: smile.least_variance(),
            steepest_wing: smile.right.max(smile.left),
            least_density_factor,
            least_calendar_gap,
        }
    }

    /// No butterfly, no calendar spread, wings within Lee's bound, and a variance everywhere.
    pub fn is_free(&self) -> bool {
        self.least_variance > 0.0
            && self.least_variance.is_finite()
            && self.steepest_wing <= STEEPEST_SLOPE
            && self.least_density_factor >= LEAST_DENSITY_FACTOR
            && self.least_calendar_gap >= 0.0
    }
}
