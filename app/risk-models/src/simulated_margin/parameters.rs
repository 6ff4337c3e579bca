//! Everything that decides margins but the portfolio and its markets today.

use super::{SimulatedMarginError, VolatilityTerm};
use crate::add_ons::{ChainFees, ConcentrationLimit, Depth, Schedule};
use crate::historical::Filtering;
use crate::monte_carlo::MonteCarlo;
use crate::numbers::{in_range, SHARE};
use crate::requirement::RequirementFactors;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A file.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    pub markets: Vec<MarketParameters>,
    /// Of the losses beyond the value at risk: 0.01 for a level of 99 %.
    pub tail: f64,
    /// Worst moves, of all markets at once.
    pub stress: Vec<StressMove>,
    /// By a market's volatility: a power that its moves of stress are raised to.
    pub stress_power: Schedule,
    /// Of all scenarios, those of stress too.
    pub volatility_term: VolatilityTerm,
    pub chain_fees: ChainFees,
    /// Of what markets offset of each other's requirements, at each level, how much is not trusted.
    pub correlation_breakdown: f64,
    /// Initial margin asks for so many times what can be lost; one or more.
    pub initial_factor: f64,
    /// The liquidation threshold asks for this share of it.
    pub liquidation_factor: f64,
    /// For the model `monte-carlo`; its markets are in the order of `markets`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monte_carlo: Option<MonteCarlo>,
    /// For the model `historical`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub historical: Option<Filtering>,
}

/// Of one market.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MarketParameters {
    pub name: String,
    /// Share that collateral in its coin is not worth, by its volatility.
    pub haircut: Schedule,
    pub depth: Depth,
    pub concentration: ConcentrationLimit,
    /// Hourly prices for the model `historical`; relative to the folder of this file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prices: Option<PathBuf>,
}

/// Of every market, before the power.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct StressMove {
    pub spot_ratio: f64,
    pub volatility_ratio: f64,
}

impl Parameters {
    /// From the text of a file.
    ///
    /// # Errors
    /// [`SimulatedMarginError`], also of numbers that make no sense; those of `monte_carlo` are checked with the first case.
    pub fn from_json(text: &[u8]) -> Result<Self, SimulatedMarginError> {
        let parameters: Self = serde_json::from_slice(text)?;
        parameters.check()?;
        Ok(parameters)
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.markets.iter().map(|market| market.name.clone()).collect()
    }

    pub(super) fn check(&self) -> Result<(), SimulatedMarginError> {
        if self.markets.is_empty() {
            return Err(SimulatedMarginError::Empty { list: "markets" });
        }
        for (index, market) in self.markets.iter().enumerate() {
            if self.markets[..index].iter().any(|before| before.name == market.name) {
                return Err(SimulatedMarginError::Twice { name: market.name.clone() });
            }
            market.haircut.check(&format!("markets[{index}].haircut"), &SHARE)?;
            market.depth.check(&format!("markets[{index}].depth"))?;
            market.concentration.check(&format!("markets[{index}].concentration"))?;
        }
        in_range("tail", self.tail, &(0.0001..=0.5))?;
        self.check_stress()?;
        self.volatility_term.check()?;
        self.chain_fees.check()?;
        in_range("correlation_breakdown", self.correlation_breakdown, &SHARE)?;
        Ok(self.factors().check()?)
    }

    pub(super) fn factors(&self) -> RequirementFactors {
        RequirementFactors { initial: self.initial_factor, liquidation: self.liquidation_factor }
    }

    fn check_stress(&self) -> Result<(), SimulatedMarginError> {
        if self.stress.is_empty() {
            return Err(SimulatedMarginError::Empty { list: "stress" });
        }
        for (index, of) in self.stress.iter().enumerate() {
            in_range(format!("stress[{index}].spot_ratio"), of.spot_ratio, &(0.001..=1000.0))?;
            in_range(format!("stress[{index}].volatility_ratio"), of.volatility_ratio, &(0.001..=1000.0))?;
        }
        Ok(self.stress_power.check("stress_power", &(0.0..=10.0))?)
    }
}
