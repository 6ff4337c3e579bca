//! Which strikes and expiries a market lists.

use crate::errors::{ensure, VaultError};
use anchor_lang::prelude::*;
use options_math::MAX_SECONDS_TO_EXPIRY;
use vault_types::state::{ExpiryCalendar, Market};

/// Series are listed at most this many calendar periods ahead.
const MAX_PERIODS_AHEAD: i64 = 53;

/// A positive multiple of the market's step.
pub(crate) fn check_strike_is_listed(market: &Market, strike_e8: u64) -> Result<()> {
    let is_multiple = strike_e8.checked_rem(market.strike_step_e8) == Some(0);
    ensure(strike_e8 > 0 && is_multiple, VaultError::StrikeNotListed)
}

/// A coming expiry of the calendar, not too far ahead.
pub(crate) fn check_expiry_is_listed(calendar: &ExpiryCalendar, expiry_ts: i64, now_ts: i64) -> Result<()> {
    let periods_secs = i64::from(calendar.period_secs).saturating_mul(MAX_PERIODS_AHEAD);
    // Beyond that there are no prices.
    let horizon_secs = periods_secs.min(MAX_SECONDS_TO_EXPIRY as i64);
    let is_coming = expiry_ts > now_ts && expiry_ts <= now_ts.saturating_add(horizon_secs);
    ensure(is_coming && calendar.is_expiry(expiry_ts), VaultError::ExpiryNotListed)
}
