//! Filtered historical simulation: the next day is one of the last [`MOST_MOVES`], at a volatility nearer to today's.
//!
//! `return = past return * (forecast of today / forecast of then)^strength`, both standard deviations of a day; the volatility of options changes
//! as it did. With strength 1 this is Hull and White's model, with 0 plain historical simulation.
//! Sources: J. Hull and A. White, "Incorporating volatility updating into the historical simulation method for value-at-risk" (1998);
//! G. Barone-Adesi, K. Giannopoulos and L. Vosper, "VaR without correlations for portfolios of derivative securities" (1999).
//!
//! Strength 1/2 is of this project: the worst days of coins often come after calm ones, and full strength first makes such a day larger
//! than it was whenever volatility is high, and then forgets it when volatility is low. `docs/BACKTEST.md` compares the strengths.

use super::{Scenario, ScenarioModel, LEAST_MOVES};
use crate::backtest::history::{History, PastDay};

/// Days that are looked back. More than without filtering: brought nearer to today's volatility, old days are less stale.
pub const MOST_MOVES: usize = 1_000;

/// How far a past return is brought to today's volatility. Has no other state: everything is in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filtering {
    Full,
    /// In logarithms half of the way.
    Half,
}

impl Filtering {
    /// What a past return is multiplied by; both arguments are standard deviations of a day.
    pub fn factor(self, today: f64, then: f64) -> f64 {
        match self {
            Self::Full => today / then,
            Self::Half => (today / then).sqrt(),
        }
    }

    /// A day of the past again; `today` is the standard deviation of the day that begins.
    pub fn scenario(self, of: &PastDay, today: f64) -> Scenario {
        Scenario {
            log_return: of.log_return * self.factor(today, of.expected),
            volatility_factor: libm::exp(of.volatility_change),
        }
    }
}

impl ScenarioModel for Filtering {
    fn scenarios(&mut self, history: &History) -> Option<Vec<Scenario>> {
        let today = history.forecast()?.day.sqrt();
        let moves = history.moves(MOST_MOVES);
        (moves.len() >= LEAST_MOVES).then(|| moves.iter().map(|of| self.scenario(of, today)).collect())
    }
}
