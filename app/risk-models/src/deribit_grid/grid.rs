//! The moves of a market, and how much of their profit counts.

use super::MarketParameters;
use crate::revaluation::Move;

/// Changes of volatility are given for this time to expiry.
const REFERENCE_DAYS: f64 = 30.0;

/// `m = (30 / max(days, least_days))^p`: what changes of volatility are multiplied with.
pub fn volatility_weight(parameters: &MarketParameters, days: f64) -> f64 {
    let power = if days <= REFERENCE_DAYS { parameters.short_term_power } else { parameters.long_term_power };
    libm::pow(REFERENCE_DAYS / days.max(parameters.least_days), power)
}

/// Near moves from below, each with volatilities as they are, up, and down; then the far moves.
pub(crate) fn moves(parameters: &MarketParameters) -> Vec<Move> {
    let buckets = parameters.buckets;
    let step = |index: u32| (f64::from(index) - f64::from(buckets)) / f64::from(buckets);
    let near = (0..=2 * buckets).flat_map(|index| {
        let price = Move::spot(1.0 + parameters.price_range * step(index));
        let down = Move { relative_volatility: -parameters.volatility_down, ..price };
        [price, with_rise(parameters, price), down]
    });
    let far = parameters.far_moves.iter().map(|far| with_rise(parameters, Move::spot(1.0 + far)));
    near.chain(far).collect()
}

fn with_rise(parameters: &MarketParameters, price: Move) -> Move {
    Move {
        relative_volatility: parameters.volatility_up,
        least_volatility: parameters.least_volatility_after_rise,
        ..price
    }
}

/// The worst loss, zero or more. Of the profits of all moves only what counts is left.
pub(crate) fn loss(parameters: &MarketParameters, profits: &mut [f64]) -> f64 {
    let near = profits.len() - parameters.far_moves.len();
    for (profit, far) in profits[near..].iter_mut().zip(&parameters.far_moves) {
        *profit = far_profit(parameters, *far, *profit);
    }
    let worst = profits.iter().fold(0.0, |worst: f64, profit| worst.min(*profit));
    0.0 - worst
}

/// `profit far_factor q / |move|`, brought nearer to zero by up to `far_dampener (|move| / q - 1)`.
pub fn far_profit(parameters: &MarketParameters, far_move: f64, profit: f64) -> f64 {
    let ranges = far_move.abs() / parameters.price_range;
    let scaled = profit * parameters.far_factor / ranges;
    let dampened = (scaled.abs() - parameters.far_dampener * (ranges - 1.0)).max(0.0);
    dampened.copysign(scaled)
}
