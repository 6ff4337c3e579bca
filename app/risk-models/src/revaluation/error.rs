//! Why there are no profits, one line each.

use crate::batch_pricing::BatchPricingError;

/// What is wrong with scenarios.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RevaluationError {
    #[error("{moves} moves for {markets} markets; every scenario needs one for each market")]
    Moves { moves: usize, markets: usize },

    #[error("scenario {scenario}, market {market}: {field} is {value}; it must be {must}")]
    Move { scenario: usize, market: usize, field: &'static str, value: f64, must: &'static str },

    #[error("the profit of scenario {scenario} is not finite; look for prices, amounts or moves that are too large")]
    NotFinite { scenario: usize },

    #[error("today's value is not finite; look for prices or amounts that are too large")]
    ValueNotFinite,

    #[error(transparent)]
    Batch(#[from] BatchPricingError),
}
