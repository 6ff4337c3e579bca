//! What a market asks of accounts that are not covered in kind.

use super::{RealisedVolatilityParameters, ScenarioGrid, StandardParameters};
use crate::{layout::*, BPS};
use options_math::{mul_div::mul_div_floor, MAX_VOL_E9, MIN_VOL_E9};

/// One market's parameters for every mode but maximum loss.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct RiskParameters {
    pub realised: RealisedVolatilityParameters,
    /// The yearly volatility, times 10^9, of expiries without a fresh smile, where the realised one is not higher.
    pub fallback_vol_e9: u64,
    pub grid: ScenarioGrid,
    pub standard: StandardParameters,
    /// Net delta over what is owed and not covered, in bps, from which initial margin rises.
    pub delta_limit_bps: u16,
    /// How far above the realised volatility options owned are valued, in bps of it.
    pub ceiling_over_realised_bps: u16,
    /// 1 if accounts may write what is not covered in kind; 0 leaves what there is, and lets nobody add to it.
    pub is_open: u8,
    pub padding: [u8; 3],
}

impl RiskParameters {
    /// The defaults of every part; closed. Options owned are valued at two and a half times the realised volatility at most; what is owed without a
    /// smile at 120 % a year.
    pub const DEFAULT: Self = Self {
        realised: RealisedVolatilityParameters::DEFAULT,
        fallback_vol_e9: 1_200_000_000,
        grid: ScenarioGrid::DEFAULT,
        standard: StandardParameters::DEFAULT,
        delta_limit_bps: super::requirement::DEFAULT_DELTA_LIMIT_BPS,
        ceiling_over_realised_bps: 25_000,
        is_open: 0,
        padding: [0; 3],
    };

    /// Every part within its bounds; the ceiling from the realised volatility itself to four times.
    pub fn is_valid(&self) -> bool {
        self.realised.is_valid()
            && (MIN_VOL_E9..=MAX_VOL_E9).contains(&self.fallback_vol_e9)
            && self.grid.is_valid()
            && self.standard.is_valid()
            && (100..=10_000).contains(&self.delta_limit_bps)
            && (10_000..=40_000).contains(&self.ceiling_over_realised_bps)
            && self.is_open <= 1
            && self.padding == [0; 3]
    }

    /// Do these only keep more new risk out than others? What enters a maintenance margin or a liquidation threshold stays as it is: raised at once
    /// it would put accounts up for auction that have what was asked of them, for whoever holds the key to buy. The limit of the net delta raises
    /// initial margin alone.
    pub fn tightens(&self, other: &Self) -> bool {
        let keeps_out = Self { delta_limit_bps: self.delta_limit_bps, is_open: self.is_open, ..*other };
        *self == keeps_out && self.delta_limit_bps <= other.delta_limit_bps && self.is_open <= other.is_open
    }

    /// The most that options owned are valued at for a realised volatility.
    pub fn ceiling_vol_e9(&self, realised_vol_e9: u64) -> u64 {
        mul_div_floor(realised_vol_e9, self.ceiling_over_realised_bps.into(), BPS).unwrap_or(MAX_VOL_E9)
    }
}

borsh_as_bytes!(RiskParameters);
