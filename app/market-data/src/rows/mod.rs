//! What all files have in common, CSV and Parquet: columns by name, fields as text, and row numbers for errors.

mod parquet_file;

use csv::{ByteRecord, ReaderBuilder, Trim};

use crate::{DataError, RowProblem};

/// One row, its fields in the order of the file.
pub(crate) struct Row<'a> {
    pub fields: ByteRecord,
    place: Place<'a>,
}

/// Where a row is.
#[derive(Clone, Copy)]
enum Place<'a> {
    /// Somewhere in these bytes of a CSV file; the record knows where.
    Csv(&'a [u8]),
    /// So many rows of a Parquet file, the first one being 1. The names of the columns are row 0.
    Parquet(u64),
}

impl Row<'_> {
    /// For a CSV file the line's number, the header usually being line 1; for a Parquet file the row's, the first one being 1.
    pub(crate) fn number(&self) -> u64 {
        match self.place {
            Place::Csv(bytes) => line_of(bytes, &self.fields),
            Place::Parquet(number) => number,
        }
    }

    /// A field that is not empty.
    pub(crate) fn text(&self, index: usize, column: &'static str) -> Result<&str, RowProblem> {
        let field = self.fields.get(index).unwrap_or_default();
        match std::str::from_utf8(field) {
            Ok("") => Err(RowProblem::Missing { column }),
            Ok(text) => Ok(text),
            Err(_) => Err(RowProblem::NotText),
        }
    }

    pub(crate) fn number_in(&self, index: usize, column: &'static str) -> Result<f64, RowProblem> {
        let text = self.text(index, column)?;
        text.parse().map_err(|_| RowProblem::NotANumber { column, text: text.to_owned() })
    }
}

/// Rows of a file that is held in memory, the names of the columns first. `file` is only used in errors.
pub(crate) fn rows<'a>(
    file: &'a str,
    bytes: &'a [u8],
) -> Result<Box<dyn Iterator<Item = Result<Row<'a>, DataError>> + 'a>, DataError> {
    if parquet_file::is_parquet(bytes) {
        return Ok(Box::new(parquet_file::rows(file, bytes)?.into_iter().map(Ok)));
    }
    let reader = ReaderBuilder::new().has_headers(false).flexible(true).trim(Trim::All).from_reader(bytes);
    Ok(Box::new(reader.into_byte_records().map(move |record| match record {
        Ok(fields) => Ok(Row { fields, place: Place::Csv(bytes) }),
        Err(error) => Err(DataError::Unreadable { file: file.to_owned(), reason: error.to_string() }),
    })))
}

/// The names of the columns, with what is needed to say which one is missing.
pub(crate) struct Header<'a> {
    pub file: &'a str,
    pub row: Row<'a>,
}

impl Header<'_> {
    /// Field number of a column; names are compared without case.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.row.fields.iter().position(|field| field.eq_ignore_ascii_case(name.as_bytes()))
    }

    pub(crate) fn required(&self, name: &'static str) -> Result<usize, DataError> {
        self.position(name).ok_or_else(|| self.missing(name))
    }

    pub(crate) fn missing(&self, wanted: &'static str) -> DataError {
        let names: Vec<_> = self.row.fields.iter().map(String::from_utf8_lossy).collect();
        DataError::MissingColumn {
            file: self.file.to_owned(),
            row: self.row.number(),
            wanted,
            header: names.join(", "),
        }
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
