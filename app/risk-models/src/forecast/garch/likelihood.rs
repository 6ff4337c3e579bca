//! How likely returns are under some parameters.

use super::{mean_square, Parameters};
use crate::forecast::LEAST_VARIANCE;

/// `-ln L`: the sum over days of minus the logarithm of the density of the day's return, given the days before. The variance of the first
/// day is the mean square of all, as is usual; no variance counts as less than that of a day on which nothing moved.
pub fn minus_log_likelihood(parameters: &Parameters, returns: &[f64]) -> f64 {
    let mut variance = mean_square(returns);
    let mut sum = 0.0;
    for &log_return in returns {
        variance = variance.max(LEAST_VARIANCE);
        sum += parameters.innovation.surprise(log_return, variance);
        variance = parameters.next(variance, log_return);
    }
    sum + parameters.innovation.constant() * returns.len() as f64
}
