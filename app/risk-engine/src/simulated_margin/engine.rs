//! Margins of cases.

use super::case::Account;
use super::stress::stress;
use super::{Case, Parameters, SimulatedMarginError};
use crate::add_ons::{
    concentration, correlation_breakdown, liquidation_cost, step_cost, ConcentrationLimit, Exposure, Losses,
};
use crate::greeks::AccountGreeks;
use crate::historical::{past_days, PastDays};
use crate::monte_carlo::{generate, measure, Measure, MonteCarlo, Scenarios};
use crate::requirement::{Requirement, Worth};
use crate::{all_threads, Coin};
use std::borrow::Cow;
use std::path::Path;

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
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    /// Anew from each case's volatilities.
    Simulated(MonteCarlo),
    Past(PastDays),
}

/// Of a case, in money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assessment {
    pub requirement: Requirement,
    pub losses: Losses,
    /// Value at risk and expected shortfall of the whole portfolio.
    pub measure: Measure,
    /// What the options are worth today; below zero when more is owed than owned.
    pub options: f64,
    /// What the requirement is compared with: cash, the portfolio's coins, and collateral after haircuts.
    pub collateral: f64,
}

impl Engine {
    /// From a file of parameters, and price files that it names.
    ///
    /// # Errors
    /// [`SimulatedMarginError`], naming the field.
    pub fn from_path(model: Model, path: &Path) -> Result<Self, SimulatedMarginError> {
        let parameters = Parameters::from_path(path)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let source = match model {
            Model::MonteCarlo => {
                let missing = SimulatedMarginError::NoSection { section: "monte_carlo" };
                Source::Simulated(parameters.monte_carlo.clone().ok_or(missing)?)
            }
            Model::Historical { as_of_ts } => Source::Past(past(&parameters, folder, as_of_ts)?),
        };
        Ok(Self { parameters, source })
    }

    /// First second of the last day that is known; of simulated moves none.
    pub fn as_of_ts(&self) -> Option<i64> {
        match &self.source {
            Source::Past(past) => Some(past.as_of_ts),
            Source::Simulated(_) => None,
        }
    }

    /// IM, MM and LT, and what they are made of.
    ///
    /// # Errors
    /// [`SimulatedMarginError`], naming the field.
    pub fn margin(&self, case: &Case) -> Result<Assessment, SimulatedMarginError> {
        let parameters = &self.parameters;
        let account = case.account(parameters)?;
        let (together, measure, alone) = self.losses(&account)?;
        let Worth { options, held } = Worth::of(&account.book);
        let collateral = held + self.collateral(&account);
        let selling = self.selling(&account);
        let losses = Losses {
            correlation: correlation_breakdown(parameters.correlation_breakdown, &alone, together.largest()),
            liquidation_cost: selling.liquidation_cost,
            concentration: selling.concentration,
            ..together
        };
        // The requirement's `max` would make zero of what is not a number.
        if !(options.is_finite() && collateral.is_finite() && losses.are_finite()) {
            return Err(SimulatedMarginError::NotFinite);
        }
        Ok(Assessment {
            requirement: parameters.factors().requirement(losses.risk(), options),
            losses,
            measure,
            options,
            collateral,
        })
    }

    fn scenarios(&self, account: &Account) -> Result<Cow<'_, Scenarios>, SimulatedMarginError> {
        match &self.source {
            Source::Past(past) => Ok(Cow::Borrowed(&past.scenarios)),
            Source::Simulated(parameters) => {
                Ok(Cow::Owned(generate(parameters, &account.volatilities, all_threads())?))
            }
        }
    }

    /// Stress and expected shortfall of the whole portfolio, the measure that the second is of, and the larger one of the two of each market alone.
    fn losses(&self, account: &Account) -> Result<(Losses, Measure, Vec<f64>), SimulatedMarginError> {
        let (simulated, stress) = (self.scenarios(account)?, stress(&self.parameters, &account.volatilities));
        let measured = |profits: &[f64]| measure(profits, self.parameters.tail, simulated.group());
        let losses = |worst: &[f64], measure: &Measure| Losses {
            stress: worst_loss(worst),
            expected_shortfall: measure.expected_shortfall.value,
            ..Losses::default()
        };
        let (mut all_simulated, mut all_stress) = (vec![0.0; simulated.count()], vec![0.0; stress.count()]);
        let mut alone = Vec::new();
        for market in 0..simulated.markets() {
            let book = account.book.of_market(market);
            let profits = simulated.profits(&book, all_threads())?;
            let worst = stress.profits(&book, 1)?;
            add(&mut all_simulated, &profits);
            add(&mut all_stress, &worst);
            alone.push(losses(&worst, &measured(&profits)?).largest());
        }
        let together = measured(&all_simulated)?;
        Ok((losses(&all_stress, &together), together, alone))
    }

    /// What it costs to sell everything, and what of it is too much for its market.
    fn selling(&self, account: &Account) -> Losses {
        let markets = &self.parameters.markets;
        let exposures: Vec<Exposure> = AccountGreeks::of(&account.book).markets.iter().map(Exposure::of).collect();
        let of_markets: f64 =
            markets.iter().zip(&exposures).map(|(market, exposure)| liquidation_cost(&market.depth, exposure)).sum();
        let positions = exposures.iter().map(|exposure| exposure.positions).sum();
        let notionals: Vec<f64> = exposures.iter().map(|exposure| exposure.notional).collect();
        let limits: Vec<ConcentrationLimit> = markets.iter().map(|market| market.concentration).collect();
        Losses {
            liquidation_cost: of_markets + step_cost(&self.parameters.chain_fees, positions, account.sol_price),
            concentration: concentration(&limits, &notionals),
            ..Losses::default()
        }
    }

    /// `cash + sum of coins spot (1 - haircut at the market's volatility)`.
    fn collateral(&self, account: &Account) -> f64 {
        let markets = self.parameters.markets.iter().zip(&account.collateral).zip(&account.spots);
        let of_coins: f64 = markets
            .zip(&account.volatilities)
            .map(|(((market, coins), spot), volatility)| coins * spot * (1.0 - market.haircut.at(*volatility)))
            .sum();
        account.cash + of_coins
    }
}

/// Number by number.
fn add(sums: &mut [f64], numbers: &[f64]) {
    sums.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
}

/// Zero where nothing is lost.
fn worst_loss(profits: &[f64]) -> f64 {
    profits.iter().fold(0.0, |worst, profit| worst.max(-profit))
}

/// Scenarios of the past, from the price file of every market.
fn past(parameters: &Parameters, folder: &Path, as_of_ts: Option<i64>) -> Result<PastDays, SimulatedMarginError> {
    let filtering = parameters.historical.ok_or(SimulatedMarginError::NoSection { section: "historical" })?;
    let mut coins = Vec::new();
    for market in &parameters.markets {
        let prices = market.prices.as_ref().ok_or(SimulatedMarginError::NoSection { section: "prices of a market" })?;
        coins.push(Coin::from_path(&folder.join(prices))?);
    }
    Ok(past_days(&coins, filtering.filtering(), as_of_ts)?)
}
