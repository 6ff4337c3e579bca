//! The parameters of a simulation.

use super::correlation::Correlation;
use super::random::{Generator, MOST_DIMENSIONS};
use super::{Heston, Jumps, MonteCarloError};
use crate::forecast::YEAR_DAYS;
use crate::numbers::in_range;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Of all paths and markets together: 0.8 GB of memory.
const MOST_MOVES: u64 = 50_000_000;
/// Replicates of Sobol points: one alone has no standard error, and each has a seed in memory for every dimension.
const REPLICATES: RangeInclusive<u64> = 2..=1_024;
/// Yearly volatilities that are simulated.
const VOLATILITIES: RangeInclusive<f64> = 0.0..=20.0;

/// Everything that decides the scenarios but today's volatilities.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MonteCarlo {
    pub paths: u64,
    pub seed: u64,
    pub generator: Generator,
    pub horizon_days: f64,
    /// Of the markets' prices, a row for each market.
    pub correlation: Vec<Vec<f64>>,
    pub dynamics: Dynamics,
}

/// How markets move.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Dynamics {
    /// Geometric Brownian motion with jumps.
    Jumps(Jumps),
    /// Stochastic variance.
    Heston(Heston),
}

impl MonteCarlo {
    pub fn horizon_years(&self) -> f64 {
        self.horizon_days / YEAR_DAYS
    }

    /// Of all paths, for as many markets as the dynamics have.
    pub fn random_numbers(&self) -> u64 {
        self.paths.saturating_mul(self.dimensions(self.markets()) as u64)
    }

    /// Random numbers of a path.
    pub(super) fn dimensions(&self, markets: usize) -> usize {
        match &self.dynamics {
            Dynamics::Jumps(_) => Jumps::dimensions(markets),
            Dynamics::Heston(heston) => heston.dimensions(markets),
        }
    }

    /// All numbers, for markets with these yearly volatilities today.
    pub(super) fn check(&self, volatilities: &[f64]) -> Result<Correlation, MonteCarloError> {
        in_range("horizon_days", self.horizon_days, &(0.001..=YEAR_DAYS))?;
        for (market, &volatility) in volatilities.iter().enumerate() {
            in_range(format!("the volatility of markets[{market}]"), volatility, &VOLATILITIES)?;
        }
        let (found, expected) = (self.markets(), volatilities.len());
        if found != expected {
            return Err(MonteCarloError::Markets { list: "markets".to_owned(), found, expected });
        }
        match &self.dynamics {
            Dynamics::Jumps(jumps) => jumps.check(self.horizon_years())?,
            Dynamics::Heston(heston) => heston.check(self.horizon_years())?,
        }
        self.check_paths(expected)?;
        Correlation::new(&self.correlation, expected)
    }

    fn markets(&self) -> usize {
        match &self.dynamics {
            Dynamics::Jumps(jumps) => jumps.markets.len(),
            Dynamics::Heston(heston) => heston.markets.len(),
        }
    }

    fn check_paths(&self, markets: usize) -> Result<(), MonteCarloError> {
        let paths = self.paths;
        let most = MOST_MOVES / (markets as u64).max(1);
        if paths > most {
            return Err(MonteCarloError::TooManyPaths { paths, markets, most });
        }
        in_range("paths", paths as f64, &(2.0..=most as f64))?;
        match self.generator {
            Generator::Philox => Ok(()),
            Generator::Antithetic if paths.is_multiple_of(2) => Ok(()),
            Generator::Antithetic => Err(MonteCarloError::OddPaths { paths }),
            Generator::Sobol { replicates } => self.check_sobol(replicates, markets),
        }
    }

    fn check_sobol(&self, replicates: u64, markets: usize) -> Result<(), MonteCarloError> {
        let paths = self.paths;
        let is_divided = REPLICATES.contains(&replicates) && paths.is_multiple_of(replicates);
        let points = if is_divided { paths / replicates } else { 0 };
        if points < 2 || !points.is_power_of_two() {
            return Err(MonteCarloError::Replicates { paths, replicates });
        }
        let needed = self.dimensions(markets);
        match needed > MOST_DIMENSIONS {
            true => Err(MonteCarloError::Dimensions { needed, most: MOST_DIMENSIONS }),
            false => Ok(()),
        }
    }
}
