//! The grid of a market: how far price and volatility are moved, and what is asked for on top.

use crate::{layout::*, BPS};
use options_math::{MathError, SpotMove, MAX_VOL_E9, MIN_VOL_E9};

/// Moves of price and volatility, in this order: the price as it is, a third of the range up, a third down, two thirds up, two thirds down, the
/// whole up, the whole down, each with the volatility up and then down; at last the extreme up and the extreme down, with the volatility
/// as it is. After SPAN (Chicago Mercantile Exchange, 1988; L. McMillan, Options as a Strategic Investment, chapter 34).
pub const SCENARIOS: usize = 16;

/// What a market moves in its scenarios.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct ScenarioGrid {
    /// How far the price is scanned up and down, in bps of spot.
    pub price_range_bps: u16,
    /// How far every volatility rises, in bps of itself.
    pub vol_up_bps: u16,
    /// How far every volatility falls, in bps of itself.
    pub vol_down_bps: u16,
    /// The extreme move over the price range, in bps: 20,000 is twice as far.
    pub extreme_multiple_bps: u16,
    /// The part of the gain or loss in an extreme that counts, in bps.
    pub extreme_weight_bps: u16,
    /// The least risk of each option owed, in bps of spot.
    pub short_minimum_bps: u16,
    /// Initial over maintenance margin, for what can be lost from here, in bps.
    pub initial_factor_bps: u16,
    /// The liquidation threshold over maintenance margin, for what can be lost from here, in bps.
    pub liquidation_factor_bps: u16,
}

impl ScenarioGrid {
    /// A price range of 25 % with volatility a quarter up and down, extremes of twice that at 35 % as SPAN has them, 1 % of spot for an
    /// option owed; initial margin for a risk three tenths larger and liquidation for one a fifth smaller.
    ///
    /// BTC lost a quarter within an hour twice on 2020-03-12: `docs/REPLAY.md` says what a narrower range would have cost, and what this one does.
    pub const DEFAULT: Self = Self {
        price_range_bps: 2_500,
        vol_up_bps: 2_500,
        vol_down_bps: 2_500,
        extreme_multiple_bps: 20_000,
        extreme_weight_bps: 3_500,
        short_minimum_bps: 100,
        initial_factor_bps: 13_000,
        liquidation_factor_bps: 8_000,
    };
    /// Less than this moves nothing.
    pub const LEAST_RANGE_BPS: u16 = 100;
    /// After the deepest fall a hundredth of spot is left, the least that options are priced at.
    pub const DEEPEST_FALL_BPS: u64 = 9_900;
    /// A volatility of a tenth at least is left.
    pub const MOST_VOL_DOWN_BPS: u16 = 9_000;
    /// The largest risk for the initial margin: three times.
    pub const MOST_INITIAL_BPS: u16 = 30_000;
    /// Half of the risk stays covered down to liquidation.
    pub const LEAST_LIQUIDATION_BPS: u16 = 5_000;
    const ONE_BPS: u16 = 10_000;

    /// The extreme move either way, in bps of spot, rounded down.
    pub fn extreme_move_bps(&self) -> u64 {
        u64::from(self.price_range_bps) * u64::from(self.extreme_multiple_bps) / BPS
    }

    /// All within bounds: something moves, the price stays above zero, and the three levels are in order.
    pub fn is_valid(&self) -> bool {
        self.price_range_bps >= Self::LEAST_RANGE_BPS
            && self.vol_up_bps >= Self::LEAST_RANGE_BPS
            && (Self::LEAST_RANGE_BPS..=Self::MOST_VOL_DOWN_BPS).contains(&self.vol_down_bps)
            && self.extreme_multiple_bps >= Self::ONE_BPS
            && self.extreme_move_bps() <= Self::DEEPEST_FALL_BPS
            && self.extreme_weight_bps <= Self::ONE_BPS
            && self.short_minimum_bps <= Self::ONE_BPS
            && (Self::ONE_BPS..=Self::MOST_INITIAL_BPS).contains(&self.initial_factor_bps)
            && (Self::LEAST_LIQUIDATION_BPS..=Self::ONE_BPS).contains(&self.liquidation_factor_bps)
    }

    /// How every scenario moves spot, in their order, and at the end today. Thirds of the range are rounded down to bps.
    pub(super) fn spot_moves(&self) -> Result<[SpotMove; SCENARIOS + 1], MathError> {
        let range_bps = u32::from(self.price_range_bps);
        let (one_third, two_thirds) = (range_bps / 3, range_bps * 2 / 3);
        let extreme = u32::try_from(self.extreme_move_bps()).map_err(|_| MathError::SpotFactor)?;
        let up = |bps: u32| SpotMove::to_factor_bps(u32::from(Self::ONE_BPS).saturating_add(bps));
        let down = |bps: u32| SpotMove::to_factor_bps(u32::from(Self::ONE_BPS).saturating_sub(bps));
        let scanned = [
            SpotMove::NONE,
            up(one_third)?,
            down(one_third)?,
            up(two_thirds)?,
            down(two_thirds)?,
            up(range_bps)?,
            down(range_bps)?,
        ];
        let mut moves = [SpotMove::NONE; SCENARIOS + 1];
        for (pair, spot) in moves.chunks_exact_mut(2).zip(scanned) {
            pair.fill(spot);
        }
        moves[SCENARIOS - 2] = up(extreme)?;
        moves[SCENARIOS - 1] = down(extreme)?;
        Ok(moves)
    }

    /// A volatility up, down and as it is. The distance is rounded down to 10^-9, and the ends of [`MIN_VOL_E9`] to [`MAX_VOL_E9`] are not
    /// left.
    #[inline(always)]
    pub(super) fn vols_e9(&self, vol_e9: u64) -> [u64; 3] {
        let same = vol_e9.clamp(MIN_VOL_E9, MAX_VOL_E9);
        // At most 4 * 10^9 times 65,535.
        let up = (same + same * u64::from(self.vol_up_bps) / BPS).min(MAX_VOL_E9);
        let down = same.saturating_sub(same * u64::from(self.vol_down_bps) / BPS).max(MIN_VOL_E9);
        [up, down, same]
    }
}

borsh_as_bytes!(ScenarioGrid);
