//! Many portfolios of options at one moment, whose markets are simulated once for all of them.

use super::assessment::{assess, Assessment};
use super::stress::stress;
use super::{Case, MarketState, OptionEntry, Parameters, SimulatedMarginError};
use crate::all_threads;
use crate::monte_carlo::{generate, measure, Scenarios};

/// Parameters and the markets' state, and the moves that follow from these: simulated ones and those of stress.
#[derive(Clone, Debug)]
pub struct Moment {
    parameters: Parameters,
    /// Without positions.
    case: Case,
    simulated: Scenarios,
    stress: Scenarios,
}

impl Moment {
    /// Of every market of the parameters, in any order; `sol_price` is money for a SOL.
    ///
    /// # Errors
    /// [`SimulatedMarginError`], naming the field of the parameters or of a market: also of what [`Engine`](super::Engine) would refuse only with a case.
    pub fn simulate(
        parameters: Parameters,
        markets: Vec<MarketState>,
        sol_price: f64,
    ) -> Result<Self, SimulatedMarginError> {
        parameters.check()?;
        let missing = SimulatedMarginError::NoSection { section: "monte_carlo" };
        let monte_carlo = parameters.monte_carlo.as_ref().ok_or(missing)?;
        let case = Case { markets, coins: vec![], options: vec![], collateral: vec![], cash: 0.0, sol_price };
        let account = case.account(&parameters)?;
        let simulated = generate(monte_carlo, &account.volatilities, all_threads())?;
        let stress = stress(&parameters, &account.volatilities);
        // Whether all moves are such that prices can follow, and whether there are enough of them for the tail.
        stress.profits(&account.book, 1)?;
        measure(&simulated.profits(&account.book, all_threads())?, parameters.tail, simulated.group())?;
        Ok(Self { parameters, case, simulated, stress })
    }

    /// Of options alone, on one thread: the bits that [`Engine::margin`](super::Engine::margin) gives for a case with these options and nothing else.
    ///
    /// # Errors
    /// [`SimulatedMarginError`], naming the field of an option.
    pub fn margin(&self, options: Vec<OptionEntry>) -> Result<Assessment, SimulatedMarginError> {
        let account = Case { options, ..self.case.clone() }.account(&self.parameters)?;
        assess(&self.parameters, &account, &self.simulated, &self.stress, 1)
    }
}
