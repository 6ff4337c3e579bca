//! When series expire.

use crate::{state::ExpiryCalendar, LedgerError};

/// One week.
pub const WEEK_SECS: u32 = 7 * 86_400;
/// The first Friday 08:00 UTC after the unix epoch (a Thursday).
pub const FRIDAY_0800_UTC_SECS: u32 = 86_400 + 8 * 3_600;

impl ExpiryCalendar {
    /// Every Friday at 08:00 UTC, at least `min_tenor_secs` ahead.
    pub const fn weekly(min_tenor_secs: u32) -> Self {
        Self { period_secs: WEEK_SECS, offset_secs: FRIDAY_0800_UTC_SECS, min_tenor_secs }
    }

    /// The period is positive and longer than both other parts, so that each roll has exactly one expiry.
    pub fn is_valid(&self) -> bool {
        self.offset_secs < self.period_secs && self.min_tenor_secs < self.period_secs
    }

    /// The first expiry at least `min_tenor_secs` after `now_ts`.
    pub fn next_expiry_ts(&self, now_ts: i64) -> Result<i64, LedgerError> {
        let earliest = now_ts.checked_add(i64::from(self.min_tenor_secs)).ok_or(LedgerError::NoExpiry)?;
        let past_slot = earliest
            .checked_sub(i64::from(self.offset_secs))
            .and_then(|t| t.checked_rem_euclid(i64::from(self.period_secs)))
            .ok_or(LedgerError::NoExpiry)?;
        if past_slot == 0 {
            return Ok(earliest);
        }
        earliest
            .checked_add(i64::from(self.period_secs))
            .and_then(|t| t.checked_sub(past_slot))
            .ok_or(LedgerError::NoExpiry)
    }

    /// Is this moment an expiry of the calendar?
    pub fn is_expiry(&self, ts: i64) -> bool {
        ts.checked_sub(i64::from(self.offset_secs)).and_then(|t| t.checked_rem_euclid(i64::from(self.period_secs)))
            == Some(0)
    }
}
