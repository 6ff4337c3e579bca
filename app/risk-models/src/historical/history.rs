//! What is known at each midnight.

use crate::forecast::{walk, yearly_volatility, Day, Forecast, ForecastModel, Horizon};

/// The days that are over, and the forecast at the end of each; nothing later.
#[derive(Clone, Copy, Debug)]
pub struct History<'a> {
    pub days: &'a [Day],
    /// Entry k was made when k days were over: one more entry than there are days.
    pub forecasts: &'a [Option<Forecast>],
}

/// A day of the past as a scenario of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PastDay {
    /// First second of the day.
    pub start_ts: i64,
    pub log_return: f64,
    /// The return's standard deviation, as it was forecast.
    pub expected: f64,
    /// `ln(volatility forecast after / before)`, of a week.
    pub volatility_change: f64,
}

impl<'a> History<'a> {
    /// Up to the end of day number `over` (0: before the first day).
    pub fn until(days: &'a [Day], forecasts: &'a [Option<Forecast>], over: usize) -> Self {
        Self { days: &days[..over], forecasts: &forecasts[..=over] }
    }

    /// The forecast of this midnight.
    pub fn forecast(&self) -> Option<Forecast> {
        self.forecasts.last().copied().flatten()
    }

    /// The last `most` days that had a forecast before and after them, oldest first.
    pub fn moves(&self, most: usize) -> Vec<PastDay> {
        let first = self.days.len().saturating_sub(most);
        (first..self.days.len()).filter_map(|index| self.move_of(index)).collect()
    }

    fn move_of(&self, index: usize) -> Option<PastDay> {
        let (before, after) = (self.forecasts[index]?, self.forecasts[index + 1]?);
        Some(PastDay {
            start_ts: self.days[index].start_ts,
            log_return: self.days[index].log_return,
            expected: before.day.sqrt(),
            volatility_change: libm::log(weekly_volatility(&after) / weekly_volatility(&before)),
        })
    }
}

/// Yearly volatility of the week ahead: what options are priced at.
pub fn weekly_volatility(forecast: &Forecast) -> f64 {
    yearly_volatility(forecast.week, Horizon::Week.days())
}

/// The forecasts that all models of risk share.
pub fn forecasts(days: &[Day]) -> Vec<Option<Forecast>> {
    walk(days, ForecastModel::DEFAULT.forecaster().as_mut())
}
