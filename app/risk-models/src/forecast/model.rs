//! The models by name.

use super::ewma::{Ewma, Input};
use super::garch::{Garch, Innovation};
use super::har::{Form, Har};
use super::learned::Learned;
use super::Forecaster;

/// Every model that needs nothing but prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForecastModel {
    /// Average of squared daily returns.
    RiskMetrics,
    /// Average of realised variances.
    Ewma,
    /// Maximum likelihood, normal returns.
    Garch,
    /// Regression of variances.
    Har,
    /// Regression of logarithms of variances.
    LogHar,
    /// Regression with a penalty on many features.
    Learned,
}

impl ForecastModel {
    /// In the order of tables.
    pub const ALL: [Self; 6] = [Self::RiskMetrics, Self::Ewma, Self::Garch, Self::Har, Self::LogHar, Self::Learned];

    /// The least mean QLIKE out of sample, of a day and of a week, over SOL, ETH and BTC: `docs/VOLATILITY.md`.
    pub const DEFAULT: Self = Self::Learned;

    pub fn name(self) -> &'static str {
        match self {
            Self::RiskMetrics => "riskmetrics",
            Self::Ewma => "ewma",
            Self::Garch => "garch",
            Self::Har => "har",
            Self::LogHar => "log-har",
            Self::Learned => "learned",
        }
    }

    /// A new one, that has seen nothing yet.
    pub fn forecaster(self) -> Box<dyn Forecaster> {
        match self {
            Self::RiskMetrics => Box::new(Ewma::new(Input::SquaredReturns)),
            Self::Ewma => Box::new(Ewma::new(Input::RealisedVariances)),
            Self::Garch => Box::new(Garch::new(Innovation::Normal)),
            Self::Har => Box::new(Har::new(Form::Variances)),
            Self::LogHar => Box::new(Har::new(Form::Logarithms)),
            Self::Learned => Box::new(Learned::new()),
        }
    }
}
