//! The scenarios of the worst moves.

use super::Parameters;
use crate::monte_carlo::{MarketMove, Scenarios};

/// Each move of stress, of all markets at once and within no time: ratios to the power that the schedule has for a market's volatility, so that the
/// more a market moves the larger is the move it must withstand.
pub(super) fn stress(parameters: &Parameters, volatilities: &[f64]) -> Scenarios {
    let powers: Vec<f64> = volatilities.iter().map(|volatility| parameters.stress_power.at(*volatility)).collect();
    let moves = parameters.stress.iter().flat_map(|of| {
        powers.iter().map(|power| MarketMove {
            spot_ratio: libm::pow(of.spot_ratio, *power),
            volatility_ratio: libm::pow(of.volatility_ratio, *power),
        })
    });
    Scenarios::new(volatilities.len(), 0.0, 1, moves.collect())
}
