//! How often losses were larger than a model of risk expected, day after day, on past prices.
//!
//! Each midnight a model gets the days that are over, makes scenarios of the next one, and from them the value at risk (VaR: the loss that
//! should be exceeded on one day in a hundred) and the expected shortfall (ES: the mean of losses beyond) of several portfolios. Then the day
//! happens. [`coverage`] and [`basel`] judge how often, and how much in a row, losses were larger; `docs/BACKTEST.md` has the results.
//! What [`margins`] ask for is held against the same losses of the same portfolios.
//!
//! There is no chain of past option prices for every coin, so options are priced by Black-Scholes, without interest, at the volatility that
//! [`crate::forecast::ForecastModel::DEFAULT`] forecasts for a week: at the start of the day, in every scenario and at its end alike, always in full.
//!
//! Units throughout: values, losses, VaR and ES as shares of the coin's price at the start of the day, for one coin of the portfolio (0.05 is
//! 5 % of spot); returns are of logarithms; volatilities yearly.
//!
//! In reading order:
//! 1. [`Portfolio`]: what is held, and its value
//! 2. [`History`](crate::historical::History): what is known at each midnight
//! 3. [`models`]: the scenarios of each model
//! 4. [`tail`](crate::tail): VaR and ES of losses
//! 5. [`margins`]: what margin models ask for
//! 6. [`run`]: every day of one coin
//! 7. [`coverage`], [`basel`]: the verdicts
//! 8. [`summary`], [`study`]: the tables and the page

pub mod basel;
pub mod coverage;
mod crashes;
mod error;
pub mod margins;
pub mod models;
mod outcome;
mod portfolio;
mod run;
mod student;
pub mod study;
pub mod summary;

pub use crashes::CRASHES;
pub use error::BacktestError;
pub use margins::MarginModel;
pub use models::VarModel;
pub use outcome::{Backtest, MarginOutcome, MarginSeries, Outcome, Series};
pub use portfolio::{Leg, Portfolio};
pub use run::{run, Choices, Period};
pub use student::student_cdf;
