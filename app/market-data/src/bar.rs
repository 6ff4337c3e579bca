//! One hour of prices.

use crate::HOUR_SECS;

/// One hour of trading. Prices are in quote currency (USD) per coin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// Start of the hour, Unix seconds, UTC. The bar covers `[unix_ts, unix_ts + 3600)`.
    pub unix_ts: i64,
    /// Price at `unix_ts`.
    pub open: f64,
    /// Highest price within the hour.
    pub high: f64,
    /// Lowest price within the hour.
    pub low: f64,
    /// Last price within the hour, known from [`Bar::end_ts`].
    pub close: f64,
}

impl Bar {
    /// First second after the bar: the earliest time at which its close is known.
    pub fn end_ts(&self) -> i64 {
        self.unix_ts + HOUR_SECS
    }
}
