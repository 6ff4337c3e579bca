//! What can be wrong with parameters or a case, one line each. The command puts the file's name in front.

use crate::add_ons::AddOnError;
use crate::historical::HistoricalError;
use crate::monte_carlo::{MeasureError, MonteCarloError};
use crate::numbers::OutOfRange;
use crate::portfolio::InputError;
use crate::revaluation::RevaluationError;

/// Why there is no margin.
#[derive(Debug, thiserror::Error)]
pub enum SimulatedMarginError {
    #[error("cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),

    #[error("is not understood: {0}; docs/MONTE_CARLO.md lists the fields")]
    Json(#[from] serde_json::Error),

    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),

    #[error(transparent)]
    AddOn(#[from] AddOnError),

    #[error(transparent)]
    Positions(#[from] InputError),

    #[error(transparent)]
    MonteCarlo(#[from] MonteCarloError),

    #[error(transparent)]
    Measure(#[from] MeasureError),

    #[error(transparent)]
    Historical(#[from] HistoricalError),

    #[error(transparent)]
    Prices(#[from] market_data::DataError),

    #[error("{list} is empty; give at least one")]
    Empty { list: &'static str },

    #[error("{section} is missing; the model needs it")]
    NoSection { section: &'static str },

    #[error("markets has {name} twice; give it once")]
    Twice { name: String },

    #[error("{list}[{index}] is on {name}, which the parameters do not know; they have {known}")]
    UnknownMarket { list: &'static str, index: usize, name: String, known: String },

    #[error("markets has no {name}; give the spot and volatility of every market of the parameters")]
    MissingMarket { name: String },

    #[error("the positions have no price after the model's moves ({0}); look for a wrong decimal point in the case, or in the parameters")]
    Revaluation(#[from] RevaluationError),

    #[error(
        "what is held, or a loss, is not finite; look for a wrong decimal point in the case, or in the parameters"
    )]
    NotFinite,
}
