//! A whole file.

use super::{Parameters, Portfolio};
use crate::derive_pmrm2::CaseError;
use serde::Deserialize;
use std::path::Path;

/// A portfolio, its market and the model's parameters.
#[derive(Clone, Debug, Deserialize)]
pub struct Case {
    #[serde(rename = "Scenario")]
    pub portfolio: Portfolio,
    #[serde(rename = "Parameters")]
    pub parameters: Parameters,
    /// What somebody else computed for the same case.
    #[serde(rename = "Result", default)]
    pub published: Option<Published>,
}

/// Margins to compare with, USD.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Published {
    #[serde(rename = "IM", default)]
    pub initial: Option<f64>,
    #[serde(rename = "MM", default)]
    pub maintenance: Option<f64>,
}

impl Case {
    /// From the text of a file. Whether its numbers make sense is for [`margin`](crate::derive_pmrm2::margin) to check.
    pub fn from_json(text: &str) -> Result<Self, CaseError> {
        Ok(serde_json::from_str(text)?)
    }

    /// From a file.
    pub fn from_path(path: &Path) -> Result<Self, CaseError> {
        Self::from_json(&std::fs::read_to_string(path)?)
    }
}
