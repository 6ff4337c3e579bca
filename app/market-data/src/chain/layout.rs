//! The two layouts, and rows of either.

use csv::ByteRecord;
use options_math::OptionType;

use super::{OptionQuote, MAX_VOL};
use crate::check::check_price;
use crate::csv_file::{line_of, number_field, records, text_field, Header};
use crate::parse::time_field;
use crate::time::iso;
use crate::{DataError, RowProblem};

const PER_CENT: f64 = 100.0;

/// A checked row, before it is known which expiry it belongs to.
pub(super) struct Row {
    pub line: u64,
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

pub(super) fn parse_rows(file: &str, bytes: &[u8]) -> Result<Vec<Row>, DataError> {
    let no_quotes = || DataError::NoQuotes { file: file.to_owned() };
    let mut records = records(file, bytes);
    let header = Header { file, bytes, record: records.next().ok_or_else(no_quotes)?? };
    let columns = find_columns(&header)?;
    let mut rows = Vec::new();
    for record in records {
        let record = record?;
        let line = line_of(bytes, &record);
        let row = read_row(&record, &columns, line);
        rows.push(row.map_err(|problem| DataError::Row { file: file.to_owned(), row: line, problem })?);
    }
    if rows.is_empty() {
        return Err(no_quotes());
    }
    Ok(rows)
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

fn read_row(record: &ByteRecord, columns: &Columns, line: u64) -> Result<Row, RowProblem> {
    let (label, time) = read_time(record, &columns.time)?;
    let bid_vol = vol_field(record, columns.bid_vol, "bid_iv", columns.vol_unit)?;
    let ask_vol = vol_field(record, columns.ask_vol, "ask_iv", columns.vol_unit)?;
    if let (Some(bid), Some(ask)) = (bid_vol, ask_vol) {
        if bid > ask {
            return Err(RowProblem::Crossed { bid, ask });
        }
    }
    let quote = OptionQuote {
        option_type: option_type_field(record, columns.option_type)?,
        strike: positive_field(record, (columns.strike, "strike"))?,
        forward: positive_field(record, columns.forward)?,
        bid_vol,
        ask_vol,
    };
    Ok(Row { line, label, time, quote })
}

fn read_time(record: &ByteRecord, columns: &TimeColumns) -> Result<(String, RowTime), RowProblem> {
    match *columns {
        TimeColumns::Exchange { quoted, expiry } => {
            let quoted_ts = time_field(record, quoted, "timestamp")?;
            let expiry_ts = time_field(record, expiry, "expiration_timestamp")?;
            Ok((iso(expiry_ts), RowTime::Moments { quoted_ts, expiry_ts }))
        }
        TimeColumns::Slices { label, years } => {
            let years = positive_field(record, (years, "ttm_years"))?;
            Ok((text_field(record, label, "slice")?.to_owned(), RowTime::Years(years)))
        }
    }
}

fn option_type_field(record: &ByteRecord, (index, column): (usize, &'static str)) -> Result<OptionType, RowProblem> {
    let text = text_field(record, index, column)?;
    match text.to_ascii_lowercase().as_str() {
        "call" | "c" => Ok(OptionType::Call),
        "put" | "p" => Ok(OptionType::Put),
        _ => Err(RowProblem::BadOptionType { text: text.to_owned() }),
    }
}

fn positive_field(record: &ByteRecord, (index, column): (usize, &'static str)) -> Result<f64, RowProblem> {
    let value = number_field(record, index, column)?;
    check_price(column, value)?;
    Ok(value)
}

/// A volatility as a fraction; zero or nothing is no quote.
fn vol_field(record: &ByteRecord, index: usize, column: &'static str, unit: f64) -> Result<Option<f64>, RowProblem> {
    if record.get(index).is_some_and(<[u8]>::is_empty) {
        return Ok(None);
    }
    let value = number_field(record, index, column)?;
    let limit = MAX_VOL * unit;
    if !(0.0..=limit).contains(&value) {
        return Err(RowProblem::BadVol { column, value, limit });
    }
    Ok((value > 0.0).then_some(value / unit))
}
