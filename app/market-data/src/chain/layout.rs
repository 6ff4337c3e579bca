//! The two layouts, and rows of either.

use options_math::OptionType;

use super::{OptionQuote, MAX_VOL};
use crate::check::check_price;
use crate::parse::time_field;
use crate::rows::{rows, Header, Row};
use crate::time::iso;
use crate::{DataError, RowProblem};

const PER_CENT: f64 = 100.0;

/// A checked row, before it is known which expiry it belongs to.
pub(super) struct QuoteRow {
    /// In the file.
    pub number: u64,
    /// What rows of one expiry share.
    pub label: String,
    pub time: RowTime,
    pub quote: OptionQuote,
}

/// What a row says about its time to expiry.
#[derive(Clone, Copy)]
pub(super) enum RowTime {
    /// Unix seconds.
    Moments {
        quoted_ts: i64,
        expiry_ts: i64,
    },
    Years(f64),
}

/// Field numbers of the columns that are read.
struct Columns {
    option_type: (usize, &'static str),
    strike: usize,
    forward: (usize, &'static str),
    bid_vol: usize,
    ask_vol: usize,
    /// What a volatility of 100 % is in the file.
    vol_unit: f64,
    time: TimeColumns,
}

enum TimeColumns {
    Exchange { quoted: usize, expiry: usize },
    Slices { label: usize, years: usize },
}

pub(super) fn parse_rows(file: &str, bytes: &[u8]) -> Result<Vec<QuoteRow>, DataError> {
    let no_quotes = || DataError::NoQuotes { file: file.to_owned() };
    let mut rows = rows(file, bytes)?;
    let header = Header { file, row: rows.next().ok_or_else(no_quotes)?? };
    let columns = find_columns(&header)?;
    let mut quotes = Vec::new();
    for row in rows {
        let row = row?;
        let quote = read_row(&row, &columns);
        quotes.push(quote.map_err(|problem| DataError::Row { file: file.to_owned(), row: row.number(), problem })?);
    }
    if quotes.is_empty() {
        return Err(no_quotes());
    }
    Ok(quotes)
}

fn find_columns(header: &Header) -> Result<Columns, DataError> {
    let has = |name| header.position(name).is_some();
    let (option_type, forward, vol_unit, time) = if has("ttm_years") || has("slice") {
        let time = TimeColumns::Slices { label: header.required("slice")?, years: header.required("ttm_years")? };
        ("type", "forward", 1.0, time)
    } else if has("expiration_timestamp") {
        let (quoted, expiry) = (header.required("timestamp")?, header.required("expiration_timestamp")?);
        ("option_type", "underlying_price", PER_CENT, TimeColumns::Exchange { quoted, expiry })
    } else {
        return Err(header.missing("expiration_timestamp or ttm_years"));
    };
    Ok(Columns {
        option_type: (header.required(option_type)?, option_type),
        strike: header.required("strike")?,
        forward: (header.required(forward)?, forward),
        bid_vol: header.required("bid_iv")?,
        ask_vol: header.required("ask_iv")?,
        vol_unit,
        time,
    })
}

fn read_row(row: &Row, columns: &Columns) -> Result<QuoteRow, RowProblem> {
    let (label, time) = read_time(row, &columns.time)?;
    let bid_vol = vol_field(row, columns.bid_vol, "bid_iv", columns.vol_unit)?;
    let ask_vol = vol_field(row, columns.ask_vol, "ask_iv", columns.vol_unit)?;
    if let (Some(bid), Some(ask)) = (bid_vol, ask_vol) {
        if bid > ask {
            return Err(RowProblem::Crossed { bid, ask });
        }
    }
    let quote = OptionQuote {
        option_type: option_type_field(row, columns.option_type)?,
        strike: positive_field(row, (columns.strike, "strike"))?,
        forward: positive_field(row, columns.forward)?,
        bid_vol,
        ask_vol,
    };
    Ok(QuoteRow { number: row.number(), label, time, quote })
}

fn read_time(row: &Row, columns: &TimeColumns) -> Result<(String, RowTime), RowProblem> {
    match *columns {
        TimeColumns::Exchange { quoted, expiry } => {
            let quoted_ts = time_field(row, quoted, "timestamp")?;
            let expiry_ts = time_field(row, expiry, "expiration_timestamp")?;
            Ok((iso(expiry_ts), RowTime::Moments { quoted_ts, expiry_ts }))
        }
        TimeColumns::Slices { label, years } => {
            let years = positive_field(row, (years, "ttm_years"))?;
            Ok((row.text(label, "slice")?.to_owned(), RowTime::Years(years)))
        }
    }
}

fn option_type_field(row: &Row, (index, column): (usize, &'static str)) -> Result<OptionType, RowProblem> {
    let text = row.text(index, column)?;
    match text.to_ascii_lowercase().as_str() {
        "call" | "c" => Ok(OptionType::Call),
        "put" | "p" => Ok(OptionType::Put),
        _ => Err(RowProblem::BadOptionType { text: text.to_owned() }),
    }
}

fn positive_field(row: &Row, (index, column): (usize, &'static str)) -> Result<f64, RowProblem> {
    let value = row.number_in(index, column)?;
    check_price(column, value)?;
    Ok(value)
}

/// A volatility as a fraction; zero or nothing is no quote.
fn vol_field(row: &Row, index: usize, column: &'static str, unit: f64) -> Result<Option<f64>, RowProblem> {
    if row.fields.get(index).is_some_and(<[u8]>::is_empty) {
        return Ok(None);
    }
    let value = row.number_in(index, column)?;
    let limit = MAX_VOL * unit;
    if !(0.0..=limit).contains(&value) {
        return Err(RowProblem::BadVol { column, value, limit });
    }
    Ok((value > 0.0).then_some(value / unit))
}
