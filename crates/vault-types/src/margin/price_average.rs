//! What a token has cost on average: the price that a bank still believes in while somebody pumps the market's.
//!
//! Anyone may bring prices, so whoever brings one chooses its moment:
//! - An interval between two observations counts at the lower price of its two ends. A single print raises nothing.
//! - A rise counts at most [`PriceAverage::MAX_RISE_SECS`] of an interval, and at most the distance by which prices may be above the
//!   average; a fall counts the whole interval at its price. Time in which nobody looked is no reason to believe in a rise.
//! - Over its first window it is the plain mean of what has been counted, later the exponential one over the window:
//!   `average += (price - average) * counted / min(history + counted, window)`, rounded down.
//!
//! What is left to an attacker is to pump again and again and to observe only then, which one observation by anybody else in between
//! undoes: keepers bring prices every few minutes.

use super::CollateralError;
use crate::{calendar::span_secs, layout::*, BPS};
use options_math::mul_div::divide;

/// A time-weighted average of prices that anyone observes.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PriceAverage {
    /// USD times 10^8, rounded down; zero before the first interval.
    pub average_e8: u64,
    /// The price of the last observation, USD times 10^8; zero before the first.
    pub last_e8: u64,
    /// When the oracle published it.
    pub last_ts: i64,
    /// The rest of the average in 1 / 2^32 of its last digit: small steps would otherwise be rounded to nothing.
    pub average_fraction: u32,
    /// How much time has been counted, at most the window.
    pub history_secs: u32,
}

/// What a bank's average is taken over, and how far above it prices count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AverageLimits {
    pub window_secs: u32,
    pub max_above_bps: u16,
}

const FRACTION_BITS: u32 = 32;

impl PriceAverage {
    /// Observations are at least a minute apart: each costs the average a rounding, and a minute says nothing new.
    pub const MIN_SPACING_SECS: u64 = 60;
    /// The most of an interval that counts for a rise.
    pub const MAX_RISE_SECS: u64 = 600;
    /// An average that nobody has fed for so long is none: what a token cost last week is no limit to a pump today. The same three days
    /// after which no settlement price is expected any more.
    pub const MAX_GAP_SECS: u64 = crate::state::OracleLimits::RETRY_SECS as u64;

    /// Takes a price, above zero, that the oracle published. After a gap the history starts anew.
    ///
    /// Errors: `TooSoon` if it is not at least a minute newer than the last one.
    pub fn observe(&mut self, price_e8: u64, publish_ts: i64, limits: &AverageLimits) -> Result<(), CollateralError> {
        if self.is_forgotten(publish_ts) {
            *self = Self { last_e8: price_e8, last_ts: publish_ts, ..Self::default() };
            return Ok(());
        }
        let elapsed_secs = span_secs(self.last_ts, publish_ts);
        if elapsed_secs < Self::MIN_SPACING_SECS {
            return Err(CollateralError::TooSoon);
        }
        self.add_interval(price_e8.min(self.last_e8), elapsed_secs, limits);
        (self.last_e8, self.last_ts) = (price_e8, publish_ts);
        Ok(())
    }

    /// The highest price that counts, USD times 10^8, rounded down: `average * (1 + max_above)`. Zero until the history fills its window,
    /// and when nobody has fed it for too long.
    pub fn ceiling_e8(&self, limits: &AverageLimits, now_ts: i64) -> u64 {
        if self.history_secs < limits.window_secs || self.is_forgotten(now_ts) {
            return 0;
        }
        u64::try_from(limits.highest(self.bits()) >> FRACTION_BITS).unwrap_or(u64::MAX)
    }

    /// No more history than the window, an average exactly where there is history, and an observation behind it.
    pub fn invariant(&self, limits: &AverageLimits) -> bool {
        let has_history = self.history_secs > 0;
        self.history_secs <= limits.window_secs
            && has_history == (self.bits() > 0)
            && (self.last_e8 > 0 || (!has_history && self.last_ts == 0))
    }

    fn is_forgotten(&self, now_ts: i64) -> bool {
        self.last_e8 == 0 || span_secs(self.last_ts, now_ts) > Self::MAX_GAP_SECS
    }

    fn add_interval(&mut self, interval_e8: u64, elapsed_secs: u64, limits: &AverageLimits) {
        let average = self.bits();
        let interval = u128::from(interval_e8) << FRACTION_BITS;
        let risen_secs = elapsed_secs.min(Self::MAX_RISE_SECS);
        let next = if self.history_secs == 0 {
            interval
        } else if interval < average {
            let (counted_secs, total_secs) = self.shares(elapsed_secs, limits);
            let fall = average.saturating_sub(interval).saturating_mul(counted_secs).div_ceil(total_secs);
            average.saturating_sub(fall)
        } else {
            let (counted_secs, total_secs) = self.shares(risen_secs, limits);
            let distance = interval.min(limits.highest(average)).saturating_sub(average);
            average.saturating_add(distance.saturating_mul(counted_secs).checked_div(total_secs).unwrap_or(0))
        };
        self.set_bits(next);
        let history_secs = u64::from(self.history_secs).saturating_add(risen_secs).min(limits.window_secs.into());
        self.history_secs = u32::try_from(history_secs).unwrap_or(limits.window_secs);
    }

    /// How much of an interval counts, and of how much: both at most the window, the second above zero.
    fn shares(&self, interval_secs: u64, limits: &AverageLimits) -> (u128, u128) {
        let window_secs = u64::from(limits.window_secs).max(1);
        let counted_secs = interval_secs.min(window_secs);
        let total_secs = counted_secs.saturating_add(self.history_secs.into()).min(window_secs);
        (counted_secs.into(), total_secs.max(1).into())
    }

    /// The average times 2^32: below 2^96, so that products with bps and seconds fit.
    fn bits(&self) -> u128 {
        (u128::from(self.average_e8) << FRACTION_BITS) | u128::from(self.average_fraction)
    }

    /// Never above the prices that came in, so it fits.
    fn set_bits(&mut self, bits: u128) {
        self.average_e8 = u64::try_from(bits >> FRACTION_BITS).unwrap_or(u64::MAX);
        self.average_fraction = (bits & u128::from(u32::MAX)) as u32;
    }
}

impl AverageLimits {
    fn highest(&self, average: u128) -> u128 {
        // Below 2^96 * 2^16.
        let above = divide(average.wrapping_mul(self.max_above_bps.into()), BPS).map_or(0, |(above, _)| above);
        average.wrapping_add(above)
    }
}
