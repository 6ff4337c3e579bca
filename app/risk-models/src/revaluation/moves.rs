//! What happens to a market in a scenario.

use super::RevaluationError;
use crate::numbers::Rule;

/// A move of one market. [`Move::NONE`] with some fields changed is the usual way to make one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Move {
    /// Spot is multiplied with it: 1.1 is a rise by a tenth. Above zero.
    pub spot_ratio: f64,
    /// Change of every volatility as a share of itself: 0.25 is a rise by a quarter.
    pub relative_volatility: f64,
    /// Then added to every volatility: 0.05 is five points.
    pub absolute_volatility: f64,
    /// No volatility ends below it, as a fraction of zero or more.
    pub least_volatility: f64,
    /// That pass, zero or more.
    pub days: f64,
}

impl Move {
    /// Nothing happens.
    pub const NONE: Self =
        Self { spot_ratio: 1.0, relative_volatility: 0.0, absolute_volatility: 0.0, least_volatility: 0.0, days: 0.0 };

    /// Only spot moves.
    pub const fn spot(spot_ratio: f64) -> Self {
        Self { spot_ratio, ..Self::NONE }
    }

    /// Everything finite and in its limits; the scenario and the market are for the error.
    pub(super) fn check(&self, scenario: usize, market: usize) -> Result<(), RevaluationError> {
        for (field, value, rule) in [
            ("spot_ratio", self.spot_ratio, Rule::AboveZero),
            ("relative_volatility", self.relative_volatility, Rule::Finite),
            ("absolute_volatility", self.absolute_volatility, Rule::Finite),
            ("least_volatility", self.least_volatility, Rule::NotNegative),
            ("days", self.days, Rule::NotNegative),
        ] {
            if let Some(must) = rule.broken_by(value) {
                return Err(RevaluationError::Move { scenario, market, field, value, must });
            }
        }
        Ok(())
    }
}
