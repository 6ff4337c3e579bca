//! From a file.

use super::{InputError, Portfolio};
use serde::de::DeserializeOwned;
use std::path::Path;

impl Portfolio {
    /// From the text of a file, checked.
    ///
    /// # Errors
    /// [`InputError`], naming the field.
    pub fn from_json(text: &str) -> Result<Self, InputError> {
        let portfolio: Self = parse(text, "a portfolio")?;
        portfolio.check()?;
        Ok(portfolio)
    }

    /// From a file, checked.
    ///
    /// # Errors
    /// [`InputError`], naming the field.
    pub fn from_path(path: &Path) -> Result<Self, InputError> {
        Self::from_json(&std::fs::read_to_string(path)?)
    }
}

/// A file's fields, not checked; `what` is for the error.
pub(crate) fn read<T: DeserializeOwned>(path: &Path, what: &'static str) -> Result<T, InputError> {
    parse(&std::fs::read_to_string(path)?, what)
}

fn parse<T: DeserializeOwned>(text: &str, what: &'static str) -> Result<T, InputError> {
    serde_json::from_str(text).map_err(|error| InputError::Json { what, error })
}
