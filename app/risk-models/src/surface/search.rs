//! Bend and roundness: a search in two dimensions, with the level and slopes that are best for each.
//!
//! The simplex method of J. A. Nelder and R. Mead, "A simplex method for function minimization", The Computer Journal 7 (1965), with their
//! coefficients, for a bounded number of evaluations.

use super::inner::{best_smile, cost, SlopeBox};
use super::quotes::Target;
use super::smile::Smile;

/// Most evaluations of the simplex, after the first guesses.
const MOST_EVALUATIONS: u32 = 120;
/// The search ends when the corners' costs differ by less than this, relative to the best.
const SAME_COST: f64 = 1e-7;
/// First guesses without a smile to start from: bends in standard deviations, roundness in them.
const FIRST_BENDS: [f64; 5] = [-1.5, -0.5, 0.0, 0.5, 1.5];
const FIRST_ROUNDNESSES: [f64; 4] = [0.1, 0.4, 1.2, 3.5];
/// Corners of the first simplex, from the guess: standard deviations, and logarithms of roundness.
const FIRST_STEP: [f64; 2] = [0.3, 0.5];
/// Least and largest roundness, in standard deviations. Beyond, level and slopes nearly cancel, and the wings are made up.
const ROUNDNESSES: (f64, f64) = (0.02, 5.0);

/// The scale and the limits of the search.
#[derive(Clone, Copy, Debug)]
pub(super) struct Region {
    /// Of the log of the price at expiry, by the quote nearest to the forward.
    pub deviation: f64,
    /// The bend stays between the quotes: beyond, one wing would be made up.
    least_bend: f64,
    largest_bend: f64,
    least_roundness: f64,
    largest_roundness: f64,
}

impl Region {
    /// Holds the smile of the expiry before too: where nothing else does, it satisfies every limit.
    pub(super) fn of(targets: &[Target], previous: Option<&Smile>) -> Self {
        let mut nearest = targets[0];
        let (mut lowest, mut highest) = (nearest.log_strike, nearest.log_strike);
        for target in targets {
            if target.log_strike.abs() < nearest.log_strike.abs() {
                nearest = *target;
            }
            lowest = lowest.min(target.log_strike);
            highest = highest.max(target.log_strike);
        }
        let deviation = nearest.variance.sqrt();
        let (least, largest) = (ROUNDNESSES.0 * deviation, ROUNDNESSES.1 * deviation);
        let (bend, roundness) = previous.map_or((lowest, least), |smile| (smile.bend, smile.roundness));
        Self {
            deviation,
            least_bend: lowest.min(bend),
            largest_bend: highest.max(bend),
            least_roundness: least.min(roundness),
            largest_roundness: largest.max(roundness),
        }
    }

    pub(super) fn bend(&self, bend: f64) -> f64 {
        bend.clamp(self.least_bend, self.largest_bend)
    }

    pub(super) fn roundness(&self, roundness: f64) -> f64 {
        roundness.clamp(self.least_roundness, self.largest_roundness)
    }
}

/// A corner of the simplex: bend in standard deviations and `ln(roundness / deviation)`.
#[derive(Clone, Copy)]
struct Corner {
    at: [f64; 2],
    smile: Smile,
    cost: f64,
}

struct Search<'a> {
    targets: &'a [Target],
    limits: &'a SlopeBox,
    region: &'a Region,
    evaluations: u32,
}

/// The best smile found, and how many were looked at. `start`, the smile of an earlier moment, takes the place of the first guesses.
pub(super) fn search(targets: &[Target], limits: &SlopeBox, region: &Region, start: Option<&Smile>) -> (Smile, u32) {
    let mut search = Search { targets, limits, region, evaluations: 0 };
    let first = match start {
        Some(smile) => search.corner(search.place(smile)),
        None => search.first_guess(),
    };
    let best = search.descend(first);
    (best.smile, search.evaluations)
}

impl Search<'_> {
    fn place(&self, smile: &Smile) -> [f64; 2] {
        [smile.bend / self.region.deviation, libm::log(smile.roundness / self.region.deviation)]
    }

    fn corner(&mut self, at: [f64; 2]) -> Corner {
        self.evaluations += 1;
        let deviation = self.region.deviation;
        let bend = self.region.bend(at[0] * deviation);
        let roundness = self.region.roundness(libm::exp(at[1]) * deviation);
        let smile = best_smile(self.targets, self.limits, bend, roundness);
        Corner { at: self.place(&smile), smile, cost: cost(self.targets, &smile) }
    }

    fn first_guess(&mut self) -> Corner {
        let mut best: Option<Corner> = None;
        for bend in FIRST_BENDS {
            for roundness in FIRST_ROUNDNESSES {
                let corner = self.corner([bend, libm::log(roundness)]);
                if best.is_none_or(|best| corner.cost < best.cost) {
                    best = Some(corner);
                }
            }
        }
        best.unwrap_or_else(|| self.corner([0.0, 0.0]))
    }

    fn descend(&mut self, first: Corner) -> Corner {
        let [bend, roundness] = first.at;
        let mut corners =
            [first, self.corner([bend + FIRST_STEP[0], roundness]), self.corner([bend, roundness + FIRST_STEP[1]])];
        let limit = self.evaluations + MOST_EVALUATIONS;
        loop {
            corners.sort_by(|left, right| left.cost.total_cmp(&right.cost));
            let [best, _, worst] = corners;
            if self.evaluations >= limit || worst.cost - best.cost <= SAME_COST * best.cost + f64::MIN_POSITIVE {
                return best;
            }
            self.improve(&mut corners);
        }
    }

    /// One step of the simplex; the corners are in order of cost.
    fn improve(&mut self, corners: &mut [Corner; 3]) {
        let [best, middle, worst] = *corners;
        let centre = [0, 1].map(|axis| 0.5 * (best.at[axis] + middle.at[axis]));
        let beyond = |factor: f64| [0, 1].map(|axis| centre[axis] + factor * (centre[axis] - worst.at[axis]));
        let reflected = self.corner(beyond(1.0));
        if reflected.cost < best.cost {
            let expanded = self.corner(beyond(2.0));
            corners[2] = if expanded.cost < reflected.cost { expanded } else { reflected };
        } else if reflected.cost < middle.cost {
            corners[2] = reflected;
        } else {
            let contracted = self.corner(beyond(if reflected.cost < worst.cost { 0.5 } else { -0.5 }));
            if contracted.cost < worst.cost.min(reflected.cost) {
                corners[2] = contracted;
            } else {
                for corner in &mut corners[1..] {
                    *corner = self.corner([0, 1].map(|axis| 0.5 * (best.at[axis] + corner.at[axis])));
                }
            }
        }
    }
}
