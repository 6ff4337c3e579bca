//! Parameters of maximum likelihood.

use super::{mean_square, minus_log_likelihood, Innovation, Parameters};
use crate::forecast::{simplex::minimise, LEAST_VARIANCE};

/// Steps of the search at most: a few hundred are enough, and one that does not end is cut off.
const MOST_STEPS: usize = 400;
/// First step of the search in each of its numbers.
const EDGE: f64 = 0.4;
/// `alpha + beta` stays below this.
const MOST_PERSISTENT: f64 = 0.9995;
/// Degrees of freedom lie above this: below 2 there is no variance.
const LEAST_FREEDOM: f64 = 2.05;
/// Starting point where there are no earlier parameters: usual values of daily returns.
const USUAL_PERSISTENCE: f64 = 0.95;
const USUAL_ALPHA_SHARE: f64 = 0.1;

/// Searches from the parameters `before`, or from usual ones with this distribution.
///
/// The search runs over numbers without bounds: `ln(long run / mean square)`, the logits of `(alpha + beta) / most` and of
/// `alpha / (alpha + beta)`, and `ln(degrees of freedom - least)`; so every point of it is a stationary model.
pub fn fit(returns: &[f64], before: Option<Parameters>, innovation: Innovation) -> Parameters {
    let scale = mean_square(returns).max(LEAST_VARIANCE);
    let start = before.unwrap_or(Parameters {
        long_run: scale,
        alpha: USUAL_PERSISTENCE * USUAL_ALPHA_SHARE,
        beta: USUAL_PERSISTENCE * (1.0 - USUAL_ALPHA_SHARE),
        innovation,
    });
    let value = |point: &[f64]| minus_log_likelihood(&from_point(point, scale), returns);
    from_point(&minimise(&to_point(&start, scale), EDGE, MOST_STEPS, value), scale)
}

fn to_point(parameters: &Parameters, scale: f64) -> Vec<f64> {
    let persistence = parameters.alpha + parameters.beta;
    let mut point = vec![
        libm::log(parameters.long_run / scale),
        logit(persistence / MOST_PERSISTENT),
        logit(parameters.alpha / persistence),
    ];
    if let Innovation::Student { freedom } = parameters.innovation {
        point.push(libm::log(freedom - LEAST_FREEDOM));
    }
    point
}

/// Far out the functions would leave the range of numbers: the long run stays within e^5 of what was seen.
fn from_point(point: &[f64], scale: f64) -> Parameters {
    let persistence = MOST_PERSISTENT * logistic(point[1]);
    let alpha = persistence * logistic(point[2]);
    Parameters {
        long_run: scale * libm::exp(point[0].clamp(-5.0, 5.0)),
        alpha,
        beta: persistence - alpha,
        innovation: match point.get(3) {
            Some(excess) => Innovation::Student { freedom: LEAST_FREEDOM + libm::exp(excess.clamp(-5.0, 5.0)) },
            None => Innovation::Normal,
        },
    }
}

/// `1 / (1 + e^-x)`, kept off 0 and 1, so that its inverse exists.
fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x.clamp(-9.0, 9.0)))
}

fn logit(share: f64) -> f64 {
    let share = share.clamp(logistic(-9.0), logistic(9.0));
    libm::log(share / (1.0 - share))
}
