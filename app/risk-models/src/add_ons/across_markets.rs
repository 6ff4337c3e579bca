//! Too much of one market, and markets that stop offsetting each other.

use super::AddOnError;
use crate::numbers::{in_range, SHARE};
use crate::requirement::Requirement;
use serde::{Deserialize, Serialize};

/// Where concentration on a market begins.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ConcentrationLimit {
    /// Money that the market takes.
    pub notional: f64,
    /// Asked for of what is above.
    pub rate: f64,
}

impl ConcentrationLimit {
    pub(crate) fn check(&self, field: &str) -> Result<(), AddOnError> {
        in_range(format!("{field}.notional"), self.notional, &(0.0..=1e15))?;
        Ok(in_range(format!("{field}.rate"), self.rate, &SHARE)?)
    }
}

/// `sum over markets of rate max(0, notional - limit)`; one notional for each limit.
pub fn concentration(limits: &[ConcentrationLimit], notionals: &[f64]) -> f64 {
    limits.iter().zip(notionals).map(|(limit, notional)| limit.rate * (notional - limit.notional).max(0.0)).sum()
}

/// At each level `share max(0, alone - together)`: what markets offset of each other's requirements, as far as it is not trusted. `alone` is the sum of the
/// requirements of each market by itself, `together` that of the whole portfolio. With share 1 each market stands for itself.
pub fn correlation_breakdown(share: f64, alone: &Requirement, together: &Requirement) -> Requirement {
    let untrusted = |alone: f64, together: f64| share * (alone - together).max(0.0);
    Requirement {
        initial: untrusted(alone.initial, together.initial),
        maintenance: untrusted(alone.maintenance, together.maintenance),
        liquidation_threshold: untrusted(alone.liquidation_threshold, together.liquidation_threshold),
    }
}
