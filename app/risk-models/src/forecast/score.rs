//! Models compared by what came after their forecasts.

use super::loss::{qlike, squared_log_error};
use super::{realised, Day, Forecast, Horizon};

/// What a model would have said about one coin: entry k when the first k days were over.
#[derive(Clone, Debug)]
pub struct Walked {
    pub model: String,
    pub forecasts: Vec<Option<Forecast>>,
}

/// Mean losses of a model over one horizon.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    pub qlike: f64,
    /// Mean of `(ln realised - ln forecast)^2`.
    pub log_error: f64,
    pub forecasts: usize,
}

/// Numbers of days over at which every model has a forecast and what followed is known: all are judged by the same days.
pub fn common_origins(days: &[Day], walked: &[Walked], horizon: Horizon, from_ts: i64) -> Vec<usize> {
    let has_all = |over: &usize| walked.iter().all(|model| model.forecasts[*over].is_some());
    let is_known = |over: &usize| realised(days, *over, horizon).is_some();
    (1..=days.len()).filter(|&over| days[over - 1].end_ts() >= from_ts).filter(has_all).filter(is_known).collect()
}

/// Mean losses at these origins.
pub fn score(days: &[Day], model: &Walked, horizon: Horizon, origins: &[usize]) -> Score {
    let mut sums = Score::default();
    for (realised, forecast) in pairs(days, model, horizon, origins) {
        sums.qlike += qlike(realised, forecast);
        sums.log_error += squared_log_error(realised, forecast);
        sums.forecasts += 1;
    }
    let count = sums.forecasts.max(1) as f64;
    Score { qlike: sums.qlike / count, log_error: sums.log_error / count, ..sums }
}

/// Realised variance and forecast at each of these origins.
pub fn pairs<'a>(
    days: &'a [Day],
    model: &'a Walked,
    horizon: Horizon,
    origins: &'a [usize],
) -> impl Iterator<Item = (f64, f64)> + 'a {
    origins.iter().filter_map(move |&over| {
        let forecast = model.forecasts[over]?.over(horizon);
        Some((realised(days, over, horizon)?, forecast))
    })
}
