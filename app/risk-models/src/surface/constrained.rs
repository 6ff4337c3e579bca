//! The best smile without arbitrage, from one that has some: penalties on all five parameters, then the least rise that removes the rest.
//!
//! Where the free fit allows arbitrage, what is missing of `g` and of the variance of the expiry before is added to the differences that are
//! squared, with growing weights, and the sum is made least by the method of D. Marquardt, "An algorithm for least-squares estimation of
//! nonlinear parameters", SIAM Journal 11 (1963). Its targets are a little inside the limits, so that what it ends with mostly
//! satisfies them. If not, the level is raised: as it grows, `g` comes near `1 - w'^2 / 16 + w'' / 2`, which is at least 3/4, and the expiry
//! before is left below, so a level without arbitrage exists whatever the slopes in their box.

use super::arbitrage::Arbitrage;
use super::grid::Grid;
use super::inner::{cost, SlopeBox};
use super::normal_equations::{solve, Matrix, Vector, PARAMETERS};
use super::quotes::Target;
use super::raise::raised;
use super::search::Region;
use super::smile::Smile;
use super::SurfaceError;

/// Weights of what is missing, one after the other.
const PENALTIES: [f64; 3] = [30.0, 300.0, 3_000.0];
/// Most steps with each.
const MOST_STEPS: u32 = 12;
/// A step that lowers the sum by less than this share of it is the last.
const LEAST_PROGRESS: f64 = 1e-5;
/// `g` is to be at least this, and the variance this share above the expiry before.
const DENSITY_TARGET: f64 = 2e-3;
const CALENDAR_TARGET: f64 = 2e-3;
/// Parameters are moved by this for their derivatives.
const NUDGE: f64 = 1e-6;
/// Everything the fit of one expiry is held to.
#[derive(Clone, Copy)]
pub(super) struct Problem<'a> {
    pub targets: &'a [Target],
    pub previous: Option<&'a Smile>,
    pub grid: &'a Grid,
    pub limits: &'a SlopeBox,
    pub region: &'a Region,
}

impl Problem<'_> {
    pub(super) fn arbitrage(&self, smile: &Smile) -> Arbitrage {
        Arbitrage::of(smile, self.previous, self.grid)
    }

    /// Units of the parameters, of similar size: level and slopes by variance and standard deviation.
    fn units(&self) -> [f64; 3] {
        let deviation = self.region.deviation;
        [deviation * deviation, deviation, deviation]
    }

    fn moved(&self, smile: &Smile, step: &Vector) -> Smile {
        let [level, slope, bend] = self.units();
        Smile {
            level: smile.level + level * step[0],
            right: self.limits.right(smile.right + slope * step[1]),
            left: self.limits.left(smile.left + slope * step[2]),
            bend: self.region.bend(smile.bend + bend * step[3]),
            roundness: self.region.roundness(smile.roundness * libm::exp(step[4])),
        }
    }

    /// What is missing of `g` at a log-strike.
    fn missing_density(&self, smile: &Smile, log_strike: f64) -> f64 {
        compressed(DENSITY_TARGET - smile.density_factor(log_strike))
    }

    /// What is missing to the expiry before at a log-strike, as a share of it.
    fn missing_variance(&self, smile: &Smile, previous: &Smile, log_strike: f64) -> f64 {
        compressed(1.0 + CALENDAR_TARGET - smile.total_variance(log_strike) / previous.total_variance(log_strike))
    }

    /// Without a variance nothing else means anything.
    fn missing_level(&self, smile: &Smile) -> f64 {
        let floor = 1e-3 * self.region.deviation * self.region.deviation;
        compressed((floor - smile.least_variance()) / floor)
    }

    /// The points where something is missing.
    fn active(&self, smile: &Smile, points: &[f64]) -> Active {
        let missing = |what: &dyn Fn(f64) -> f64| points.iter().copied().filter(|k| what(*k) > 0.0).collect();
        Active {
            density: missing(&|log_strike| self.missing_density(smile, log_strike)),
            variance: self.previous.map_or_else(Vec::new, |previous| {
                missing(&|log_strike| self.missing_variance(smile, previous, log_strike))
            }),
        }
    }

    /// Differences from the quotes, then what is missing at the active points.
    fn residuals(&self, smile: &Smile, active: &Active, penalty: f64, residuals: &mut Vec<f64>) {
        residuals.clear();
        for target in self.targets {
            residuals.push(target.weight * (smile.total_variance(target.log_strike) - target.variance));
        }
        residuals.push(penalty * self.missing_level(smile));
        residuals.extend(active.density.iter().map(|k| penalty * self.missing_density(smile, *k)));
        if let Some(previous) = self.previous {
            residuals.extend(active.variance.iter().map(|k| penalty * self.missing_variance(smile, previous, *k)));
        }
    }

    /// The sum of squares over all points.
    fn cost(&self, smile: &Smile, points: &[f64], penalty: f64, residuals: &mut Vec<f64>) -> f64 {
        self.residuals(smile, &self.active(smile, points), penalty, residuals);
        sum_of_squares(residuals)
    }
}

