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
    /// What its options are worth today, USD.
    pub options: f64,
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
    portfolio.check()?;
    portfolio.refuse_risk_arrays()?;
    parameters.check()?;
    let (mut requirement, mut worth) = (Requirement::NOTHING, Worth { options: 0.0, held: portfolio.cash });
    let mut markets = Vec::with_capacity(portfolio.markets.len());
    for market in &portfolio.markets {
        let book = Book::new(&Portfolio::only(market))?;
        let of_market = Worth::of(&book);
        let loss = market_loss(market, book, of_market.options, parameters.market(&market.name)?)?;
        requirement = requirement.plus(&parameters.factors().requirement(loss.risk(), loss.options));
        worth = worth.plus(&of_market);
        markets.push(loss);
    }
    match requirement.is_finite() && worth.is_finite() {
        true => Ok(GridMargin { requirement, worth, markets }),
        false => Err(RevaluationError::ValueNotFinite.into()),
    }
}

fn market_loss(
    market: &Market,
    book: Book,
    options: f64,
    parameters: &MarketParameters,
) -> Result<MarketLoss, InputError> {
    let book = book.with_volatility_weights(|days| volatility_weight(parameters, days));
    let mut profits = profits(&book, &moves(parameters))?;
    let loss = loss(parameters, &mut profits);
    let contingency = contingency(market, parameters);
    Ok(MarketLoss { name: market.name.clone(), options, profits, loss, contingency })
}
