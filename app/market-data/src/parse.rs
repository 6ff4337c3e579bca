//! Rows to bars. Rows are checked as they are read, so an error names the first bad row.

use crate::check::{check_bar, check_step};
use crate::rows::{rows, Header, Row};
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

/// Reads all rows of a file that is held in memory. `file` is only used in errors.
pub(crate) fn parse_bars(file: &str, bytes: &[u8]) -> Result<Vec<Bar>, DataError> {
    let mut rows = rows(file, bytes)?;
    let empty = || DataError::Empty { file: file.to_owned() };

    let header = Header { file, row: rows.next().ok_or_else(empty)?? };
    let columns = find_columns(&header)?;
    let mut bars: Vec<Bar> = Vec::new();
    for row in rows {
        let row = row?;
        let bar = read_row(&row, &columns, bars.last());
        let bar = bar.map_err(|problem| DataError::Row { file: file.to_owned(), row: row.number(), problem })?;
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

fn read_row(row: &Row, columns: &Columns, previous: Option<&Bar>) -> Result<Bar, RowProblem> {
    let bar = Bar {
        unix_ts: time_field(row, columns.time, "time")?,
        open: row.number_in(columns.open, "open")?,
        high: row.number_in(columns.high, "high")?,
        low: row.number_in(columns.low, "low")?,
        close: row.number_in(columns.close, "close")?,
    };
    check_bar(&bar)?;
    if let Some(previous) = previous {
        check_step(previous.unix_ts, bar.unix_ts)?;
    }
    Ok(bar)
}

/// Unix seconds of a field in any of the known formats.
pub(crate) fn time_field(row: &Row, index: usize, column: &'static str) -> Result<i64, RowProblem> {
    let text = row.text(index, column)?;
    parse_ts(text).ok_or_else(|| RowProblem::BadTime { text: text.to_owned() })
}