/// Log-strikes at which something is missing, of `g` and of the variance of the expiry before.
struct Active {
    density: Vec<f64>,
    variance: Vec<f64>,
}

/// What is missing, zero if nothing is; a lot counts by its logarithm, so that one point cannot drown the others.
fn compressed(missing: f64) -> f64 {
    if missing > 1.0 {
        1.0 + libm::log(missing)
    } else {
        missing.max(0.0)
    }
}

fn sum_of_squares(values: &[f64]) -> f64 {
    let mut sum = 0.0;
    for value in values {
        sum += value * value;
    }
    sum
}

/// A smile without arbitrage near the best one, and the number of steps. One that has none is returned as it is.
pub(super) fn without_arbitrage(problem: &Problem, free_fit: Smile) -> Result<(Smile, u32), SurfaceError> {
    if problem.arbitrage(&free_fit).is_free() {
        return Ok((free_fit, 0));
    }
    let (mut smile, mut steps) = (free_fit, 0);
    for penalty in PENALTIES {
        let (next, taken) = descend(problem, smile, penalty);
        smile = next;
        steps += taken;
    }
    let raised_smile = raised(problem, smile)?;
    // Quotes so far below the expiry before that the penalties lose: then that one, by itself without arbitrage, is nearer.
    if let Some(previous) = problem.previous {
        let raised_previous = raised(problem, *previous)?;
        if cost(problem.targets, &raised_previous) < cost(problem.targets, &raised_smile) {
            return Ok((raised_previous, steps));
        }
    }
    Ok((raised_smile, steps))
}

/// Marquardt's method with one weight.
fn descend(problem: &Problem, start: Smile, penalty: f64) -> (Smile, u32) {
    let mut smile = start;
    let mut damping = 1e-3;
    let (mut residuals, mut tried) = (Vec::new(), Vec::new());
    for step in 0..MOST_STEPS {
        let points = problem.grid.coarse_points(&smile);
        let active = problem.active(&smile, &points);
        problem.residuals(&smile, &active, penalty, &mut residuals);
        let cost = sum_of_squares(&residuals);
        let (matrix, gradient) = linearised(problem, &smile, &active, penalty, &residuals, &mut tried);
        let mut next = None;
        while next.is_none() && damping < 1e9 {
            let candidate = problem.moved(&smile, &solve(&matrix, &gradient, damping));
            let new_cost = problem.cost(&candidate, &points, penalty, &mut tried);
            if new_cost < cost {
                damping *= 0.2;
                next = Some((candidate, new_cost));
            } else {
                damping *= 5.0;
            }
        }
        let Some((candidate, new_cost)) = next else {
            return (smile, step + 1);
        };
        smile = candidate;
        if cost - new_cost < LEAST_PROGRESS * cost {
            return (smile, step + 1);
        }
    }
    (smile, MOST_STEPS)
}

/// `J^T J` and `-J^T r`, with J by differences.
fn linearised(
    problem: &Problem,
    smile: &Smile,
    active: &Active,
    penalty: f64,
    residuals: &[f64],
    nudged: &mut Vec<f64>,
) -> (Matrix, Vector) {
    let columns: [Vec<f64>; PARAMETERS] = std::array::from_fn(|parameter| {
        let mut step = [0.0; PARAMETERS];
        step[parameter] = NUDGE;
        problem.residuals(&problem.moved(smile, &step), active, penalty, nudged);
        nudged.iter().zip(residuals).map(|(after, before)| (after - before) / NUDGE).collect()
    });
    let product = |left: &[f64], right: &[f64]| {
        let mut sum = 0.0;
        for (left, right) in left.iter().zip(right) {
            sum += left * right;
        }
        sum
    };
    let matrix = std::array::from_fn(|row| std::array::from_fn(|column| product(&columns[row], &columns[column])));
    let gradient = std::array::from_fn(|row| -product(&columns[row], residuals));
    (matrix, gradient)
}
