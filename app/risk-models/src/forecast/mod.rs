//! How much prices will move: forecasts of the realised variance of the next day and of the next seven days, from hourly prices.
//!
//! Every model is a [`Forecaster`]: it is handed the days that are over, and nothing else, so it cannot look ahead. All of them are
//! re-estimated as days pass, on all days so far. [`score`] compares them by what came after; `docs/VOLATILITY.md` has the results.
//!
//! Units throughout: variances are of log returns over the stated time, not annualised (0.0016 over a day is 4 % a day, 76 % a year);
//! days are UTC days; a year has 365 of them. `exp`, `ln` and the like are those of `libm`: the same bits on every machine.
//!
//! In reading order:
//! 1. [`Day`]: what is kept of a day's hours
//! 2. [`ewma`], [`har`], [`garch`], [`learned`]: the models
//! 3. [`least_squares`], [`simplex`]: how weights and parameters are found
//! 4. [`walk`]: every forecast a model would have made, day after day
//! 5. [`loss`], [`score`], [`comparison`]: how far off they were
//! 6. [`study`]: the page and the tables

pub mod comparison;
mod day;
mod error;
pub mod ewma;
pub mod garch;
pub mod har;
pub mod learned;
pub mod least_squares;
pub mod loss;
mod model;
pub mod score;
pub mod simplex;
pub mod study;
mod variances;
mod walk;

pub use day::{days_of, Day, LEAST_VARIANCE};
pub use error::ForecastError;
pub use learned::{FixedWeights, Weights};
pub use model::ForecastModel;
pub use walk::{realised, walk, WARM_UP_DAYS};

/// Days of a year, to annualise with.
pub const YEAR_DAYS: f64 = 365.0;

/// How far ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Horizon {
    Day,
    Week,
}

impl Horizon {
    pub const ALL: [Self; 2] = [Self::Day, Self::Week];

    pub fn days(self) -> usize {
        match self {
            Self::Day => 1,
            Self::Week => 7,
        }
    }
}

/// Variance that is expected: the sum over the days ahead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    pub day: f64,
    pub week: f64,
}

impl Forecast {
    /// Of a horizon.
    pub fn over(&self, horizon: Horizon) -> f64 {
        match horizon {
            Horizon::Day => self.day,
            Horizon::Week => self.week,
        }
    }
}

/// A model of variance.
pub trait Forecaster {
    /// The forecast at the end of the last of these days; oldest first. `None` while there are too few of them.
    ///
    /// Each call gets the days of the call before and perhaps more: a forecaster may remember what it made of them.
    fn forecast(&mut self, past: &[Day]) -> Option<Forecast>;
}

/// Yearly volatility (0.8 is 80 %) of a variance over so many days: `sqrt(variance / days * 365)`.
pub fn yearly_volatility(variance: f64, days: usize) -> f64 {
    (variance / days as f64 * YEAR_DAYS).sqrt()
}
