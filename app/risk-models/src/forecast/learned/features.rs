//! What the learned model looks at.

use crate::forecast::variances::mean_variance;
use crate::forecast::{Day, LEAST_VARIANCE};
use market_data::DAY_SECS;

/// Days that must be over.
pub const LEAST_DAYS: usize = 30;

/// How many features there are.
pub const FEATURES: usize = 23;

/// Names, as in files of weights. Logarithms are natural; "m" is the mean variance of the last 30 days.
pub const NAMES: [&str; FEATURES] = [
    "constant",
    "ln variance of 1 day",
    "ln variance of 2 days",
    "ln variance of 4 days",
    "ln variance of 7 days",
    "ln variance of 14 days",
    "ln variance of 30 days",
    "ln variance of 90 days",
    "ln variance of the last 6 hours",
    "ln variance by the day's range",
    "absolute return of 1 day / sqrt(m)",
    "absolute return of 7 days / sqrt(7 m)",
    "return of 1 day / sqrt(m)",
    "return of 7 days / sqrt(7 m)",
    "downside share of 1 day",
    "downside share of 7 days",
    "share of the largest hour",
    "tomorrow is Tuesday",
    "tomorrow is Wednesday",
    "tomorrow is Thursday",
    "tomorrow is Friday",
    "tomorrow is Saturday",
    "tomorrow is Sunday",
];

/// The features at the end of the last of these days. Averages over 90 days are over fewer while there are not so many.
/// All forecasts are made at midnight, so the hour is in them as the last hours' share, not as a feature of its own.
pub fn features(past: &[Day]) -> Option<[f64; FEATURES]> {
    let last = past.last().filter(|_| past.len() >= LEAST_DAYS)?;
    let mut all = [0.0; FEATURES];
    all[0] = 1.0;
    for (feature, span) in all[1..8].iter_mut().zip([1, 2, 4, 7, 14, 30, 90]) {
        *feature = log_of(mean_variance(past, span));
    }
    all[8] = log_of(last.late);
    all[9] = log_of(last.of_range);
    let month = mean_variance(past, 30);
    let week = &past[past.len() - 7..];
    let of_day = last.log_return / month.sqrt();
    let of_week = week.iter().map(|day| day.log_return).sum::<f64>() / (7.0 * month).sqrt();
    all[10..14].copy_from_slice(&[of_day.abs(), of_week.abs(), of_day, of_week]);
    all[14] = last.downside / last.variance;
    all[15] = week.iter().map(|day| day.downside).sum::<f64>() / week.iter().map(|day| day.variance).sum::<f64>();
    all[16] = last.largest / last.variance;
    // 1970-01-01 was a Thursday; Monday is 0 and has no feature of its own.
    let weekday = (last.end_ts() / DAY_SECS + 3).rem_euclid(7) as usize;
    if weekday > 0 {
        all[16 + weekday] = 1.0;
    }
    Some(all)
}

fn log_of(variance: f64) -> f64 {
    libm::log(variance.max(LEAST_VARIANCE))
}
