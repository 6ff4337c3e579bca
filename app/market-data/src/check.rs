//! What makes a bar, and a step from one bar to the next, acceptable.

use crate::{Bar, DataError, RowProblem, DAY_SECS, HOUR_SECS};

/// Relative slack on low <= open, close <= high: sources round the four prices separately.
const RANGE_TOLERANCE: f64 = 1e-6;

/// Prices finite and positive, and in the order low <= open, close <= high.
pub(crate) fn check_bar(bar: &Bar) -> Result<(), RowProblem> {
    let Bar { open, high, low, close, .. } = *bar;
    for (column, value) in [("open", open), ("high", high), ("low", low), ("close", close)] {
        check_price(column, value)?;
    }
    if high < low {
        return Err(RowProblem::HighBelowLow { high, low });
    }
    let bounds = low * (1.0 - RANGE_TOLERANCE)..=high * (1.0 + RANGE_TOLERANCE);
    for (column, value) in [("open", open), ("close", close)] {
        if !bounds.contains(&value) {
            return Err(RowProblem::OutsideRange { column, value, low, high });
        }
    }
    Ok(())
}

/// Finite and positive.
pub(crate) fn check_price(column: &'static str, value: f64) -> Result<(), RowProblem> {
    if !value.is_finite() {
        return Err(RowProblem::NotFinite { column, value });
    }
    if value <= 0.0 {
        return Err(RowProblem::NotPositive { column, value });
    }
    Ok(())
}

/// Times rise by at least an hour (bars may not overlap) and by at most a day.
pub(crate) fn check_step(previous: i64, ts: i64) -> Result<(), RowProblem> {
    match ts - previous {
        0 => Err(RowProblem::DuplicateTime { ts }),
        ..=-1 => Err(RowProblem::OutOfOrder { ts, previous }),
        1..HOUR_SECS => Err(RowProblem::TooClose { ts, previous }),
        HOUR_SECS..=DAY_SECS => Ok(()),
        _ => Err(RowProblem::Gap { ts, previous }),
    }
}

/// Most steps are one hour. Without this a daily file would pass the gap check, and its closes
/// would be taken as known 23 hours too early.
pub(crate) fn check_hourly(file: &str, bars: &[Bar]) -> Result<(), DataError> {
    let steps = bars.len().saturating_sub(1);
    let hourly = bars.windows(2).filter(|pair| pair[1].unix_ts - pair[0].unix_ts == HOUR_SECS).count();
    if hourly * 2 < steps {
        return Err(DataError::NotHourly { file: file.to_owned(), hourly, steps });
    }
    Ok(())
}
