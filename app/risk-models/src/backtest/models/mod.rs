//! Models of risk: each makes scenarios of the next day.

mod normal;
mod quantiles;
mod simulated;
mod student_garch;

pub use normal::NormalEwma;
pub use simulated::{Simulated, FIRST_SEED, PATHS};
pub use student_garch::StudentGarch;

use crate::historical::{Filtering, History, Scenario};

/// A model of risk.
pub trait ScenarioModel {
    /// Scenarios of the day that begins, all equally likely. `None` while too little is known.
    ///
    /// Each call gets the history of the call before and a day or more on top.
    fn scenarios(&mut self, history: &History) -> Option<Vec<Scenario>>;
}

/// Has no other state: everything is in the history.
impl ScenarioModel for Filtering {
    fn scenarios(&mut self, history: &History) -> Option<Vec<Scenario>> {
        (*self).scenarios(history)
    }
}

/// The models by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VarModel {
    /// Past days as they were.
    Historical,
    /// Past days at today's volatility.
    Filtered,
    /// Past days half of the way to today's volatility.
    HalfFiltered,
    /// Normal returns, variance of RiskMetrics.
    NormalEwma,
    /// Student's t, variance of GARCH.
    StudentGarch,
    /// Simulated: geometric Brownian motion with jumps.
    MonteCarlo,
    /// Simulated: stochastic variance.
    Heston,
}

impl VarModel {
    pub const ALL: [Self; 7] = [
        Self::Historical,
        Self::Filtered,
        Self::HalfFiltered,
        Self::NormalEwma,
        Self::StudentGarch,
        Self::MonteCarlo,
        Self::Heston,
    ];

    /// The least mean quantile loss over portfolios of SOL, ETH and BTC: `docs/BACKTEST.md`.
    pub const DEFAULT: Self = Self::HalfFiltered;

    pub fn name(self) -> &'static str {
        match self {
            Self::Historical => "historical",
            Self::Filtered => "filtered",
            Self::HalfFiltered => "half-filtered",
            Self::NormalEwma => "normal-ewma",
            Self::StudentGarch => "student-garch",
            Self::MonteCarlo => "monte-carlo",
            Self::Heston => "heston",
        }
    }

    /// Whether scenarios come from random numbers, which have a seed.
    pub fn is_simulated(self) -> bool {
        matches!(self, Self::MonteCarlo | Self::Heston)
    }

    /// Whether a model has a state beside the history, so that one of them has to live through all days.
    pub(super) fn remembers(self) -> bool {
        matches!(self, Self::NormalEwma | Self::StudentGarch)
    }

    /// A new one for a coin, that has seen nothing yet.
    pub fn scenario_model(self, coin: &str) -> Box<dyn ScenarioModel> {
        match self {
            Self::Historical => Box::new(Filtering::Unfiltered),
            Self::Filtered => Box::new(Filtering::Full),
            Self::HalfFiltered => Box::new(Filtering::Half),
            Self::NormalEwma => Box::new(NormalEwma::new()),
            Self::StudentGarch => Box::new(StudentGarch::new()),
            Self::MonteCarlo => Box::new(Simulated::jumps(coin)),
            Self::Heston => Box::new(Simulated::heston(coin)),
        }
    }
}
