//! The perp contingency.

use super::Contingency;
use crate::derive_pmrm2::input::{OtherParameters, Portfolio};

/// `|perps| * spot`: of spot, not of the perp price.
pub fn perp_notional(portfolio: &Portfolio) -> f64 {
    portfolio.perps.abs() * portfolio.spot_price
}

/// `MM_PERP_PERCENT * notional` for maintenance, `IM_PERP_PERCENT * notional` on top.
pub fn perp_contingency(parameters: &OtherParameters, notional: f64) -> Contingency {
    Contingency {
        maintenance: notional * parameters.maintenance_perp_share,
        initial: notional * parameters.initial_perp_share,
    }
}
