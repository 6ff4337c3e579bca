//! What all CSV files have in common: columns by name, fields as text, and line numbers for errors.

use csv::{ByteRecord, ReaderBuilder, Trim};

use crate::{DataError, RowProblem};

/// Records of a file that is held in memory, the header first. `file` is only used in errors.
pub(crate) fn records<'a>(
    file: &'a str,
    bytes: &'a [u8],
) -> impl Iterator<Item = Result<ByteRecord, DataError>> + use<'a> {
    let reader = ReaderBuilder::new().has_headers(false).flexible(true).trim(Trim::All).from_reader(bytes);
    reader.into_byte_records().map(|record| {
        record.map_err(|error| DataError::Unreadable { file: file.to_owned(), reason: error.to_string() })
    })
}

/// The first record, with what is needed to say which column is missing.
pub(crate) struct Header<'a> {
    pub file: &'a str,
    pub bytes: &'a [u8],
    pub record: ByteRecord,
}

impl Header<'_> {
    /// Field number of a column; names are compared without case.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.record.iter().position(|field| field.eq_ignore_ascii_case(name.as_bytes()))
    }

    pub(crate) fn required(&self, name: &'static str) -> Result<usize, DataError> {
        self.position(name).ok_or_else(|| self.missing(name))
    }

    pub(crate) fn missing(&self, wanted: &'static str) -> DataError {
        let names: Vec<_> = self.record.iter().map(String::from_utf8_lossy).collect();
        DataError::MissingColumn {
            file: self.file.to_owned(),
            row: line_of(self.bytes, &self.record),
            wanted,
            header: names.join(", "),
        }
    }
}

/// A field that is not empty.
pub(crate) fn text_field<'r>(
    record: &'r ByteRecord,
    index: usize,
    column: &'static str,
) -> Result<&'r str, RowProblem> {
    let field = record.get(index).unwrap_or_default();
    match std::str::from_utf8(field) {
        Ok("") => Err(RowProblem::Missing { column }),
        Ok(text) => Ok(text),
        Err(_) => Err(RowProblem::NotText),
    }
}

pub(crate) fn number_field(record: &ByteRecord, index: usize, column: &'static str) -> Result<f64, RowProblem> {
    let text = text_field(record, index, column)?;
    text.parse().map_err(|_| RowProblem::NotANumber { column, text: text.to_owned() })
}

/// Line number, from 1, on which `record` starts. The reader's own count is not used: it points
/// at the line before when blank lines or CRLF line ends come in between.
pub(crate) fn line_of(bytes: &[u8], record: &ByteRecord) -> u64 {
    let at = record.position().map_or(0, |position| position.byte()) as usize;
    let rest = bytes.get(at..).unwrap_or_default();
    let line_ends = rest.iter().take_while(|&&byte| byte == b'\n' || byte == b'\r').count();
    let start = (at + line_ends).min(bytes.len());
    1 + bytes[..start].iter().filter(|&&byte| byte == b'\n').count() as u64
}
