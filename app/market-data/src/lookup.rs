//! Prices at a time, with nothing that was not yet known at that time.

use crate::PriceSeries;

impl PriceSeries {
    /// The last price known at `unix_ts`: the open of the bar that covers it, or, inside a gap,
    /// the close of the bar before the gap. `None` before the first bar and after the last one
    /// has ended, where there is no price.
    pub fn price_at(&self, unix_ts: i64) -> Option<f64> {
        if unix_ts > self.end_ts() {
            return None;
        }
        let started = self.bars().partition_point(|bar| bar.unix_ts <= unix_ts);
        let bar = self.bars()[..started].last()?;
        Some(if unix_ts >= bar.end_ts() { bar.close } else { bar.open })
    }

    /// Time and open of the first bar that starts at or after `unix_ts`: the first price
    /// observed from then on, as a settlement takes it. `None` when no bar starts so late.
    pub fn first_at_or_after(&self, unix_ts: i64) -> Option<(i64, f64)> {
        let before = self.bars().partition_point(|bar| bar.unix_ts < unix_ts);
        let bar = self.bars().get(before)?;
        Some((bar.unix_ts, bar.open))
    }
}
