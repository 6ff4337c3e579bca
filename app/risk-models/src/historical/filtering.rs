//! A past day again: as it was, or brought nearer to today's volatility.
//!
//! `return = past return * (forecast of today / forecast of then)^strength`, both standard deviations of a day; the volatility of options changes
//! as it did. With strength 1 this is Hull and White's model, with 0 plain historical simulation.
//! Sources: J. Hull and A. White, "Incorporating volatility updating into the historical simulation method for value-at-risk" (1998);
//! G. Barone-Adesi, K. Giannopoulos and L. Vosper, "VaR without correlations for portfolios of derivative securities" (1999).
//!
//! Strength 1/2 is of this project: the worst days of coins often come after calm ones, and full strength first makes such a day larger
//! than it was whenever volatility is high, and then forgets it when volatility is low. `docs/BACKTEST.md` compares the strengths.

use super::{History, PastDay};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Fewest days of the past that scenarios are made of.
pub const LEAST_MOVES: usize = 250;

/// A way the next day may go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scenario {
    pub log_return: f64,
    /// What volatility of the week ahead is multiplied by.
    pub volatility_factor: f64,
}

/// How far a past return is brought to today's volatility.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Filtering {
    /// Not at all: strength 0.
    Unfiltered,
    /// In logarithms half of the way: strength 1/2.
    Half,
    /// Strength 1.
    Full,
}

impl Filtering {
    /// Days that are looked back. More when filtered: brought nearer to today's volatility, old days are less stale.
    pub fn most_moves(self) -> usize {
        match self {
            Self::Unfiltered => 500,
            Self::Half | Self::Full => 1_000,
        }
    }

    /// What a past return is multiplied by; both arguments are standard deviations of a day.
    pub fn factor(self, today: f64, then: f64) -> f64 {
        match self {
            Self::Unfiltered => 1.0,
            Self::Half => (today / then).sqrt(),
            Self::Full => today / then,
        }
    }

    /// A day of the past again; `today` is the standard deviation of the day that begins.
    pub fn scenario(self, of: &PastDay, today: f64) -> Scenario {
        Scenario {
            log_return: of.log_return * self.factor(today, of.expected),
            volatility_factor: libm::exp(of.volatility_change),
        }
    }

    /// The last days again. `None` if there are fewer than [`LEAST_MOVES`], or no forecast of today.
    pub fn scenarios(self, history: &History) -> Option<Vec<Scenario>> {
        let today = history.forecast()?.day.sqrt();
        let moves = history.moves(self.most_moves());
        (moves.len() >= LEAST_MOVES).then(|| moves.iter().map(|of| self.scenario(of, today)).collect())
    }
}

impl fmt::Display for Filtering {
    /// As in a file.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Unfiltered => "unfiltered",
            Self::Half => "half",
            Self::Full => "full",
        })
    }
}
