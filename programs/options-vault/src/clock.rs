//! The chain's time.

use anchor_lang::prelude::*;

/// Unix seconds, as the validators agree on them.
#[inline(never)]
pub(crate) fn now_ts() -> Result<i64> {
    Ok(Clock::get()?.unix_timestamp)
}
