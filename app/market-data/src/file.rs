//! Files and readers as bytes in memory.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use crate::DataError;

/// The path as a name for errors, and what the file holds.
pub(crate) fn read_path(path: &Path) -> Result<(String, Vec<u8>), DataError> {
    let name = path.display().to_string();
    match fs::read(path) {
        Ok(bytes) => Ok((name, bytes)),
        Err(error) => Err(unreadable(&name, &error)),
    }
}

/// `name` stands for the file in errors.
pub(crate) fn read_all(name: &str, mut reader: impl Read) -> Result<Vec<u8>, DataError> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(|error| unreadable(name, &error))?;
    Ok(bytes)
}

fn unreadable(name: &str, error: &io::Error) -> DataError {
    DataError::Unreadable { file: name.to_owned(), reason: error.to_string() }
}
