//! An average of the past that forgets, the same weight lost every day.
//!
//! `h(t+1) = lambda h(t) + (1 - lambda) x(t)`, with lambda 0.94 for days. Source: J.P. Morgan/Reuters, "RiskMetrics - Technical Document",
//! 4th edition (1996), section 5.3. There x is the square of the day's return; with hourly prices x may be the day's realised variance,
//! which says the same with far less noise. The next days are all expected to be alike: `variance of k days = k h`, h at least
//! that of a day on which no price moved.

use super::{Day, Forecast, Forecaster, Horizon, LEAST_VARIANCE};

/// RiskMetrics' weight of the past, for daily data.
pub const LAMBDA: f64 = 0.94;

/// The average starts with the mean of so many days.
pub const START_DAYS: usize = 30;

/// What is averaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// Squares of daily returns, as RiskMetrics has it.
    SquaredReturns,
    /// Realised variances from hours.
    RealisedVariances,
}

impl Input {
    fn of(self, day: &Day) -> f64 {
        match self {
            Self::SquaredReturns => day.log_return * day.log_return,
            Self::RealisedVariances => day.variance,
        }
    }
}

/// The average so far.
#[derive(Clone, Debug)]
pub struct Ewma {
    input: Input,
    average: f64,
    days_seen: usize,
}

impl Ewma {
    pub fn new(input: Input) -> Self {
        Self { input, average: 0.0, days_seen: 0 }
    }

    /// One more day: `lambda average + (1 - lambda) x`.
    pub fn next(average: f64, x: f64) -> f64 {
        LAMBDA * average + (1.0 - LAMBDA) * x
    }

    fn start(&mut self, first: &[Day]) {
        self.average = first.iter().map(|day| self.input.of(day)).sum::<f64>() / first.len() as f64;
        self.days_seen = first.len();
    }
}

impl Forecaster for Ewma {
    fn forecast(&mut self, past: &[Day]) -> Option<Forecast> {
        if self.days_seen == 0 {
            self.start(past.get(..START_DAYS)?);
        }
        for day in &past[self.days_seen..] {
            self.average = Self::next(self.average, self.input.of(day));
        }
        self.days_seen = past.len();
        let day = self.average.max(LEAST_VARIANCE);
        Some(Forecast { day, week: day * Horizon::Week.days() as f64 })
    }
}
