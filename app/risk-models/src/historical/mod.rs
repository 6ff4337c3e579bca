//! Historical simulation for several markets at once: what all of them did on each of the last days happens again, as it was or brought nearer to today's
//! volatility, as [`Filtering`] says.
//!
//! A day counts if every market has it, with a forecast before and after it. Volatilities of options change as the forecast for a week did on
//! that day; so markets keep the dependence that they had, also in their worst days.

mod filtering;
mod history;

pub use filtering::{Filtering, Scenario, LEAST_MOVES};
pub use history::{forecasts, weekly_volatility, History, PastDay};

use crate::forecast::{days_of, Day};
use crate::monte_carlo::{MarketMove, Scenarios};
use crate::Coin;
use market_data::DAY_SECS;
use report::study::date;

/// Why there are no scenarios.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum HistoricalError {
    #[error("no market has prices; give at least one")]
    NoMarket,

    #[error(
        "{file}: its last whole day is {}, that of {other} {}; give files up to the same day, or a day that all have (--as-of)",
        date(*ends),
        date(*other_ends)
    )]
    OtherEnd { file: String, ends: i64, other: String, other_ends: i64 },

    #[error("{file} has no whole day {}; give one from {} to {} (--as-of)", date(*day), date(*first), date(*last))]
    NoSuchDay { file: String, day: i64, first: i64, last: i64 },

    #[error("the files have {have} days in common that can be scenarios, and {need} are needed; give longer files")]
    TooFewDays { have: usize, need: usize },
}

/// Scenarios of the day ahead, each common day of the past once.
#[derive(Clone, Debug, PartialEq)]
pub struct PastDays {
    /// First second of the last day that is known: today is the midnight at its end.
    pub as_of_ts: i64,
    /// Markets in the order of the coins.
    pub scenarios: Scenarios,
}

/// A market's past.
struct Past {
    moves: Vec<PastDay>,
    /// Standard deviation that is expected of the next day.
    today: f64,
}

/// The last 500 days as they were, or the last 1,000 filtered, of those that are over at the end of the day that `as_of_ts` is in, Unix seconds; nothing later
/// is looked at. Without it: of the last day of the files, which must be the same.
///
/// # Errors
/// [`HistoricalError`].
pub fn past_days(coins: &[Coin], filtering: Filtering, as_of_ts: Option<i64>) -> Result<PastDays, HistoricalError> {
    let files: Vec<(&str, Vec<Day>)> = coins.iter().map(|coin| (coin.prices.name(), days_of(&coin.prices))).collect();
    let as_of_ts = match as_of_ts {
        Some(ts) => ts.saturating_sub(ts.rem_euclid(DAY_SECS)),
        None => last_day(&files)?,
    };
    let pasts = files.iter().map(|(file, days)| Past::until(file, days, as_of_ts)).collect::<Result<Vec<_>, _>>()?;
    let first = pasts.first().ok_or(HistoricalError::NoMarket)?;
    let joint: Vec<Vec<&PastDay>> = first.moves.iter().filter_map(|of| joint(&pasts, of.start_ts)).collect();
    if joint.len() < LEAST_MOVES {
        return Err(HistoricalError::TooFewDays { have: joint.len(), need: LEAST_MOVES });
    }
    let days = joint[joint.len().saturating_sub(filtering.most_moves())..].iter();
    let moves =
        days.flat_map(|day| day.iter().zip(&pasts).map(|(of, past)| again(of, past.today, filtering))).collect();
    Ok(PastDays { as_of_ts, scenarios: Scenarios::new(coins.len(), 1.0, 1, moves) })
}

const NOTHING_KNOWN: HistoricalError = HistoricalError::TooFewDays { have: 0, need: LEAST_MOVES };

/// That all files end with.
fn last_day(files: &[(&str, Vec<Day>)]) -> Result<i64, HistoricalError> {
    let mut last: Option<(&str, i64)> = None;
    for (file, days) in files {
        let ends = days.last().ok_or(NOTHING_KNOWN)?.start_ts;
        match last {
            Some((other, other_ends)) if other_ends != ends => {
                let (file, other) = ((*file).to_owned(), other.to_owned());
                return Err(HistoricalError::OtherEnd { file, ends, other, other_ends });
            }
            _ => last = Some((file, ends)),
        }
    }
    last.map(|(_, ends)| ends).ok_or(HistoricalError::NoMarket)
}

impl Past {
    /// Up to the end of a day.
    fn until(file: &str, days: &[Day], as_of_ts: i64) -> Result<Self, HistoricalError> {
        let ([first, ..], [.., last]) = (days, days) else { return Err(NOTHING_KNOWN) };
        let day = days.binary_search_by_key(&as_of_ts, |day| day.start_ts).map_err(|_| HistoricalError::NoSuchDay {
            file: file.to_owned(),
            day: as_of_ts,
            first: first.start_ts,
            last: last.start_ts,
        })?;
        let days = &days[..=day];
        let forecasts = forecasts(days);
        let history = History::until(days, &forecasts, days.len());
        let today = history.forecast().ok_or(NOTHING_KNOWN)?;
        Ok(Self { moves: history.moves(days.len()), today: today.day.sqrt() })
    }
}

/// What every market did on a day; `None` if one of them does not know.
fn joint(pasts: &[Past], start_ts: i64) -> Option<Vec<&PastDay>> {
    let of = |past: &'_ Past| past.moves.binary_search_by_key(&start_ts, |of| of.start_ts).ok();
    pasts.iter().map(|past| of(past).map(|index| &past.moves[index])).collect()
}

fn again(of: &PastDay, today: f64, filtering: Filtering) -> MarketMove {
    let Scenario { log_return, volatility_factor } = filtering.scenario(of, today);
    MarketMove { spot_ratio: libm::exp(log_return), volatility_ratio: volatility_factor }
}
