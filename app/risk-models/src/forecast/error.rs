//! Why there is no forecast or no model, one line each.

use market_data::DataError;
use std::path::PathBuf;

/// Displays as one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ForecastError {
    #[error(transparent)]
    Prices(#[from] DataError),

    #[error("{name}: has {have} whole days; at least {need} are needed, give a longer file")]
    TooShort { name: String, have: usize, need: usize },

    #[error("{}: cannot be read: {reason}", path.display())]
    Unreadable { path: PathBuf, reason: String },

    #[error("{}: is not a file of weights: {reason}; make one with `risk-engine train-volatility`", path.display())]
    Weights { path: PathBuf, reason: String },
}
