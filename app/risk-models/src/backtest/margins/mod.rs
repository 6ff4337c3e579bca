//! Margin models, held against the next day's loss.
//!
//! Each midnight a model says what an account with a portfolio must have; then the day happens. An account that just meets its maintenance margin has the
//! net worth `MM + V` (everything it owns less all that it owes): with MM what cash and coins must be worth, V what its options are. An exception is a
//! day on which more than that is lost: the account, if nobody sold any of it during the day, ends with less than nothing.
//!
//! Margin models state no probability with which that may happen, so that neither Kupiec's test nor Basel's zones say anything about them. How often
//! it happened, whether in a row, by how much, and what the model asked for all days long can be compared.
//!
//! A portfolio is of one coin, whose price counts as [`SPOT`]: amounts of money in parameters, such as the dampener of the grid, weigh what they do for an
//! account of that size. All options have the volatility that is forecast for a week. Parameters are those of files that are given, or of those in
//! `parameters/`, of the coin's own market where there is one, and of SOL's otherwise; the chain's are its default. They are today's, for all days:
//! whoever chose them knew the past.

mod accounts;
mod chain;
mod derive;
mod parameters;

pub use accounts::SPOT;
pub use parameters::ParameterFiles;

use super::{BacktestError, Portfolio};
use crate::deribit_grid;
use crate::derive_pmrm2;
use crate::requirement::{Requirement, Worth};
use crate::span;
use accounts::account;
use parameters::Parameters;

/// Share of the coin's price that an account must be worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Levels {
    /// With less, part of the account is sold.
    pub maintenance: f64,
    /// With less, no position may be opened.
    pub initial: f64,
}

impl Levels {
    /// `MM + V` and `IM + V`.
    fn of(requirement: &Requirement, worth: &Worth) -> Self {
        let level = |required: f64| (required + worth.options) / SPOT;
        Self { maintenance: level(requirement.maintenance), initial: level(requirement.initial) }
    }
}

/// The models by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarginModel {
    /// The 16 scenarios of SPAN.
    Span16,
    /// A grid of prices and volatilities like Deribit's.
    DeribitGrid,
    /// Portfolio margin of Derive, version 2.
    DerivePmrm2,
    /// What the chain computes itself.
    ChainScenarios,
}

impl MarginModel {
    pub const ALL: [Self; 4] = [Self::Span16, Self::DeribitGrid, Self::DerivePmrm2, Self::ChainScenarios];

    pub fn name(self) -> &'static str {
        match self {
            Self::Span16 => "span16",
            Self::DeribitGrid => "deribit-grid",
            Self::DerivePmrm2 => "derive-pmrm2",
            Self::ChainScenarios => "chain-scenarios",
        }
    }

    /// Whether the model has a margin for it. The chain lends no coins and knows no perpetuals: only options have a scenario margin there.
    pub fn takes(self, portfolio: &Portfolio) -> bool {
        self != Self::ChainScenarios || portfolio.coins == 0.0
    }
}

/// All models with their parameters, for one coin.
#[derive(Clone, Debug)]
pub struct Margins {
    parameters: Parameters,
}

impl Margins {
    /// With the parameters of these files, and those of `parameters/` for other models.
    ///
    /// # Errors
    /// [`InputError::NoParameters`](crate::portfolio::InputError::NoParameters) if a file does not have the coin's market.
    pub fn of(coin: &str, files: &ParameterFiles) -> Result<Self, BacktestError> {
        Ok(Self { parameters: Parameters::of(coin, files)? })
    }

    /// What a portfolio, struck now, asks for at this yearly volatility: nothing else of the market is looked at.
    ///
    /// # Errors
    /// [`BacktestError`] of the model.
    pub fn levels(&self, model: MarginModel, portfolio: &Portfolio, volatility: f64) -> Result<Levels, BacktestError> {
        let Parameters { span16, deribit_grid, derive_pmrm2 } = &self.parameters;
        let name = model.name();
        match model {
            MarginModel::Span16 => span::margin(&account(portfolio, volatility), span16)
                .map(|margin| Levels::of(&margin.requirement, &margin.worth))
                .map_err(|error| BacktestError::Portfolio { model: name, error }),
            MarginModel::DeribitGrid => deribit_grid::margin(&account(portfolio, volatility), deribit_grid)
                .map(|margin| Levels::of(&margin.requirement, &margin.worth))
                .map_err(|error| BacktestError::Portfolio { model: name, error }),
            MarginModel::DerivePmrm2 => derive_pmrm2::margin(&derive::case(portfolio, volatility, derive_pmrm2))
                .map(|margin| derive::levels(&margin))
                .map_err(|error| BacktestError::Case { model: name, error }),
            MarginModel::ChainScenarios => {
                chain::levels(portfolio, volatility).map_err(|error| BacktestError::Chain { model: name, error })
            }
        }
    }
}
