//! Why there is no back-test, one line each.

use crate::derive_pmrm2::CaseError;
use crate::forecast::ForecastError;
use crate::portfolio::InputError;
use std::path::PathBuf;
use vault_types::margin::MarginError;

/// Displays as one line that says what to do; those of margin models have the model's name in front.
#[derive(Debug, thiserror::Error)]
pub enum BacktestError {
    #[error(transparent)]
    Prices(#[from] ForecastError),

    #[error("{}: {error}", path.display())]
    ParameterFile { path: PathBuf, error: String },

    #[error("{model} takes no file of parameters: its grid is the chain's own; leave --parameters {model}=... out")]
    NoParameterFile { model: &'static str },

    #[error("{model}: {error}")]
    Portfolio { model: &'static str, error: InputError },

    #[error("{model}: {error}")]
    Case { model: &'static str, error: CaseError },

    #[error("{model}: {error}")]
    Chain { model: &'static str, error: MarginError },
}
