//! Room for what a price may do before anybody else looks.
//!
//! Whoever challenges a threshold chooses the price: any since the signature that does not jump. An account that risks little at one price may risk several
//! times that at another one close by. So the signed maintenance margin is enough, within the tolerance, at more prices: the market's, moved up and down by as
//! much as [`DEVIATIONS`] standard deviations of a strike window at the realised volatility,
//!
//! ```text
//! room = 4 * floor volatility * sqrt(strike_window_secs / 31,536,000)    of the price
//! ```
//!
//! rounded up, and in equal steps on the way there, of 0.4 % at most while ten of them are enough: what a portfolio risks may be highest in
//! between. That is no bound on prices: docs/SNAPSHOT.md says how often they moved further.

use super::{MarketTerms, Setting};
use options_math::{mul_div::mul_div_ceil, MAX_PRICE_E8, SECONDS_PER_YEAR};
use vault_types::margin::Requirement;

const BPS: u64 = 10_000;
const DEVIATIONS: u64 = 4;
const ONE_E9: u64 = 1_000_000_000;
/// 0.4 % of the price: half of that is what a challenge spares of the options owed, so that no price between two steps asks for more than is tolerated.
const STEP_E9: u64 = 4_000_000;
const MOST_STEPS: u64 = 10;

/// The prices in the room but for the market's own, USD times 10^8. Where the chain computes no scenarios there is no challenge either: the highest price
/// at which it does stands for those above it.
pub(super) fn spots_e8(terms: &MarketTerms, setting: &Setting) -> Vec<u64> {
    let room_e9 = room_e9(terms.floor_vol_e9, setting.parameters.strike_window_secs.into());
    let steps = room_e9.div_ceil(STEP_E9).min(MOST_STEPS);
    let move_e9 = |step| mul_div_ceil(room_e9, step, steps).unwrap_or(room_e9);
    let move_e8 = |step| mul_div_ceil(terms.spot_e8, move_e9(step), ONE_E9).unwrap_or(MAX_PRICE_E8);
    let moves = (1..=steps).map(move_e8);
    let both = moves.flat_map(|by| [terms.spot_e8.saturating_sub(by), terms.spot_e8.saturating_add(by)]);
    both.map(|spot_e8| spot_e8.min(terms.highest_spot_e8()).max(1)).collect()
}

/// Part of the price times 10^9, from a year's volatility times 10^9.
fn room_e9(vol_e9: u64, window_secs: u64) -> u64 {
    let part_e18 = u128::from(window_secs) * u128::from(ONE_E9).pow(2) / u128::from(SECONDS_PER_YEAR);
    let root_e9 = u64::try_from(part_e18.isqrt().saturating_add(1)).unwrap_or(u64::MAX);
    mul_div_ceil(DEVIATIONS.saturating_mul(vol_e9), root_e9, ONE_E9).unwrap_or(u64::MAX)
}

/// The least levels that a challenge tolerates where the chain asks for this: a maintenance margin, and an initial margin no lower.
pub(super) fn tolerated(chain: &Requirement, setting: &Setting) -> Requirement {
    let kept_bps = BPS.saturating_sub(setting.parameters.tolerance_bps.into());
    let maintenance_atoms = mul_div_ceil(chain.maintenance_atoms, kept_bps, BPS).unwrap_or(chain.maintenance_atoms);
    Requirement { initial_atoms: maintenance_atoms, maintenance_atoms, liquidation_atoms: 0 }
}

#[cfg(test)]
mod tests;
