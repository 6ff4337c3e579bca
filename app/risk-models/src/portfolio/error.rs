//! What can be wrong with a file of a portfolio or of parameters, one line each. The command puts the file's name in front.

use crate::numbers::OutOfRange;
use crate::revaluation::RevaluationError;
use crate::surface::SurfaceError;

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    #[error("cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),

    #[error("is not a file of {what}: {error}; docs/SCENARIOS.md lists the fields")]
    Json { what: &'static str, error: serde_json::Error },

    #[error(transparent)]
    Number(#[from] OutOfRange),

    #[error("{list} is empty; give at least one")]
    Empty { list: String },

    #[error("{field} is {name:?} again; names must differ")]
    Twice { field: String, name: String },

    #[error("{field} has a line end or another control character; take it out")]
    Name { field: String },

    #[error("{option} has no volatility; give it one, or its expiry a smile")]
    NoVolatility { option: String },

    #[error("{field}: {error}")]
    Smile { field: String, error: SurfaceError },

    #[error("{field} holds risk arrays; only the model span16 takes them")]
    RiskArrays { field: String },

    #[error("has no parameters for the market {market:?}; add an entry with that name")]
    NoParameters { market: String },

    #[error("moves the price of the market {market:?} from {spot} down by {fall}; it must stay above zero")]
    FallTooDeep { market: String, spot: f64, fall: f64 },

    #[error(transparent)]
    Revaluation(#[from] RevaluationError),
}
