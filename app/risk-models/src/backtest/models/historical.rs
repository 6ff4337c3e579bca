//! Historical simulation: the next day is one of the last [`MOST_MOVES`], as it was.

use super::{Scenario, ScenarioModel, LEAST_MOVES};
use crate::backtest::history::{History, PastDay};

/// Days that are looked back.
pub const MOST_MOVES: usize = 500;

/// Has no state: everything is in the history.
#[derive(Clone, Copy, Debug)]
pub struct Historical;

impl ScenarioModel for Historical {
    fn scenarios(&mut self, history: &History) -> Option<Vec<Scenario>> {
        let moves = history.moves(MOST_MOVES);
        (moves.len() >= LEAST_MOVES).then(|| moves.iter().map(as_it_was).collect())
    }
}

/// A day of the past again.
pub fn as_it_was(of: &PastDay) -> Scenario {
    Scenario { log_return: of.log_return, volatility_factor: libm::exp(of.volatility_change) }
}
