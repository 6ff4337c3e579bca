//! What is worked out from a report before it is shown.

use crate::model::{Report, RoundRow, Sells};

/// How a round ended for the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was owed to the option holders.
    Expired,
    /// Settled on the holders' side of the strike: they were paid.
    Paid,
    /// The auction sold nothing, so there was nothing to settle.
    Unsold,
}

impl Outcome {
    /// In a word or two, for calls or puts.
    pub(crate) fn word(self, sells: Sells) -> &'static str {
        match self {
            Outcome::Expired => "expired",
            Outcome::Paid => sells.paid(),
            Outcome::Unsold => "unsold",
        }
    }
}

/// The words that differ.
impl Sells {
    /// How a round that owed its holders something is called.
    pub(crate) fn paid(self) -> &'static str {
        match self {
            Sells::Calls => "called away",
            Sells::Puts => "assigned",
        }
    }

    /// On which side of the strike the vault pays.
    pub(crate) fn paying_side(self) -> &'static str {
        match self {
            Sells::Calls => "above",
            Sells::Puts => "below",
        }
    }

    pub(crate) fn free_side(self) -> &'static str {
        match self {
            Sells::Calls => "below",
            Sells::Puts => "above",
        }
    }

    pub(crate) fn options(self) -> &'static str {
        match self {
            Sells::Calls => "calls",
            Sells::Puts => "puts",
        }
    }

    /// What a depositor would have kept otherwise.
    pub(crate) fn held(self) -> &'static str {
        match self {
            Sells::Calls => "the coin",
            Sells::Puts => "cash",
        }
    }
}

impl RoundRow {
    /// How the round ended.
    pub fn outcome(&self) -> Outcome {
        if self.sold <= 0.0 {
            Outcome::Unsold
        } else if self.payoff > 0.0 {
            Outcome::Paid
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
    /// The unit of what the vault holds.
    pub(crate) fn asset(&self) -> &str {
        match self.sells {
            Sells::Calls => &self.underlying,
            Sells::Puts => &self.quote,
        }
    }

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
