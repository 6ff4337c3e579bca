//! The margin of an account.

use super::grid::{loss, moves, volatility_weight};
use super::{contingency, MarketParameters, Parameters};
use crate::portfolio::{InputError, Market, Portfolio};
use crate::requirement::{Requirement, Worth};
use crate::revaluation::{profits, Book, RevaluationError};

/// USD.
#[derive(Clone, Debug, PartialEq)]
pub struct GridMargin {
    pub requirement: Requirement,
    /// Options and cash with coins, at today's prices: the second is what the requirement is compared with.
    pub worth: Worth,
    /// In the order of the portfolio.
    pub markets: Vec<MarketLoss>,
}

/// Of one market.
#[derive(Clone, Debug, PartialEq)]
pub struct MarketLoss {
    pub name: String,
    /// What counts of each move, USD: near moves from below, each with volatilities as they are, up, and down; then the far moves.
    pub profits: Vec<f64>,
    /// The worst of them, zero or more.
    pub loss: f64,
    /// USD.
    pub contingency: f64,
}

impl MarketLoss {
    /// Both together, USD.
    pub fn risk(&self) -> f64 {
        self.loss + self.contingency
    }
}

/// The formulas of the [module](super).
///
/// # Errors
/// [`InputError`] if a number of either file makes no sense, if a market has no parameters, or if a result is not finite.
pub fn margin(portfolio: &Portfolio, parameters: &Parameters) -> Result<GridMargin, InputError> {
    parameters.check()?;
    let worth = Worth::of(&Book::new(portfolio)?);
    let mut markets = Vec::with_capacity(portfolio.markets.len());
    for market in &portfolio.markets {
        markets.push(market_loss(market, parameters.market(&market.name)?)?);
    }
    let risk = markets.iter().fold(0.0, |sum, market| sum + market.risk());
    let requirement = parameters.factors().requirement(risk, worth.options);
    match requirement.is_finite() && worth.is_finite() {
        true => Ok(GridMargin { requirement, worth, markets }),
        false => Err(RevaluationError::ValueNotFinite.into()),
    }
}

fn market_loss(market: &Market, parameters: &MarketParameters) -> Result<MarketLoss, InputError> {
    let book = Book::new(&Portfolio::only(market))?.with_volatility_weights(|days| volatility_weight(parameters, days));
    let mut profits = profits(&book, &moves(parameters))?;
    let loss = loss(parameters, &mut profits);
    let contingency = contingency(market, parameters);
    Ok(MarketLoss { name: market.name.clone(), profits, loss, contingency })
}
