//! When series expire.

use crate::{state::ExpiryCalendar, LedgerError};
use options_math::MAX_SECONDS_TO_EXPIRY;

/// One week.
pub const WEEK_SECS: u32 = 7 * 86_400;
/// The first Friday 08:00 UTC after the unix epoch (a Thursday).
pub const FRIDAY_0800_UTC_SECS: u32 = 86_400 + 8 * 3_600;

impl ExpiryCalendar {
    /// Every Friday at 08:00 UTC, at least `min_tenor_secs` ahead.
    pub const fn weekly(min_tenor_secs: u32) -> Self {
        Self { period_secs: WEEK_SECS, offset_secs: FRIDAY_0800_UTC_SECS, min_tenor_secs }
    }

    /// The period is positive and longer than both other parts, so that each roll has exactly one expiry; and the
    /// longest round of one period is one that the pricing model accepts.
    pub fn is_valid(&self) -> bool {
        self.offset_secs < self.period_secs && self.min_tenor_secs < self.period_secs && self.is_valid_round(1)
    }

    /// Does the pricing model accept the longest round of so many periods, which is the minimum tenor more?
    pub fn is_valid_round(&self, periods: u8) -> bool {
        let periods_secs = u64::from(self.period_secs).saturating_mul(u64::from(periods));
        periods > 0 && periods_secs.saturating_add(u64::from(self.min_tenor_secs)) <= MAX_SECONDS_TO_EXPIRY
    }

    /// Where a round of so many periods ends that starts now: the first expiry for one, the one after for two.
    pub fn round_end_ts(&self, now_ts: i64, periods: u8) -> Result<i64, LedgerError> {
        let more_secs = i64::from(self.period_secs).saturating_mul(i64::from(periods.saturating_sub(1)));
        self.next_expiry_ts(now_ts)?.checked_add(more_secs).ok_or(LedgerError::NoExpiry)
    }

    /// The first expiry at least `min_tenor_secs` after `now_ts`.
    pub fn next_expiry_ts(&self, now_ts: i64) -> Result<i64, LedgerError> {
        let earliest = now_ts.checked_add(i64::from(self.min_tenor_secs)).ok_or(LedgerError::NoExpiry)?;
        let past_secs = self.secs_past_expiry(earliest).ok_or(LedgerError::NoExpiry)?;
        match past_secs {
            0 => Ok(earliest),
            _ => {
                earliest.checked_add(i64::from(self.period_secs).saturating_sub(past_secs)).ok_or(LedgerError::NoExpiry)
            }
        }
    }

    /// Is this moment an expiry of the calendar?
    pub fn is_expiry(&self, ts: i64) -> bool {
        self.secs_past_expiry(ts) == Some(0)
    }

    /// Seconds since the calendar's latest expiry at or before `ts`; `None` for a period of zero.
    fn secs_past_expiry(&self, ts: i64) -> Option<i64> {
        let period_secs = i64::from(self.period_secs);
        // Within (-2^32, 2^32): nothing saturates.
        let phase = ts.checked_rem_euclid(period_secs)?.saturating_sub(i64::from(self.offset_secs));
        phase.checked_rem_euclid(period_secs)
    }
}

/// Seconds from one moment to a later one; zero if it is not later.
pub(crate) fn span_secs(from_ts: i64, to_ts: i64) -> u64 {
    u64::try_from(to_ts.saturating_sub(from_ts)).unwrap_or(0)
}
