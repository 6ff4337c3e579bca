//! Margins of cases.

use super::assessment::{assess, Assessment};
use super::case::Account;
use super::stress::stress;
use super::{Case, Origin, Parameters, ScenarioOrigin, SimulatedMarginError};
use crate::historical::{past_days, PastDays};
use crate::monte_carlo::{generate, MonteCarlo, Scenarios};
use crate::{all_threads, Coin};
use std::borrow::Cow;
use std::fs;
use std::path::Path;
use vault_types::hash::sha256;

/// Where scenarios come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    MonteCarlo,
    /// Past days up to the end of the day that this moment is in, Unix seconds; without it, of the last day of the price files.
    Historical {
        as_of_ts: Option<i64>,
    },
}

/// Parameters, and what of the model does not depend on a case.
#[derive(Clone, Debug)]
pub struct Engine {
    parameters: Parameters,
    parameters_hash: [u8; 32],
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    /// Anew from each case's volatilities.
    Simulated(MonteCarlo),
    Past {
        days: PastDays,
        origin: ScenarioOrigin,
    },
}

impl Engine {
    /// From a file of parameters, and price files that it names.
    ///
    /// # Errors
    /// [`SimulatedMarginError`], naming the field.
    pub fn from_path(model: Model, path: &Path) -> Result<Self, SimulatedMarginError> {
        let text = fs::read(path)?;
        let parameters = Parameters::from_json(&text)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let source = match model {
            Model::MonteCarlo => {
                let missing = SimulatedMarginError::NoSection { section: "monte_carlo" };
                Source::Simulated(parameters.monte_carlo.clone().ok_or(missing)?)
            }
            Model::Historical { as_of_ts } => past(&parameters, folder, as_of_ts)?,
        };
        Ok(Self { parameters, parameters_hash: sha256(&[&text]), source })
    }

    /// Of a file with a case, and what it was computed from.
    ///
    /// # Errors
    /// [`SimulatedMarginError`], naming the field.
    pub fn margin_of_file(&self, path: &Path) -> Result<(Assessment, Origin), SimulatedMarginError> {
        let text = fs::read(path)?;
        let assessment = self.margin(&Case::from_json(&text)?)?;
        let scenarios = match &self.source {
            Source::Simulated(parameters) => ScenarioOrigin::of(parameters),
            Source::Past { origin, .. } => origin.clone(),
        };
        Ok((assessment, Origin { scenarios, parameters: self.parameters_hash, case: sha256(&[&text]) }))
    }

    /// IM, MM and LT, and what they are made of ([`assess`]).
    ///
    /// # Errors
    /// [`SimulatedMarginError`], naming the field.
    pub fn margin(&self, case: &Case) -> Result<Assessment, SimulatedMarginError> {
        let (parameters, account) = (&self.parameters, case.account(&self.parameters)?);
        let (simulated, stress) = (self.scenarios(&account)?, stress(parameters, &account.volatilities));
        assess(parameters, &account, &simulated, &stress, all_threads())
    }

    fn scenarios(&self, account: &Account) -> Result<Cow<'_, Scenarios>, SimulatedMarginError> {
        match &self.source {
            Source::Past { days, .. } => Ok(Cow::Borrowed(&days.scenarios)),
            Source::Simulated(parameters) => {
                Ok(Cow::Owned(generate(parameters, &account.volatilities, all_threads())?))
            }
        }
    }
}

/// Scenarios of the past, from the price file of every market.
fn past(parameters: &Parameters, folder: &Path, as_of_ts: Option<i64>) -> Result<Source, SimulatedMarginError> {
    let filtering = parameters.historical.ok_or(SimulatedMarginError::NoSection { section: "historical" })?;
    let (mut coins, mut prices) = (Vec::new(), Vec::new());
    for market in &parameters.markets {
        let file = market.prices.as_ref().ok_or(SimulatedMarginError::NoSection { section: "prices of a market" })?;
        let file = folder.join(file);
        coins.push(Coin::from_path(&file)?);
        prices.push(sha256(&[&fs::read(file)?]));
    }
    let days = past_days(&coins, filtering, as_of_ts)?;
    let origin = ScenarioOrigin::Past { filtering, days: days.scenarios.count(), as_of_ts: days.as_of_ts, prices };
    Ok(Source::Past { days, origin })
}
