//! The oracle contingency: initial margin for notional that is priced by a feed in doubt.

use crate::derive_pmrm2::input::{OtherParameters, Portfolio};

/// `CONF_MARGIN (1 - confidence) notional` if the confidence is below `CONF_THRESHOLD`, else nothing. Counts in initial margin only.
///
/// | what | notional | confidence: the least of |
/// |---|---|---|
/// | perps | as the perp contingency's | spot, perp |
/// | an expiry | sum of all its options, owned or owed, times spot | spot, perp if there are perps, forward, rate, volatility |
/// | a collateral | its value | its own, spot |
pub fn confidence_contingency(parameters: &OtherParameters, confidence: f64, notional: f64) -> f64 {
    if confidence < parameters.confidence_threshold {
        (1.0 - confidence) * parameters.confidence_share * notional
    } else {
        0.0
    }
}

/// Of spot, and of the perp price for an account with perps.
pub fn market_confidence(portfolio: &Portfolio) -> f64 {
    if portfolio.perps == 0.0 {
        portfolio.spot_confidence
    } else {
        portfolio.spot_confidence.min(portfolio.perp_confidence)
    }
}
