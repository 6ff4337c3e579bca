//! From entries to a file.

use super::{line, Entry, Order, RecordError};
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// Writes each entry at once and as a whole: whoever is stopped leaves at most one line that is cut off, the last.
pub struct Writer<W> {
    file: String,
    output: W,
    line: u64,
    order: Order,
}

impl Writer<File> {
    /// Makes a new file; one that is there stays as it is.
    pub fn create(path: &Path) -> Result<Self, RecordError> {
        let file = path.display().to_string();
        match File::create_new(path) {
            Ok(output) => Ok(Self::new(file, output)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(RecordError::Exists { file }),
            Err(error) => Err(RecordError::Unwritable { file, reason: error.to_string() }),
        }
    }
}

impl<W: Write> Writer<W> {
    /// `file` is only used in errors. Buffered outputs are flushed after each line.
    pub fn new(file: String, output: W) -> Self {
        Self { file, output, line: 0, order: Order::default() }
    }

    /// Errors: the entry may not stand after those before it, and was not written; or the file cannot be written.
    pub fn write(&mut self, entry: &Entry) -> Result<(), RecordError> {
        let line = self.line + 1;
        let misplaced = |problem| RecordError::Line { file: self.file.clone(), line, problem };
        self.order.accept(entry).map_err(misplaced)?;
        self.line = line;
        let text = line::write(entry) + "\n";
        let written = self.output.write_all(text.as_bytes()).and_then(|()| self.output.flush());
        written.map_err(|error| RecordError::Unwritable { file: self.file.clone(), reason: error.to_string() })
    }

    pub fn into_inner(self) -> W {
        self.output
    }
}
