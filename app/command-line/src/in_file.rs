//! Errors that name their file.

use serde::de::DeserializeOwned;
use std::error::Error;
use std::fmt::{self, Display};
use std::fs;
use std::path::{Path, PathBuf};

/// An error with the name of its file in front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InFile {
    path: PathBuf,
    error: String,
}

impl Display for InFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.error)
    }
}

impl Error for InFile {}

pub fn named(path: &Path, error: impl Display) -> InFile {
    InFile { path: path.to_owned(), error: error.to_string() }
}

/// What a file of JSON says.
pub fn json<T: DeserializeOwned>(path: &Path) -> Result<T, InFile> {
    let text = fs::read(path).map_err(|error| named(path, error))?;
    serde_json::from_slice(&text).map_err(|error| named(path, error))
}
