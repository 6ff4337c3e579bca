//! A checked series of hours.

use std::io::Read;
use std::path::Path;

use crate::check::{check_bar, check_hourly, check_step};
use crate::error::needed_secs;
use crate::file::{read_all, read_path};
use crate::parse::parse_bars;
use crate::{Bar, DataError, WEEK_SECS};

/// A checked hourly price series. See the crate documentation for what holding one guarantees.
#[derive(Debug, Clone, PartialEq)]
pub struct PriceSeries {
    name: String,
    bars: Vec<Bar>,
}

impl PriceSeries {
    /// Reads a CSV or Parquet file, told apart by its first bytes; its path becomes the series' name.
    ///
    /// The names of the columns (in any case) must include a time column, named `unix`, `timestamp`, `time` or
    /// `date`, and `open`, `high`, `low`, `close`; other columns are ignored. Times are Unix
    /// seconds, Unix milliseconds, ISO-8601 or `2017-07-01 11-AM`, in UTC, ascending;
    /// in a Parquet file also its own times and dates.
    ///
    /// # Errors
    /// A [`DataError`] that names the file, and the row where one row is at fault.
    pub fn from_path(path: &Path) -> Result<Self, DataError> {
        let (name, bytes) = read_path(path)?;
        Self::from_bytes(name, &bytes)
    }

    /// As [`PriceSeries::from_path`], from any reader; `name` stands for the file in errors.
    ///
    /// # Errors
    /// As for [`PriceSeries::from_path`].
    pub fn from_reader(name: &str, reader: impl Read) -> Result<Self, DataError> {
        Self::from_bytes(name.to_owned(), &read_all(name, reader)?)
    }

    /// Takes bars made in code through the same checks; a row in an error is the bar's number,
    /// from 1.
    ///
    /// # Errors
    /// As for [`PriceSeries::from_path`].
    pub fn from_bars(name: &str, bars: Vec<Bar>) -> Result<Self, DataError> {
        let at_row = |index: usize, problem| DataError::Row { file: name.to_owned(), row: index as u64 + 1, problem };
        for (index, bar) in bars.iter().enumerate() {
            check_bar(bar).map_err(|problem| at_row(index, problem))?;
        }
        for (index, pair) in bars.windows(2).enumerate() {
            check_step(pair[0].unix_ts, pair[1].unix_ts).map_err(|problem| at_row(index + 1, problem))?;
        }
        Self::from_checked(name.to_owned(), bars)
    }

    fn from_bytes(name: String, bytes: &[u8]) -> Result<Self, DataError> {
        let bars = parse_bars(&name, bytes)?;
        Self::from_checked(name, bars)
    }

    /// `bars` have passed the checks on single rows.
    fn from_checked(name: String, bars: Vec<Bar>) -> Result<Self, DataError> {
        if bars.is_empty() {
            return Err(DataError::Empty { file: name });
        }
        check_hourly(&name, &bars)?;
        Ok(Self { name, bars })
    }

    /// Path of the file, or the name given to the series.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The bars, oldest first; never empty.
    pub fn bars(&self) -> &[Bar] {
        &self.bars
    }

    /// Start of the first bar, Unix seconds.
    pub fn first_ts(&self) -> i64 {
        self.bars[0].unix_ts
    }

    /// Start of the last bar, Unix seconds: the latest moment a round can settle at.
    pub fn last_ts(&self) -> i64 {
        self.bars[self.bars.len() - 1].unix_ts
    }

    /// End of the last bar, Unix seconds: the last moment with a known price.
    pub fn end_ts(&self) -> i64 {
        self.bars[self.bars.len() - 1].end_ts()
    }

    /// Most whole weekly rounds that fit after the first `warmup_secs` seconds.
    pub fn max_weeks(&self, warmup_secs: i64) -> u32 {
        let left = (self.last_ts() - self.first_ts()).saturating_sub(warmup_secs.max(0));
        u32::try_from(left.max(0) / WEEK_SECS).unwrap_or(u32::MAX)
    }

    /// Checks that `weeks` weekly rounds fit after a warm-up of `warmup_secs` seconds (the time
    /// the volatility estimate needs, and the wait for the first round to begin).
    ///
    /// # Errors
    /// [`DataError::TooShort`], which says what the file has and how many weeks would fit.
    pub fn require_span(&self, warmup_secs: i64, weeks: u32) -> Result<(), DataError> {
        let warmup_secs = warmup_secs.max(0);
        if needed_secs(warmup_secs, weeks) <= self.last_ts() - self.first_ts() {
            return Ok(());
        }
        Err(DataError::TooShort {
            file: self.name.clone(),
            first_ts: self.first_ts(),
            last_ts: self.last_ts(),
            warmup_secs,
            weeks,
            max_weeks: self.max_weeks(warmup_secs),
        })
    }
}
