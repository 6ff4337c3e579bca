//! CSV bytes to bars. Rows are checked as they are read, so an error names the first bad row.

use csv::ByteRecord;

use crate::check::{check_bar, check_step};
use crate::csv_file::{line_of, number_field, records, text_field, Header};
use crate::time::parse_ts;
use crate::{Bar, DataError, RowProblem};

/// Accepted names of the time column, the most exact first: some files have several of them.
const TIME_COLUMNS: [&str; 4] = ["unix", "timestamp", "time", "date"];

/// Field number of each column that is read.
struct Columns {
    time: usize,
    open: usize,
    high: usize,
    low: usize,
    close: usize,
}

/// Reads all rows of a CSV file that is held in memory. `file` is only used in errors.
pub(crate) fn parse_bars(file: &str, bytes: &[u8]) -> Result<Vec<Bar>, DataError> {
    let mut records = records(file, bytes);
    let empty = || DataError::Empty { file: file.to_owned() };

    let header = Header { file, bytes, record: records.next().ok_or_else(empty)?? };
    let columns = find_columns(&header)?;
    let mut bars: Vec<Bar> = Vec::new();
    for record in records {
        let record = record?;
        let bar = read_row(&record, &columns, bars.last()).map_err(|problem| DataError::Row {
            file: file.to_owned(),
            row: line_of(bytes, &record),
            problem,
        })?;
        bars.push(bar);
    }
    if bars.is_empty() {
        return Err(empty());
    }
    Ok(bars)
}

fn find_columns(header: &Header) -> Result<Columns, DataError> {
    Ok(Columns {
        time: TIME_COLUMNS
            .iter()
            .find_map(|name| header.position(name))
            .ok_or_else(|| header.missing("unix, timestamp, time or date"))?,
        open: header.required("open")?,
        high: header.required("high")?,
        low: header.required("low")?,
        close: header.required("close")?,
    })
}

fn read_row(record: &ByteRecord, columns: &Columns, previous: Option<&Bar>) -> Result<Bar, RowProblem> {
    let bar = Bar {
        unix_ts: time_field(record, columns.time, "time")?,
        open: number_field(record, columns.open, "open")?,
        high: number_field(record, columns.high, "high")?,
        low: number_field(record, columns.low, "low")?,
        close: number_field(record, columns.close, "close")?,
    };
    check_bar(&bar)?;
    if let Some(previous) = previous {
        check_step(previous.unix_ts, bar.unix_ts)?;
    }
    Ok(bar)
}

/// Unix seconds of a field in any of the known formats.
pub(crate) fn time_field(record: &ByteRecord, index: usize, column: &'static str) -> Result<i64, RowProblem> {
    let text = text_field(record, index, column)?;
    parse_ts(text).ok_or_else(|| RowProblem::BadTime { text: text.to_owned() })
}
