//! Historical simulation for several markets at once: what all of them did on each of the last days happens again, as it was or brought nearer to today's
//! volatility as in [`crate::backtest::models`].
//!
//! A day counts if every market has it, with a forecast before and after it. Volatilities of options change as the forecast for a week did on
//! that day; so markets keep the dependence that they had, also in their worst days.

use crate::backtest::history::{forecasts, History, Move as PastMove};
use crate::backtest::models::{as_it_was, Filtering, Scenario, LEAST_MOVES, MOST_FILTERED, MOST_UNFILTERED};
use crate::forecast::days_of;
use crate::monte_carlo::{Move, Scenarios};
use crate::Coin;

/// Why there are no scenarios.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum HistoricalError {
    #[error("no market has prices; give at least one")]
    NoMarket,

    #[error("{file}: its last whole day starts at {ends}, that of {other} at {other_ends} (Unix seconds); give files up to the same day")]
    OtherEnd { file: String, ends: i64, other: String, other_ends: i64 },

    #[error("the files have {have} days in common that can be scenarios, and {need} are needed; give longer files")]
    TooFewDays { have: usize, need: usize },
}

/// A market's past.
struct Past {
    moves: Vec<PastMove>,
    /// Standard deviation that is expected of the next day.
    today: f64,
}

/// One day ahead, each common day of the past once; the last 500 as they were, or the last 1,000 filtered. Markets in the order of the coins.
///
/// # Errors
/// [`HistoricalError`].
pub fn scenarios(coins: &[Coin], filtering: Option<Filtering>) -> Result<Scenarios, HistoricalError> {
    let pasts = pasts(coins)?;
    let first = pasts.first().ok_or(HistoricalError::NoMarket)?;
    let joint: Vec<Vec<&PastMove>> = first.moves.iter().filter_map(|of| joint(&pasts, of.start_ts)).collect();
    if joint.len() < LEAST_MOVES {
        return Err(HistoricalError::TooFewDays { have: joint.len(), need: LEAST_MOVES });
    }
    let most = if filtering.is_some() { MOST_FILTERED } else { MOST_UNFILTERED };
    let days = joint[joint.len().saturating_sub(most)..].iter();
    let moves =
        days.flat_map(|day| day.iter().zip(&pasts).map(|(of, past)| again(of, past.today, filtering))).collect();
    Ok(Scenarios::new(coins.len(), 1.0, 1, moves))
}

fn pasts(coins: &[Coin]) -> Result<Vec<Past>, HistoricalError> {
    let mut pasts = Vec::new();
    let mut last: Option<(String, i64)> = None;
    for coin in coins {
        let days = days_of(&coin.prices);
        let forecasts = forecasts(&days);
        let history = History::until(&days, &forecasts, days.len());
        let (Some(today), Some(day)) = (history.forecast(), days.last()) else {
            return Err(HistoricalError::TooFewDays { have: 0, need: LEAST_MOVES });
        };
        let (file, ends) = (coin.prices.name().to_owned(), day.start_ts);
        match last {
            Some((other, other_ends)) if other_ends != ends => {
                return Err(HistoricalError::OtherEnd { file, ends, other, other_ends });
            }
            _ => last = Some((file, ends)),
        }
        pasts.push(Past { moves: history.moves(days.len()), today: today.day.sqrt() });
    }
    Ok(pasts)
}

/// What every market did on a day; `None` if one of them does not know.
fn joint(pasts: &[Past], start_ts: i64) -> Option<Vec<&PastMove>> {
    let of = |past: &'_ Past| past.moves.binary_search_by_key(&start_ts, |of| of.start_ts).ok();
    pasts.iter().map(|past| of(past).map(|index| &past.moves[index])).collect()
}

fn again(of: &PastMove, today: f64, filtering: Option<Filtering>) -> Move {
    let Scenario { log_return, volatility_factor } = match filtering {
        Some(filtering) => filtering.scenario(of, today),
        None => as_it_was(of),
    };
    Move { spot_ratio: libm::exp(log_return), volatility_ratio: volatility_factor }
}
