//! Volatility up and down, more so for expiries that are near.

use crate::derive_pmrm2::input::VolatilityShockParameters;

const DAY_SECS: f64 = 86_400.0;
const THIRTY_DAYS_SECS: f64 = 30.0 * DAY_SECS;

/// What the volatilities of an expiry are multiplied with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VolatilityFactors {
    pub up: f64,
    /// Never below zero.
    pub down: f64,
}

impl VolatilityFactors {
    /// `up = 1 + VOLRANGEUP m`, `down = max(0, 1 - VOLRANGEDOWN m)`, with `m = (30 / max(days, DTE_FLOOR))^p`, `days` the days to
    /// expiry, and `p = SHORTTERMPOWER` up to 30 days, `LONGTERMPOWER` beyond.
    ///
    /// Source: `PMRMLib_2`, volatility shocks of an expiry.
    pub fn of(parameters: &VolatilityShockParameters, seconds_to_expiry: u64) -> Self {
        let seconds = seconds_to_expiry as f64;
        let is_short_term = seconds <= THIRTY_DAYS_SECS;
        let power = if is_short_term { parameters.short_term_power } else { parameters.long_term_power };
        let scale = libm::pow(THIRTY_DAYS_SECS / floored_seconds(parameters, seconds_to_expiry), power);
        Self { up: 1.0 + parameters.range_up * scale, down: (1.0 - parameters.range_down * scale).max(0.0) }
    }
}

/// `max(seconds, DTE_FLOOR * 86400)`: what the shock takes as the time to expiry.
pub(crate) fn floored_seconds(parameters: &VolatilityShockParameters, seconds_to_expiry: u64) -> f64 {
    (seconds_to_expiry as f64).max(parameters.floor_days * DAY_SECS)
}
