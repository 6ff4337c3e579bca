//! What became of accounts at their limits in days in which prices fell, as plain data. Amounts are in the quote.

use super::statistics::quantile;
use std::collections::BTreeMap;

/// Events that were lived through, in their order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReplayReport {
    pub quote: String,
    /// Seed of everything that was drawn.
    pub seed: u64,
    /// How the volatility was found that signers posted, and what else is modelled, a sentence or two each.
    pub notes: Vec<Note>,
    pub events: Vec<EventReport>,
}

/// A word and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub word: String,
    pub text: String,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EventReport {
    /// The date.
    pub name: String,
    pub coin: String,
    /// Where the prices came from.
    pub source: String,
    pub day_ts: i64,
    /// Accounts at their limits, and all that they had.
    pub accounts: u64,
    pub collateral: f64,
    /// What liquidators had, and what was staked in the insurance fund.
    pub maker_capital: f64,
    pub fund_staked: f64,
    /// How many accounts were ever below their maintenance margin.
    pub fell_short: u64,
    pub sold_in_part: u64,
    pub sold_whole: u64,
    pub given_away: u64,
    /// Still below when everything was settled.
    pub never_back: u64,
    /// Liquidators of whose accounts something was sold.
    pub makers_sold: u64,
    pub sales: u64,
    pub hedges: u64,
    /// Bids that the program refused for their makers' margin.
    pub refused: u64,
    /// What was sold was worth this, and cost so much less.
    pub value_sold: f64,
    pub discount: f64,
    /// The insurance fund's income, what it paid, and what it had at the end.
    pub penalties: f64,
    pub fund_used: f64,
    pub fund_end: f64,
    /// What everybody bore.
    pub socialised: f64,
    /// What holders of options were owed and nobody could pay.
    pub unpaid: f64,
    /// What liquidators brought in from elsewhere, and the most that one of them owed there.
    pub brought_in: f64,
    /// What they paid for options that they bought back.
    pub bought_back: f64,
    pub owed_elsewhere: f64,
    /// `None` where no account fell short.
    pub recovery: Option<Recovery>,
    pub groups: Vec<GroupRow>,
    /// Name of each check -> whether it held.
    pub checks: BTreeMap<String, bool>,
    /// How things stood, oldest first.
    pub samples: Vec<Sample>,
}

/// How long it took from the first look below maintenance margin until an account was back at its buffer, or empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recovery {
    pub median_secs: i64,
    /// Nine of ten took no longer.
    pub p90_secs: i64,
    pub max_secs: i64,
}

/// Accounts of one kind.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GroupRow {
    pub name: String,
    pub accounts: u64,
    pub collateral: f64,
    pub fell_short: u64,
    pub sold_in_part: u64,
    pub sold_whole: u64,
    pub given_away: u64,
}

/// How things stood at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sample {
    pub ts: i64,
    pub price: f64,
    /// Auctions that ran.
    pub running: u64,
    /// What the insurance fund had, and what running auctions might ask of it.
    pub fund: f64,
    pub claims: f64,
    /// So far: what the fund paid, what everybody bore, what was sold below its value.
    pub fund_used: f64,
    pub socialised: f64,
    pub discount: f64,
}

impl Recovery {
    /// Of times in any order.
    pub fn of(mut times_secs: Vec<i64>) -> Option<Self> {
        times_secs.sort_unstable();
        Some(Self {
            median_secs: quantile(&times_secs, 50)?,
            p90_secs: quantile(&times_secs, 90)?,
            max_secs: *times_secs.last()?,
        })
    }
}

impl EventReport {
    /// Names of the checks that did not hold.
    pub fn failed_checks(&self) -> Vec<&str> {
        self.checks.iter().filter(|(_, holds)| !**holds).map(|(name, _)| name.as_str()).collect()
    }

    /// The price when accounts opened, and the lowest and highest after that.
    pub(crate) fn prices(&self) -> [f64; 3] {
        let prices = self.samples.iter().map(|sample| sample.price);
        let first = self.samples.first().map_or(0.0, |sample| sample.price);
        [first, prices.clone().fold(first, f64::min), prices.fold(first, f64::max)]
    }

    /// How far the price fell at most.
    pub(crate) fn fall(&self) -> f64 {
        let mut highest = f64::MIN;
        self.samples.iter().fold(0.0, |fall: f64, sample| {
            highest = highest.max(sample.price);
            fall.min(sample.price / highest - 1.0)
        })
    }

    /// The most auctions that ran at once.
    pub(crate) fn most_running(&self) -> u64 {
        self.samples.iter().map(|sample| sample.running).max().unwrap_or(0)
    }
}
