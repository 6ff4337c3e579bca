//! Parameters of a model that has its own for each market, from a file.

use crate::numbers::OutOfRange;
use crate::portfolio::{check_names, read, InputError};
use crate::requirement::RequirementFactors;
use serde::de::DeserializeOwned;
use serde::Deserialize;
use std::path::Path;

/// Of all markets.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "parameters of a model")]
pub struct ParametersByMarket<M> {
    /// Initial margin asks for so many times the risk; one or more.
    pub initial_factor: f64,
    /// The liquidation threshold asks for this share of it.
    pub liquidation_factor: f64,
    pub markets: Vec<M>,
}

/// Of one market.
pub trait OfMarket: DeserializeOwned {
    /// What such a file is called in errors.
    const FILE: &'static str;

    /// Of the market, as the portfolio has it.
    fn name(&self) -> &str;

    /// `place` is where they stand in the file.
    ///
    /// # Errors
    /// [`OutOfRange`], naming the field.
    fn check(&self, place: &str) -> Result<(), OutOfRange>;
}

impl<M: OfMarket> ParametersByMarket<M> {
    /// From a file, checked.
    ///
    /// # Errors
    /// [`InputError`], naming the field.
    pub fn from_path(path: &Path) -> Result<Self, InputError> {
        let parameters: Self = read(path, M::FILE)?;
        parameters.check()?;
        Ok(parameters)
    }

    /// No number out of its limits, no market twice.
    pub(crate) fn check(&self) -> Result<(), InputError> {
        self.factors().check()?;
        check_names(self.markets.iter().map(OfMarket::name), "markets")?;
        let places = (0..).map(|index| format!("markets[{index}]"));
        Ok(places.zip(&self.markets).try_for_each(|(place, market)| market.check(&place))?)
    }

    pub(crate) fn factors(&self) -> RequirementFactors {
        RequirementFactors { initial: self.initial_factor, liquidation: self.liquidation_factor }
    }

    /// # Errors
    /// [`InputError::NoParameters`].
    pub(crate) fn market(&self, name: &str) -> Result<&M, InputError> {
        let found = self.markets.iter().find(|market| market.name() == name);
        found.ok_or_else(|| InputError::NoParameters { market: name.to_owned() })
    }
}
