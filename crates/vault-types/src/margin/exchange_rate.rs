//! What a token that stands for another one is worth in it: the rate of a staking pool, the price per share of a vault.
//!
//! Such rates grow by yield, slowly. One that jumps has been made to, so a rise counts only as fast as the bank allows; a fall counts at
//! once, whatever caused it.

use super::CollateralError;
use crate::{calendar::span_secs, layout::*, BPS};

/// A rate as anyone has observed it, with capped growth. The listing sets the first one; from zero no rate grows.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ExchangeRate {
    /// Atoms of the base per atom, times 10^9.
    pub rate_e9: u64,
    pub observed_ts: i64,
}

impl ExchangeRate {
    pub const MIN_SPACING_SECS: u64 = 60;
    /// Growth that nobody has observed adds up for a day at most: a rate left alone for a year cannot jump by a year's growth.
    pub const MAX_GROWTH_SECS: u64 = 86_400;

    /// Takes the rate that the source has now; a higher one as far as growth is allowed.
    ///
    /// Errors: `TooSoon` if it is not lower and the last one is less than a minute old: the rounding of many small steps would hold it
    /// back.
    pub fn observe(&mut self, current_e9: u64, max_growth_bps: u16, now_ts: i64) -> Result<(), CollateralError> {
        let is_early = span_secs(self.observed_ts, now_ts) < Self::MIN_SPACING_SECS;
        if is_early && current_e9 >= self.rate_e9 {
            return Err(CollateralError::TooSoon);
        }
        let rate_e9 = self.counted_e9(current_e9, max_growth_bps, now_ts);
        *self = Self { rate_e9, observed_ts: now_ts.max(self.observed_ts) };
        Ok(())
    }

    /// What counts of the rate that the source has now: at most `rate * (1 + max_growth * days)`, rounded down, with the days since the
    /// last observation, at most one.
    pub fn counted_e9(&self, current_e9: u64, max_growth_bps: u16, now_ts: i64) -> u64 {
        let secs = span_secs(self.observed_ts, now_ts).min(Self::MAX_GROWTH_SECS);
        // Below 2^(64 + 16 + 17).
        let grown = u128::from(self.rate_e9).saturating_mul(max_growth_bps.into()).saturating_mul(secs.into());
        let growth = grown.checked_div(u128::from(BPS * Self::MAX_GROWTH_SECS)).unwrap_or(0);
        let ceiling_e9 = u128::from(self.rate_e9).saturating_add(growth);
        current_e9.min(u64::try_from(ceiling_e9).unwrap_or(u64::MAX))
    }
}
