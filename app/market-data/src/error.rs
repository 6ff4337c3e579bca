//! What can be wrong with a price file, one line each.

use crate::time::iso;
use crate::{DAY_SECS, HOUR_SECS, WEEK_SECS};

/// Why a file cannot be used as a price series. Displays as one line that names the file.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DataError {
    #[error("{file}: cannot be read: {reason}")]
    Unreadable { file: String, reason: String },

    #[error("{file}: has no price rows; give a CSV file with a header and hourly rows")]
    Empty { file: String },

    #[error("{file}: has no option quotes; give a CSV file with a header and a row for each option")]
    NoQuotes { file: String },

    #[error("{file}: row {row}: no column named {wanted}; the header has: {}", printable(header))]
    MissingColumn {
        file: String,
        /// Line number of the header, from 1.
        row: u64,
        wanted: &'static str,
        header: String,
    },

    #[error("{file}: row {row}: {problem}")]
    Row {
        file: String,
        /// Line number in the file, from 1 (the header is usually line 1).
        row: u64,
        problem: RowProblem,
    },

    #[error("{file}: only {hourly} of {steps} steps between rows are one hour; hourly prices are needed")]
    NotHourly { file: String, hourly: usize, steps: usize },

    #[error(
        "{file}: too short: {weeks} weekly rounds after {warmup:.1} weeks of warm-up need {needed:.1} weeks of prices, \
         and the file has {have:.1} ({first} to {last}); {advice}",
        warmup = weeks_of(*warmup_secs),
        needed = weeks_of(needed_secs(*warmup_secs, *weeks)),
        have = weeks_of(last_ts - first_ts),
        first = iso(*first_ts),
        last = iso(*last_ts),
        advice = advice(*max_weeks)
    )]
    TooShort {
        file: String,
        first_ts: i64,
        last_ts: i64,
        warmup_secs: i64,
        weeks: u32,
        /// Most rounds the file has room for.
        max_weeks: u32,
    },
}

/// What is wrong with one row.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RowProblem {
    #[error("option type {:?} is not understood; give call, put, C or P", printable(text))]
    BadOptionType { text: String },

    #[error("{column} is {value}; a volatility must be from 0 to {limit}")]
    BadVol { column: &'static str, value: f64, limit: f64 },

    #[error("the bid volatility {bid} is above the ask volatility {ask}; leave crossed quotes out")]
    Crossed { bid: f64, ask: f64 },

    #[error("the option expires {seconds} s after the newest quote of the file; leave expired options out")]
    Expired { seconds: i64 },

    #[error(
        "{column} is {value}, and {first} in a row of the same slice before it; give each expiry a slice of its own"
    )]
    OtherSlice { column: &'static str, value: f64, first: f64 },

    #[error("the option is the same as in row {row}; give each option once")]
    SameOption { row: u64 },

    #[error("{column} is missing")]
    Missing { column: &'static str },

    #[error("is not UTF-8 text")]
    NotText,

    #[error("time {:?} is not understood; give Unix seconds or a time such as 2017-07-01T00:00:00Z", printable(text))]
    BadTime { text: String },

    #[error("{column} is {:?}, which is not a number", printable(text))]
    NotANumber { column: &'static str, text: String },

    #[error("{column} is {value}; a price must be finite")]
    NotFinite { column: &'static str, value: f64 },

    #[error("{column} is {value}; a price must be positive")]
    NotPositive { column: &'static str, value: f64 },

    #[error("high {high} is below low {low}")]
    HighBelowLow { high: f64, low: f64 },

    #[error("{column} {value} is outside the range from low {low} to high {high}")]
    OutsideRange { column: &'static str, value: f64, low: f64, high: f64 },

    #[error("time {} is the same as in the row before", iso(*ts))]
    DuplicateTime { ts: i64 },

    #[error("time {} is before that of the row before ({}); rows must be in ascending order", iso(*ts), iso(*previous))]
    OutOfOrder { ts: i64, previous: i64 },

    #[error("time {} is only {} s after the row before; rows must be at least {HOUR_SECS} s apart", iso(*ts), ts - previous)]
    TooClose { ts: i64, previous: i64 },

    #[error(
        "time {} is {:.1} hours after the row before; the longest step allowed is {} hours",
        iso(*ts), hours_of(ts - previous), DAY_SECS / HOUR_SECS
    )]
    Gap { ts: i64, previous: i64 },
}

/// Seconds that `weeks` rounds need after a warm-up.
pub(crate) fn needed_secs(warmup_secs: i64, weeks: u32) -> i64 {
    i64::from(weeks).saturating_mul(WEEK_SECS).saturating_add(warmup_secs)
}

fn weeks_of(secs: i64) -> f64 {
    secs as f64 / WEEK_SECS as f64
}

fn hours_of(secs: i64) -> f64 {
    secs as f64 / HOUR_SECS as f64
}

fn advice(max_weeks: u32) -> String {
    match max_weeks {
        0 => "give a longer file".to_owned(),
        n => format!("ask for at most {n} weeks or give a longer file"),
    }
}

/// Text from a file, cut so that a message stays one readable line.
fn printable(text: &str) -> String {
    const LONGEST: usize = 80;
    let clean: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    match text.chars().nth(LONGEST) {
        Some(_) => clean + "...",
        None => clean,
    }
}
