//! The 16 moves of a market.

use super::{MarketParameters, VolatilityRange};
use crate::portfolio::InputError;
use crate::revaluation::Move;

/// Of every risk array.
pub const SCENARIOS: usize = 16;

/// In thirds of the price scan range; each with volatilities up and then down.
const PRICE_THIRDS: [f64; 7] = [0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0];
/// Before the two extremes.
const SCANNED: usize = 2 * PRICE_THIRDS.len();

const NAMES: [&str; SCENARIOS] = [
    "price unchanged, volatility up",
    "price unchanged, volatility down",
    "price up 1/3, volatility up",
    "price up 1/3, volatility down",
    "price down 1/3, volatility up",
    "price down 1/3, volatility down",
    "price up 2/3, volatility up",
    "price up 2/3, volatility down",
    "price down 2/3, volatility up",
    "price down 2/3, volatility down",
    "price up 3/3, volatility up",
    "price up 3/3, volatility down",
    "price down 3/3, volatility up",
    "price down 3/3, volatility down",
    "price up, extreme",
    "price down, extreme",
];

/// What happens in a scenario, from 0 to 15.
pub fn scenario_name(scenario: usize) -> &'static str {
    NAMES.get(scenario).copied().unwrap_or("no such scenario")
}

/// In the order of the names: price unchanged, a third of the range up and down, two thirds, the whole, each with volatilities up and then down; an extreme
/// up and down with volatilities as they are.
///
/// # Errors
/// [`InputError::FallTooDeep`] if a fall takes everything.
pub(super) fn moves(parameters: &MarketParameters, spot: f64) -> Result<[Move; SCENARIOS], InputError> {
    let range = parameters.price_scan_range.usd(spot);
    let extreme = parameters.extreme_multiple * range;
    if extreme >= spot {
        return Err(InputError::FallTooDeep { market: parameters.name.clone(), spot, fall: extreme });
    }
    let moved = |usd: f64| Move { days: parameters.look_ahead_days, ..Move::spot(1.0 + usd / spot) };
    let mut moves = [Move::NONE; SCENARIOS];
    for (pair, thirds) in moves.chunks_exact_mut(2).zip(PRICE_THIRDS) {
        let price = moved(range * thirds / 3.0);
        pair[0] = with_volatility(price, parameters.volatility_scan_range, 1.0);
        pair[1] = with_volatility(price, parameters.volatility_scan_range, -1.0);
    }
    moves[SCANNED] = moved(extreme);
    moves[SCANNED + 1] = moved(-extreme);
    Ok(moves)
}

fn with_volatility(price: Move, range: VolatilityRange, direction: f64) -> Move {
    match range {
        VolatilityRange::Absolute(points) => Move { absolute_volatility: direction * points, ..price },
        VolatilityRange::Relative(share) => Move { relative_volatility: direction * share, ..price },
    }
}

/// Of the gain or loss in a scenario, what counts.
pub(super) fn weight(parameters: &MarketParameters, scenario: usize) -> f64 {
    if scenario < SCANNED {
        1.0
    } else {
        parameters.extreme_weight
    }
}
