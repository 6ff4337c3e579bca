//! Where a smile is looked at for arbitrage.

use super::smile::Smile;
use vault_types::surface::CHECKED_LOG_STRIKES;

/// Points from the middle to each end of the grid.
const STEPS_EACH_WAY: i32 = 128;
/// The ends of the grid, in standard deviations, and beyond the farthest quote.
const GRID_DEVIATIONS: f64 = 8.0;
const GRID_BEYOND_QUOTES: f64 = 1.25;
/// Beyond the grid each point is this much further out ...
const TAIL_RATIO: f64 = 1.5;
/// ... up to the widest log-strike of the chain.
const WIDEST: f64 = 36.0;
/// Around the bend, in units of roundness: there a smile can dip between points of the grid.
const BEND_OFFSETS: [f64; 12] = [0.25, 0.5, 0.75, 1.0, 1.3, 1.7, 2.2, 3.0, 4.0, 6.0, 9.0, 14.0];
/// Between points, a dip is looked for where `g` at a point is below this ...
const LOW_DENSITY_FACTOR: f64 = 0.3;
/// ... and where the gap to the expiry before is below this share of the variance.
const LOW_GAP: f64 = 0.05;
/// Halvings of the stretch in which a dip is.
const DIP_STEPS: u32 = 10;

/// Log-strikes at which a smile is looked at.
#[derive(Clone, Debug)]
pub struct Grid {
    /// To both sides: 257 points to here, evenly.
    pub half_width: f64,
    /// Ascending.
    log_strikes: Vec<f64>,
}

impl Grid {
    /// 257 even points to eight standard deviations or a quarter beyond the farthest quote, whichever is more; to both sides points
    /// that are half as far again each, up to 36; and the nine points at which the program looks at a message.
    pub fn of(deviation: f64, farthest_quote: f64) -> Self {
        let half_width = (GRID_DEVIATIONS * deviation).max(GRID_BEYOND_QUOTES * farthest_quote).min(WIDEST);
        let step = half_width / f64::from(STEPS_EACH_WAY);
        let mut log_strikes: Vec<_> = (-STEPS_EACH_WAY..=STEPS_EACH_WAY).map(|index| step * f64::from(index)).collect();
        let mut distance = half_width * TAIL_RATIO;
        while distance < WIDEST {
            log_strikes.extend([-distance, distance]);
            distance *= TAIL_RATIO;
        }
        log_strikes.extend([-WIDEST, WIDEST]);
        log_strikes.extend(CHECKED_LOG_STRIKES.map(|log_strike| log_strike.to_num::<f64>()));
        log_strikes.sort_by(f64::total_cmp);
        Self { half_width, log_strikes }
    }

    /// Every fourth point of the grid, and 24 around the bend of the smile: enough to move a smile by.
    pub(super) fn coarse_points(&self, smile: &Smile) -> Vec<f64> {
        let every_fourth = self.log_strikes.iter().step_by(4).copied();
        every_fourth.chain(points_around_bend(smile)).collect()
    }

    /// The points of the grid, 24 around the bend of the smile, and where `g` or the gap to the expiry before dips between points:
    /// such dips can be much narrower than the steps of the grid, where `2 w = k w'`.
    pub fn points(&self, smile: &Smile, previous: Option<&Smile>) -> Vec<f64> {
        let mut points = self.log_strikes.clone();
        points.extend(points_around_bend(smile));
        self.add_dips(&mut points, LOW_DENSITY_FACTOR, |log_strike| smile.density_factor(log_strike));
        if let Some(previous) = previous {
            self.add_dips(&mut points, LOW_GAP, |log_strike| {
                1.0 - previous.total_variance(log_strike) / smile.total_variance(log_strike)
            });
        }
        points
    }

    /// The least points of a function between the neighbours of each point where it is low and not above either neighbour.
    fn add_dips(&self, points: &mut Vec<f64>, low: f64, function: impl Fn(f64) -> f64) {
        let values: Vec<f64> = self.log_strikes.iter().map(|log_strike| function(*log_strike)).collect();
        for (stretch, values) in self.log_strikes.windows(3).zip(values.windows(3)) {
            let [before, here, after] = [values[0], values[1], values[2]];
            if here < low && here <= before && here <= after {
                points.push(least_between(stretch[0], stretch[2], &function));
            }
        }
    }
}

fn points_around_bend(smile: &Smile) -> impl Iterator<Item = f64> + '_ {
    BEND_OFFSETS.iter().flat_map(|offset| {
        let distance = offset * smile.roundness;
        [smile.bend - distance, smile.bend + distance]
    })
}

/// Where a function with one dip between two log-strikes is least, by halving the stretch.
fn least_between(mut low: f64, mut high: f64, function: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..DIP_STEPS {
        let (middle, quarter) = (0.5 * (low + high), 0.25 * (high - low));
        let at_middle = function(middle);
        if function(middle - quarter) < at_middle {
            high = middle;
        } else if function(middle + quarter) < at_middle {
            low = middle;
        } else {
            (low, high) = (middle - quarter, middle + quarter);
        }
    }
    0.5 * (low + high)
}
