//! Rows to expiries.

use options_math::SECONDS_PER_YEAR;

use super::layout::{QuoteRow, RowTime};
use super::ExpiryQuotes;
use crate::{DataError, RowProblem};

/// An expiry with what its next row is checked against.
struct Group {
    expiry: ExpiryQuotes,
    time: RowTime,
    /// Where in the file each quote stands.
    rows: Vec<u64>,
}

/// The expiries, the nearest first.
pub(super) fn by_expiry(file: &str, rows: Vec<QuoteRow>) -> Result<Vec<ExpiryQuotes>, DataError> {
    let newest_ts = rows.iter().filter_map(|row| quoted_ts(row.time)).max().unwrap_or_default();
    let mut groups: Vec<Group> = Vec::new();
    for row in rows {
        let number = row.number;
        let added = add(&mut groups, row, newest_ts);
        added.map_err(|problem| DataError::Row { file: file.to_owned(), row: number, problem })?;
    }
    let mut expiries: Vec<_> = groups.into_iter().map(|group| group.expiry).collect();
    expiries.sort_by_key(|expiry| expiry.seconds_to_expiry);
    Ok(expiries)
}

fn add(groups: &mut Vec<Group>, row: QuoteRow, newest_ts: i64) -> Result<(), RowProblem> {
    let QuoteRow { number, label, time, quote } = row;
    if let Some(group) = groups.iter_mut().find(|group| group.expiry.label == label) {
        check_same_slice(group, &time, quote.forward)?;
        let is_same = |other: &super::OptionQuote| {
            (other.option_type, other.strike.to_bits()) == (quote.option_type, quote.strike.to_bits())
        };
        if let Some(index) = group.expiry.quotes.iter().position(is_same) {
            return Err(RowProblem::SameOption { row: group.rows[index] });
        }
        group.expiry.quotes.push(quote);
        group.rows.push(number);
    } else {
        let seconds_to_expiry = seconds_to_expiry(time, newest_ts)?;
        let expiry = ExpiryQuotes { label, seconds_to_expiry, quotes: vec![quote] };
        groups.push(Group { expiry, time, rows: vec![number] });
    }
    Ok(())
}

/// A slice has one time and one forward; an exchange's rows are quoted at moments of their own.
fn check_same_slice(group: &Group, time: &RowTime, forward: f64) -> Result<(), RowProblem> {
    let (RowTime::Years(first), RowTime::Years(years)) = (group.time, *time) else {
        return Ok(());
    };
    let first_forward = group.expiry.quotes[0].forward;
    for (column, value, first) in [("ttm_years", years, first), ("forward", forward, first_forward)] {
        if value != first {
            return Err(RowProblem::OtherSlice { column, value, first });
        }
    }
    Ok(())
}

fn quoted_ts(time: RowTime) -> Option<i64> {
    match time {
        RowTime::Moments { quoted_ts, .. } => Some(quoted_ts),
        RowTime::Years(_) => None,
    }
}

/// From the moment of the chain, at least one; years are rounded to the nearest second.
fn seconds_to_expiry(time: RowTime, newest_ts: i64) -> Result<u64, RowProblem> {
    let seconds = match time {
        RowTime::Moments { expiry_ts, .. } => expiry_ts - newest_ts,
        RowTime::Years(years) => (years * SECONDS_PER_YEAR as f64).round() as i64,
    };
    match u64::try_from(seconds) {
        Ok(seconds @ 1..) => Ok(seconds),
        _ => Err(RowProblem::Expired { seconds }),
    }
}
