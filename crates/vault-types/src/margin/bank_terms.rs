//! What a bank makes of prices and rates: it remembers them, and says what its token counts for.

use super::{AverageLimits, CollateralError, CollateralPrice, CollateralTerms, PriceAverage};
use crate::{
    calendar::span_secs,
    price::{clamped_e8, PriceError, ValidatedPrice},
    state::CollateralBank,
};
use options_math::mul_div::mul_div_floor;

const ONE_E9: u64 = 1_000_000_000;

impl CollateralBank {
    /// Remembers a price for the average; anyone may bring it.
    ///
    /// Errors: `TooSoon` after the last one, and the reasons of [`CollateralPrice::check_fresh`] and [`Self::check_jump`]: one bad print must not be what
    /// the next one is compared with.
    pub fn observe_price(&mut self, price: &CollateralPrice, now_ts: i64) -> Result<(), CollateralError> {
        price.check_fresh(now_ts, &self.oracle_limits)?;
        self.check_jump(price, now_ts)?;
        let limits = self.average_limits();
        self.average.observe(price.mid.price_e8, price.mid.publish_ts, &limits)
    }

    /// Remembers the rate that the rate source has now, times 10^9; anyone may bring it. Errors: `TooSoon` after the last one.
    pub fn observe_rate(&mut self, current_e9: u64, now_ts: i64) -> Result<(), CollateralError> {
        self.rate.observe(current_e9, self.params.max_rate_growth_bps, now_ts)
    }

    /// Refuses new risk at a price that jumps from the last observed one while that one is young, in either direction. A requirement
    /// that decides about a liquidation does not ask: there a fall counts at once.
    pub fn check_jump(&self, price: &CollateralPrice, now_ts: i64) -> Result<(), PriceError> {
        let limits = &self.oracle_limits;
        let is_young = span_secs(self.average.last_ts, now_ts) < u64::from(limits.jump_window_secs);
        if is_young && price.mid.jumps_from(self.average.last_e8, limits.max_jump_bps) {
            return Err(PriceError::Jump);
        }
        Ok(())
    }

    /// A price for a liquidation: one that jumps counts as far as a price may go, as [`Market::without_jump`](crate::state::Market::without_jump).
    pub fn without_jump(&self, price: &CollateralPrice, now_ts: i64) -> CollateralPrice {
        if self.check_jump(price, now_ts).is_ok() {
            return *price;
        }
        let (last_e8, max_jump_bps) = (self.average.last_e8, self.oracle_limits.max_jump_bps);
        let mid = price.mid.within(last_e8, max_jump_bps);
        CollateralPrice { mid, low_e8: clamped_e8(price.low_e8, last_e8, max_jump_bps).min(mid.price_e8) }
    }

    /// The price of a token for a liquidation where none is brought: the last one that anybody observed, if that was an hour ago. Whoever brings none could
    /// otherwise choose between the two; and a feed that sleeps must not hold up the auction of everything else.
    pub fn last_seen(&self, now_ts: i64) -> Option<CollateralPrice> {
        let PriceAverage { last_e8, last_ts, .. } = self.average;
        let mid = ValidatedPrice::last_seen(last_e8, last_ts, now_ts)?;
        Some(CollateralPrice { mid, low_e8: last_e8 })
    }

    /// What the token counts for at a price of its feed; nothing without a full history.
    ///
    /// Errors: the reasons of [`CollateralPrice::check_fresh`].
    pub fn terms_at(&self, price: &CollateralPrice, now_ts: i64) -> Result<CollateralTerms, PriceError> {
        price.check_fresh(now_ts, &self.oracle_limits)?;
        Ok(self.terms_of(price, now_ts))
    }

    /// The same at a price of any age.
    pub fn terms_of(&self, price: &CollateralPrice, now_ts: i64) -> CollateralTerms {
        CollateralTerms {
            price_e8: price.low_e8.min(self.average.ceiling_e8(&self.average_limits(), now_ts)),
            rate_e9: ONE_E9,
            weight_e9: self.weight_e9(now_ts),
            haircut_bps: self.params.haircut_bps,
            decimals: self.decimals,
        }
    }

    /// What the token counts for by what its base counts for and the rate that its source has now, times 10^9. The caller makes sure that
    /// these are the terms of [`CollateralBank::base_bank`], and may lower the rate, never raise it.
    pub fn terms_on(&self, base: &CollateralTerms, current_e9: u64, now_ts: i64) -> CollateralTerms {
        let rate_e9 = self.rate.counted_e9(current_e9, self.params.max_rate_growth_bps, now_ts);
        base.derived(rate_e9, self.weight_e9(now_ts), self.params.haircut_bps)
    }

    /// How far the bank has ramped up, times 10^9, rounded down.
    pub fn weight_e9(&self, now_ts: i64) -> u64 {
        let ramp_secs = u64::from(self.ramp_secs);
        mul_div_floor(span_secs(self.counts_from_ts, now_ts).min(ramp_secs), ONE_E9, ramp_secs).unwrap_or(0)
    }

    /// How the bank's average is taken.
    pub fn average_limits(&self) -> AverageLimits {
        AverageLimits { window_secs: self.average_window_secs, max_above_bps: self.params.max_above_average_bps }
    }
}
