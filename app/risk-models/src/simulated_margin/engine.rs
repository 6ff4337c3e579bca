//! Margins of cases.

use super::case::Account;
use super::selling::{Selling, SellingCost};
use super::stress::stress;
use super::{Case, Origin, Parameters, ScenarioOrigin, SimulatedMarginError};
use crate::add_ons::{correlation_breakdown, Losses};
use crate::historical::{past_days, PastDays};
use crate::monte_carlo::{generate, measure, Measure, MonteCarlo, Scenarios};
use crate::requirement::{Requirement, Worth};
use crate::revaluation::Book;
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

/// Of a case, in money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assessment {
    pub requirement: Requirement,
    /// Of the whole portfolio.
    pub losses: Losses,
    /// Value at risk and expected shortfall of the whole portfolio.
    pub measure: Measure,
    /// What maintenance margin asks for on top, since markets may stop offsetting each other.
    pub correlation: f64,
    /// What the options are worth today; below zero when more is owed than owned.
    pub options: f64,
    /// What the requirement is compared with: cash, the portfolio's coins, and collateral after haircuts.
    pub collateral: f64,
}

/// What a netting group can lose, and what its options are worth today.
struct Group {
    losses: Losses,
    options: f64,
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

    /// IM, MM and LT, and what they are made of: at each level the requirement T of the whole portfolio as one netting group, but no more than the sum A of
    /// those of its markets, each by itself; and `share (A - T)`, since it is not trusted that markets offset each other.
    ///
    /// # Errors
    /// [`SimulatedMarginError`], naming the field.
    pub fn margin(&self, case: &Case) -> Result<Assessment, SimulatedMarginError> {
        let parameters = &self.parameters;
        let account = case.account(parameters)?;
        let (together, measure, markets) = self.groups(&account)?;
        let collateral = Worth::of(&account.book).held + self.collateral(&account);
        if !(collateral.is_finite() && together.is_finite() && markets.iter().all(Group::is_finite)) {
            return Err(SimulatedMarginError::NotFinite);
        }
        let of = |group: &Group| parameters.factors().requirement(group.losses.risk(), group.options);
        let alone = markets.iter().fold(Requirement::NOTHING, |sum, market| sum.plus(&of(market)));
        let trusted = of(&together).at_most(&alone);
        let untrusted = correlation_breakdown(parameters.correlation_breakdown, &alone, &trusted);
        Ok(Assessment {
            requirement: trusted.plus(&untrusted),
            losses: together.losses,
            measure,
            correlation: untrusted.maintenance,
            options: together.options,
            collateral,
        })
    }

    fn scenarios(&self, account: &Account) -> Result<Cow<'_, Scenarios>, SimulatedMarginError> {
        match &self.source {
            Source::Past { days, .. } => Ok(Cow::Borrowed(&days.scenarios)),
            Source::Simulated(parameters) => {
                Ok(Cow::Owned(generate(parameters, &account.volatilities, all_threads())?))
            }
        }
    }

    /// The whole portfolio, the measure of its shortfall, and each market by itself.
    fn groups(&self, account: &Account) -> Result<(Group, Measure, Vec<Group>), SimulatedMarginError> {
        let (simulated, stress) = (self.scenarios(account)?, stress(&self.parameters, &account.volatilities));
        let measured = |profits: &[f64]| measure(profits, self.parameters.tail, simulated.group());
        let selling = Selling::of(&self.parameters, account);
        let (mut all_simulated, mut all_stress) = (vec![0.0; simulated.count()], vec![0.0; stress.count()]);
        let mut markets = Vec::with_capacity(selling.alone.len());
        for (market, cost) in selling.alone.iter().enumerate() {
            let book = account.book.of_market(market);
            let (profits, worst) = (simulated.profits(&book, all_threads())?, stress.profits(&book, 1)?);
            add(&mut all_simulated, &profits);
            add(&mut all_stress, &worst);
            markets.push(Group::new(&book, &worst, &measured(&profits)?, cost));
        }
        let measure = measured(&all_simulated)?;
        Ok((Group::new(&account.book, &all_stress, &measure, &selling.together), measure, markets))
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

impl Group {
    /// With profits under stress.
    fn new(book: &Book, stress: &[f64], measure: &Measure, cost: &SellingCost) -> Self {
        let losses = Losses {
            stress: worst_loss(stress),
            expected_shortfall: measure.expected_shortfall.value,
            liquidation_cost: cost.liquidation,
            concentration: cost.concentration,
        };
        Self { losses, options: Worth::of(book).options }
    }

    fn is_finite(&self) -> bool {
        self.options.is_finite() && self.losses.are_finite()
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
