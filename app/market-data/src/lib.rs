//! Hourly price series, and option chains: loading, checking and looking up.
//!
//! A [`PriceSeries`] can only be made through the checks, so code that holds one may rely on:
//! at least one bar, times strictly rising with at least an hour and at most a day between
//! rows, every price finite and positive, and open and close within low and high.
//!
//! A bar stamped `t` covers `[t, t + 3600)`: its open is the price at `t`, and its close is
//! known only from `t + 3600`. Every lookup keeps to that, so nothing here can look ahead.
//!
//! An [`OptionChain`] is one moment of the options on one underlying, by expiry; `chain` says which files it reads.

mod bar;
mod bundled;
mod chain;
mod check;
mod error;
mod file;
mod lookup;
mod parse;
mod rows;
mod series;
mod time;
mod volatility;

pub use bar::Bar;
pub use bundled::BUNDLED_LICENCE;
pub use chain::{ExpiryQuotes, OptionChain, OptionQuote, MAX_VOL};
pub use error::{DataError, RowProblem};
pub use series::PriceSeries;
pub use time::parse_ts;

/// Seconds covered by one bar.
pub const HOUR_SECS: i64 = 3_600;
/// Seconds in a day; also the longest allowed time between two rows.
pub const DAY_SECS: i64 = 86_400;
/// Seconds in one weekly round.
pub const WEEK_SECS: i64 = 7 * DAY_SECS;
/// Seconds in the 365-day year that volatilities are annualised with.
pub const YEAR_SECS: i64 = 365 * DAY_SECS;
