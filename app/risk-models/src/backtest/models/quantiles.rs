//! A distribution as equally likely points.

/// Points of a distribution: with one less than a thousand the tenth is the quantile of exactly one in a hundred.
pub(crate) const POINTS: usize = 999;

/// Halvings of the interval in which a quantile is looked for; after so many it is as narrow as numbers are.
const HALVINGS: usize = 80;

/// Beyond this many standard deviations nothing is looked for.
const FARTHEST: f64 = 1e4;

/// The quantiles at `1/1000, 2/1000 ... 999/1000` of a distribution that is symmetric around zero, by bisection of its distribution function.
pub(crate) fn quantiles(cdf: impl Fn(f64) -> f64) -> Vec<f64> {
    let lower: Vec<f64> = (1..=POINTS / 2).map(|point| quantile(&cdf, point as f64 / (POINTS + 1) as f64)).collect();
    let upper = lower.iter().rev().map(|value| -value);
    lower.iter().copied().chain([0.0]).chain(upper).collect()
}

fn quantile(cdf: &impl Fn(f64) -> f64, probability: f64) -> f64 {
    let (mut low, mut high) = (-FARTHEST, 0.0);
    for _ in 0..HALVINGS {
        let middle = (low + high) / 2.0;
        if cdf(middle) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}
