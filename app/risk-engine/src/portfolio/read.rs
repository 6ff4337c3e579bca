//! From a file.

use super::{InputError, Portfolio};
use crate::rule::Rule;
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

/// Whether a number is what it must be.
pub(crate) fn number(field: impl FnOnce() -> String, value: f64, rule: Rule) -> Result<(), InputError> {
    match rule.broken_by(value) {
        None => Ok(()),
        Some(must) => Err(InputError::Number { field: field(), value, must }),
    }
}

/// Whether a factor makes something larger, and not smaller.
pub(crate) fn at_least_one(field: impl FnOnce() -> String, value: f64) -> Result<(), InputError> {
    match value >= 1.0 && value.is_finite() {
        true => Ok(()),
        false => Err(InputError::Number { field: field(), value, must: "one or more" }),
    }
}
