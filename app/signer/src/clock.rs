//! The time.

use std::time::{SystemTime, UNIX_EPOCH};
use thiserror::Error;

/// No message can be judged without a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the clock is before 1970: set it")]
pub struct ClockError;

/// Unix seconds.
pub fn now_ts() -> Result<i64, ClockError> {
    Ok(now_ms()? / 1_000)
}

/// Unix milliseconds.
pub fn now_ms() -> Result<i64, ClockError> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok();
    since.and_then(|since| i64::try_from(since.as_millis()).ok()).ok_or(ClockError)
}
