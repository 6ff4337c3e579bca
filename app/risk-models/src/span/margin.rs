//! The margin of an account.

use super::scenarios::{moves, weight};
use super::{scan_risk, scenario_name, times, MarketParameters, Parameters, RiskArray, ScanRisk};
use crate::portfolio::{ContractKind, InputError, Market, OptionHolding, Portfolio};
use crate::requirement::{Requirement, Worth};
use crate::revaluation::{profits, Book, Move, RevaluationError};

/// USD.
#[derive(Clone, Debug, PartialEq)]
pub struct SpanMargin {
    pub requirement: Requirement,
    /// Options and cash with coins, at today's prices: the second is what the requirement is compared with.
    pub worth: Worth,
    /// In the order of the portfolio.
    pub markets: Vec<MarketRisk>,
}

/// Of one market.
#[derive(Clone, Debug, PartialEq)]
pub struct MarketRisk {
    pub name: String,
    /// What its options are worth today, USD.
    pub options: f64,
    pub scan: ScanRisk,
    /// USD.
    pub short_option_minimum: f64,
}

impl MarketRisk {
    /// The larger of the two, USD.
    pub fn risk(&self) -> f64 {
        self.scan.loss.max(self.short_option_minimum)
    }

    /// What the risk is that of: the name of the worst scenario, or the short option minimum.
    pub fn cause(&self) -> &'static str {
        if self.short_option_minimum > self.scan.loss {
            "short option minimum"
        } else if self.scan.loss > 0.0 {
            scenario_name(self.scan.worst)
        } else {
            "nothing is lost"
        }
    }
}

/// The formulas of the [module](super).
///
/// # Errors
/// [`InputError`] if a number of either file makes no sense, if a market has no parameters, or if a result is not finite.
pub fn margin(portfolio: &Portfolio, parameters: &Parameters) -> Result<SpanMargin, InputError> {
    portfolio.check()?;
    parameters.check()?;
    let (mut requirement, mut worth) = (Requirement::NOTHING, Worth { options: 0.0, held: portfolio.cash });
    let mut markets = Vec::with_capacity(portfolio.markets.len());
    for market in &portfolio.markets {
        let of_market = worth_of(market)?;
        let risk = market_risk(market, of_market.options, parameters.market(&market.name)?)?;
        requirement = requirement.plus(&parameters.factors().requirement(risk.risk(), risk.options));
        worth = worth.plus(&of_market);
        markets.push(risk);
    }
    match requirement.is_finite() && worth.is_finite() {
        true => Ok(SpanMargin { requirement, worth, markets }),
        false => Err(RevaluationError::ValueNotFinite.into()),
    }
}

/// What risk arrays are worth counts with the options: that of futures is zero.
fn worth_of(market: &Market) -> Result<Worth, InputError> {
    let priced_by_us = Market { risk_arrays: Vec::new(), ..market.clone() };
    let Worth { options, held } = Worth::of(&Book::new(&Portfolio::only(&priced_by_us))?);
    let of_arrays = market.risk_arrays.iter().map(|held| held.amount * held.value);
    Ok(Worth { options: of_arrays.fold(options, |sum, value| sum + value), held })
}

fn market_risk(market: &Market, options: f64, parameters: &MarketParameters) -> Result<MarketRisk, InputError> {
    let moves = moves(parameters, market.spot)?;
    let mut arrays = Vec::new();
    for (amount, one) in single_contracts(market) {
        arrays.push(times(amount, &contract_array(&one, &moves, parameters)?));
    }
    arrays.extend(market.risk_arrays.iter().map(|held| times(held.amount, &held.profits)));
    let short_option_minimum = options_owed(market) * parameters.short_option_minimum.usd(market.spot);
    Ok(MarketRisk { name: market.name.clone(), options, scan: scan_risk(&arrays), short_option_minimum })
}

/// What one contract gains, weighted and rounded.
fn contract_array(one: &Market, moves: &[Move], parameters: &MarketParameters) -> Result<RiskArray, InputError> {
    let book = Book::new(&Portfolio::only(one))?;
    let profits = profits(&book, moves)?;
    let mut array = RiskArray::default();
    for (scenario, (number, profit)) in array.iter_mut().zip(profits).enumerate() {
        *number = rounded(weight(parameters, scenario) * profit, parameters.array_rounding);
    }
    Ok(array)
}

fn rounded(usd: f64, multiple: f64) -> f64 {
    if multiple > 0.0 {
        (usd / multiple).round() * multiple
    } else {
        usd
    }
}

/// Every position with its amount, and a market in which one of it is all that is held.
fn single_contracts(market: &Market) -> Vec<(f64, Market)> {
    let nothing =
        Market { coins: 0.0, perpetuals: 0.0, expiries: Vec::new(), risk_arrays: Vec::new(), ..market.clone() };
    let mut contracts = vec![
        (market.coins, Market { coins: 1.0, ..nothing.clone() }),
        (market.perpetuals, Market { perpetuals: 1.0, ..nothing.clone() }),
    ];
    for expiry in &market.expiries {
        let mut empty = expiry.clone();
        let options = std::mem::take(&mut empty.options);
        empty.futures = 1.0;
        contracts.push((expiry.futures, Market { expiries: vec![empty.clone()], ..nothing.clone() }));
        empty.futures = 0.0;
        for option in options {
            let mut one = empty.clone();
            let amount = option.amount;
            one.options.push(OptionHolding { amount: 1.0, ..option });
            contracts.push((amount, Market { expiries: vec![one], ..nothing.clone() }));
        }
    }
    contracts.retain(|(amount, _)| *amount != 0.0);
    contracts
}

/// Options below zero, of every kind, expiry and strike.
fn options_owed(market: &Market) -> f64 {
    let priced_by_us = market.expiries.iter().flat_map(|expiry| &expiry.options).map(|option| option.amount);
    let is_option = |kind: ContractKind| kind == ContractKind::Option;
    let of_arrays = market.risk_arrays.iter().filter(|held| is_option(held.kind)).map(|held| held.amount);
    priced_by_us.chain(of_arrays).fold(0.0, |owed, amount| owed + (-amount).max(0.0))
}
