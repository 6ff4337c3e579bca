//! Averages of past variances.

use super::Day;

/// Mean variance of the last `count` days, or of all when there are fewer; of no days, not a number.
pub(crate) fn mean_variance(past: &[Day], count: usize) -> f64 {
    let last = &past[past.len().saturating_sub(count)..];
    last.iter().map(|day| day.variance).sum::<f64>() / last.len() as f64
}
