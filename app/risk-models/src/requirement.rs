//! What must be held: initial margin, maintenance margin and liquidation threshold, by one formula for every model whose parameters are in this project.
//!
//! V is what the options are worth today, owned above zero and owed below. R is what can be lost from here: the largest loss of a model and all that it
//! adds, zero or more. With the factors `f >= 1` of the initial margin and `g <= 1` of the liquidation threshold:
//!
//! - `MM = max(0, R - V)`
//! - `IM = MM + (f - 1) min(R, MM)`
//! - `LT = MM - (1 - g) min(R, MM)`
//!
//! Cash, coins and other collateral together must be worth so much: none is below zero, and `IM >= MM >= LT`. More risk, or options that are worth less,
//! never lower any of the three.
//!
//! R and V are those of one *netting group*: the positions whose losses a model adds up before it looks for the worst. Requirements of groups add up
//! ([`Requirement::plus`]), so what is owned in one never pays for what is owed in another. A group is an expiry of a market for the chain, a market with all
//! its expiries for [`span`](crate::span) and the [grid](crate::deribit_grid), and for [simulated margins](crate::simulated_margin) both a market and
//! the whole portfolio.
//!
//! The factors apply to what can be lost from here. An option that is owned cannot lose more than its premium, which is paid: it needs nothing at any level.
//! What is owed already counts in full at every level, so the liquidation threshold of an account that owes much is never below what it owes.
//!
//! Source: the chain's scenario margin, `vault_types::margin::scenario_margin`; `tests/requirement.rs` holds the two against each other.

use crate::numbers::{number, OutOfRange, Rule};
use crate::revaluation::Book;

/// USD, zero or more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Requirement {
    /// IM: with less, no new risk and no withdrawal.
    pub initial: f64,
    /// MM: with less, part of the account is sold.
    pub maintenance: f64,
    /// LT: with less, all of it may be sold.
    pub liquidation_threshold: f64,
}

/// How much of the risk the outer two levels ask for; maintenance asks for all of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RequirementFactors {
    /// f: one or more.
    pub initial: f64,
    /// g: from 0 to 1.
    pub liquidation: f64,
}

impl RequirementFactors {
    /// # Errors
    /// [`OutOfRange`], naming the field of the parameters.
    pub(crate) fn check(&self) -> Result<(), OutOfRange> {
        number(|| "initial_factor".to_owned(), self.initial, Rule::AtLeastOne)?;
        number(|| "liquidation_factor".to_owned(), self.liquidation, Rule::Share)
    }

    /// The formulas of the [module](self), of R and V of one netting group in USD. What is not a number gives no number, and never zero.
    pub fn requirement(&self, risk: f64, options: f64) -> Requirement {
        let missing = risk - options;
        let maintenance = if missing <= 0.0 { 0.0 } else { missing };
        let at_risk = risk.min(maintenance);
        Requirement {
            initial: maintenance + (self.initial - 1.0) * at_risk,
            maintenance,
            liquidation_threshold: maintenance - (1.0 - self.liquidation) * at_risk,
        }
    }
}

impl Requirement {
    /// Of nothing.
    pub const NOTHING: Self = Self { initial: 0.0, maintenance: 0.0, liquidation_threshold: 0.0 };

    /// Of two netting groups.
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            initial: self.initial + other.initial,
            maintenance: self.maintenance + other.maintenance,
            liquidation_threshold: self.liquidation_threshold + other.liquidation_threshold,
        }
    }

    /// The lower of each level.
    pub(crate) fn at_most(&self, other: &Self) -> Self {
        Self {
            initial: self.initial.min(other.initial),
            maintenance: self.maintenance.min(other.maintenance),
            liquidation_threshold: self.liquidation_threshold.min(other.liquidation_threshold),
        }
    }

    pub(crate) fn is_finite(&self) -> bool {
        [self.initial, self.maintenance, self.liquidation_threshold].into_iter().all(f64::is_finite)
    }
}

/// What an account has today, or what it has of a market; USD.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worth {
    /// V: the options, below zero when more is owed than owned.
    pub options: f64,
    /// Cash and coins at their full price: what they may lose is in the risk. Futures and perpetuals are worth nothing.
    pub held: f64,
}

impl Worth {
    pub(crate) fn is_finite(&self) -> bool {
        self.options.is_finite() && self.held.is_finite()
    }

    /// Of both.
    pub fn plus(&self, other: &Self) -> Self {
        Self { options: self.options + other.options, held: self.held + other.held }
    }

    /// At today's prices.
    pub fn of(book: &Book) -> Self {
        let options = book.markets.iter().flat_map(|market| &market.expiries).flat_map(|expiry| &expiry.options);
        Self {
            options: options.fold(0.0, |sum, option| sum + option.amount * option.value),
            held: book.markets.iter().fold(book.cash(), |sum, market| sum + market.coins * market.spot),
        }
    }
}
