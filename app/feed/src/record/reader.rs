//! From a file to entries, one at a time.

use super::{line, Entry, LineProblem, Order, RecordError};
use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};
use std::path::Path;

/// More than the largest account, ten megabytes, takes in base 64.
const MAX_LINE_LEN: usize = 16 << 20;

/// Reads entries until the file ends or something is wrong; after an error there is nothing more.
pub struct Reader<R> {
    file: String,
    input: R,
    line: u64,
    order: Order,
    has_ended: bool,
}

impl Reader<BufReader<File>> {
    pub fn open(path: &Path) -> Result<Self, RecordError> {
        let file = path.display().to_string();
        match File::open(path) {
            Ok(input) => Ok(Self::new(file, BufReader::new(input))),
            Err(error) => Err(RecordError::Unreadable { file, reason: error.to_string() }),
        }
    }
}

impl<R: BufRead> Reader<R> {
    /// `file` is only used in errors.
    pub fn new(file: String, input: R) -> Self {
        Self { file, input, line: 0, order: Order::default(), has_ended: false }
    }

    /// `None` at the end of the file.
    fn read(&mut self) -> Result<Option<Entry>, RecordError> {
        let mut text = Vec::new();
        let read = self.input.by_ref().take(MAX_LINE_LEN as u64).read_until(b'\n', &mut text);
        read.map_err(|error| RecordError::Unreadable { file: self.file.clone(), reason: error.to_string() })?;
        if text.is_empty() {
            return Ok(None);
        }
        self.line += 1;
        let entry = self.parse(&text);
        entry.map(Some).map_err(|problem| RecordError::Line { file: self.file.clone(), line: self.line, problem })
    }

    fn parse(&mut self, text: &[u8]) -> Result<Entry, LineProblem> {
        let entry = match text.strip_suffix(b"\n") {
            Some(text) => line::read(text)?,
            None if text.len() == MAX_LINE_LEN => return Err(LineProblem::TooLong { max: MAX_LINE_LEN }),
            None => return Err(LineProblem::CutOff),
        };
        self.order.accept(&entry)?;
        Ok(entry)
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Entry, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_ended {
            return None;
        }
        let entry = self.read().transpose();
        self.has_ended = !matches!(entry, Some(Ok(_)));
        entry
    }
}
