//! CSV bytes to bars. Rows are checked as they are read, so an error names the first bad row.

use csv::{ByteRecord, ReaderBuilder, Trim};

use crate::check::{check_bar, check_step};
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
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).trim(Trim::All).from_reader(bytes);
    let mut records = reader.byte_records().map(|record| {
        record.map_err(|error| DataError::Unreadable { file: file.to_owned(), reason: error.to_string() })
    });
    let empty = || DataError::Empty { file: file.to_owned() };

    let header = records.next().ok_or_else(empty)??;
    let columns = find_columns(file, bytes, &header)?;
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

fn find_columns(file: &str, bytes: &[u8], header: &ByteRecord) -> Result<Columns, DataError> {
    let position = |name: &str| header.iter().position(|field| field.eq_ignore_ascii_case(name.as_bytes()));
    let missing = |wanted| DataError::MissingColumn {
        file: file.to_owned(),
        row: line_of(bytes, header),
        wanted,
        header: header_text(header),
    };
    let price = |name| position(name).ok_or_else(|| missing(name));
    Ok(Columns {
        time: TIME_COLUMNS
            .iter()
            .find_map(|name| position(name))
            .ok_or_else(|| missing("unix, timestamp, time or date"))?,
        open: price("open")?,
        high: price("high")?,
        low: price("low")?,
        close: price("close")?,
    })
}

fn header_text(header: &ByteRecord) -> String {
    let names: Vec<_> = header.iter().map(String::from_utf8_lossy).collect();
    names.join(", ")
}

fn read_row(record: &ByteRecord, columns: &Columns, previous: Option<&Bar>) -> Result<Bar, RowProblem> {
    let bar = Bar {
        unix_ts: time_field(record, columns.time)?,
        open: price_field(record, columns.open, "open")?,
        high: price_field(record, columns.high, "high")?,
        low: price_field(record, columns.low, "low")?,
        close: price_field(record, columns.close, "close")?,
    };
    check_bar(&bar)?;
    if let Some(previous) = previous {
        check_step(previous.unix_ts, bar.unix_ts)?;
    }
    Ok(bar)
}

fn time_field(record: &ByteRecord, index: usize) -> Result<i64, RowProblem> {
    let text = text_field(record, index, "time")?;
    parse_ts(text).ok_or_else(|| RowProblem::BadTime { text: text.to_owned() })
}

fn price_field(record: &ByteRecord, index: usize, column: &'static str) -> Result<f64, RowProblem> {
    let text = text_field(record, index, column)?;
    text.parse().map_err(|_| RowProblem::NotANumber { column, text: text.to_owned() })
}

fn text_field<'r>(record: &'r ByteRecord, index: usize, column: &'static str) -> Result<&'r str, RowProblem> {
    let field = record.get(index).unwrap_or_default();
    match std::str::from_utf8(field) {
        Ok("") => Err(RowProblem::Missing { column }),
        Ok(text) => Ok(text),
        Err(_) => Err(RowProblem::NotText),
    }
}

/// Line number, from 1, on which `record` starts. The reader's own count is not used: it points
/// at the line before when blank lines or CRLF line ends come in between.
fn line_of(bytes: &[u8], record: &ByteRecord) -> u64 {
    let at = record.position().map_or(0, |position| position.byte()) as usize;
    let rest = bytes.get(at..).unwrap_or_default();
    let line_ends = rest.iter().take_while(|&&byte| byte == b'\n' || byte == b'\r').count();
    let start = (at + line_ends).min(bytes.len());
    1 + bytes[..start].iter().filter(|&&byte| byte == b'\n').count() as u64
}
