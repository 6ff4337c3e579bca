//! What is worked out from a report before it is shown.

use std::fmt;

use crate::model::{Report, RoundRow};

/// How a round ended for the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was owed to the option holders.
    Expired,
    /// Settled above the strike: the holders were paid.
    CalledAway,
    /// The auction sold nothing, so there was nothing to settle.
    Unsold,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Outcome::Expired => "expired",
            Outcome::CalledAway => "called away",
            Outcome::Unsold => "unsold",
        })
    }
}

impl RoundRow {
    /// How the round ended.
    pub fn outcome(&self) -> Outcome {
        if self.sold <= 0.0 {
            Outcome::Unsold
        } else if self.payoff > 0.0 || self.settlement_usd > self.strike_usd {
            Outcome::CalledAway
        } else {
            Outcome::Expired
        }
    }

    /// Performance and management fee together, coins.
    pub fn fees(&self) -> f64 {
        self.performance_fee + self.management_fee
    }

    /// Premium as a fraction of the NAV at the start of the round.
    pub(crate) fn premium_share(&self) -> f64 {
        ratio(self.premium, self.nav_start).unwrap_or(0.0)
    }

    /// Payoff as a fraction of the NAV at the start of the round.
    pub(crate) fn payoff_share(&self) -> f64 {
        ratio(self.payoff, self.nav_start).unwrap_or(0.0)
    }
}

impl Report {
    /// Names of the checks that did not hold.
    pub fn failed_checks(&self) -> Vec<&str> {
        let failed = self.checks.iter().filter(|(_, passed)| !**passed);
        failed.map(|(name, _)| name.as_str()).collect()
    }

    /// Rounds that ended in `outcome`.
    pub(crate) fn rounds_that(&self, outcome: Outcome) -> usize {
        let same = |row: &&RoundRow| row.outcome() == outcome;
        self.rounds.iter().filter(same).count()
    }

    /// What one coin put in before the first round had become, in coins: the start and the end
    /// of each round as `(unix seconds, coins)`.
    pub(crate) fn growth_path(&self) -> Vec<(i64, f64)> {
        let Some(first) = self.rounds.first() else {
            return Vec::new();
        };
        let start = std::iter::once((first.start_ts, 1.0));
        let ends = self.rounds.iter().map(|row| {
            let growth = ratio(row.pps_end, first.pps_start).unwrap_or(1.0);
            (row.expiry_ts, growth)
        });
        start.chain(ends).collect()
    }
}

/// `part / whole`, unless that is not a number.
pub(crate) fn ratio(part: f64, whole: f64) -> Option<f64> {
    let ratio = part / whole;
    ratio.is_finite().then_some(ratio)
}
