//! How far the volatilities of options follow their market's, by the time they have left.

use crate::numbers::in_range;
use crate::OutOfRange;
use serde::{Deserialize, Serialize};

/// Near options move more than far ones: volatility returns to what is usual.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct VolatilityTerm {
    /// Options with so many days left change by the ratio of a scenario.
    pub reference_days: f64,
    /// Options with fewer days left change like those with so many.
    pub least_days: f64,
    /// How fast it falls with time; 0 moves all options alike.
    pub power: f64,
}

impl VolatilityTerm {
    pub(super) fn check(&self) -> Result<(), OutOfRange> {
        in_range("volatility_term.reference_days", self.reference_days, &(0.1..=1_000.0))?;
        in_range("volatility_term.least_days", self.least_days, &(0.1..=1_000.0))?;
        in_range("volatility_term.power", self.power, &(0.0..=1.0))
    }

    /// `w = (reference_days / max(days, least_days))^power`: with the ratio q of a scenario a volatility v becomes `v (1 + w (q - 1))`, zero at least.
    ///
    /// Source: the rule of 30 days of [`deribit_grid`](crate::deribit_grid), with one power.
    pub fn weight(&self, days: f64) -> f64 {
        libm::pow(self.reference_days / days.max(self.least_days), self.power)
    }
}
