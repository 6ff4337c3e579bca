//! Realised volatility.

use crate::{PriceSeries, YEAR_SECS};

impl PriceSeries {
    /// Annualised volatility (0.8 is 80 %) over the `window_secs` seconds that end at `at_ts`:
    ///
    /// `sqrt( sum r_i^2 / sum dt_i * year )`, with `r_i = ln(open_{i+1} / open_i)`, `dt_i` the
    /// seconds between those two bars and a year of 365 days.
    ///
    /// The mean return is taken as zero, as is usual over short windows. Dividing by the time
    /// that really passed keeps the figure right when hours are missing. Only opens of bars
    /// that start at or before `at_ts` are used. `None` unless the series covers the whole
    /// window and at least two bars start in it.
    pub fn realised_vol(&self, at_ts: i64, window_secs: i64) -> Option<f64> {
        let from_ts = at_ts.checked_sub(window_secs)?;
        if window_secs <= 0 || from_ts < self.first_ts() || at_ts > self.end_ts() {
            return None;
        }
        let start = self.bars().partition_point(|bar| bar.unix_ts < from_ts);
        let end = self.bars().partition_point(|bar| bar.unix_ts <= at_ts);
        let bars = self.bars().get(start..end)?;
        let elapsed_secs = bars.last()?.unix_ts - bars.first()?.unix_ts;
        if elapsed_secs == 0 {
            return None;
        }
        let sum_of_squares: f64 = bars.windows(2).map(|pair| (pair[1].open.ln() - pair[0].open.ln()).powi(2)).sum();
        Some((sum_of_squares / elapsed_secs as f64 * YEAR_SECS as f64).sqrt())
    }
}
