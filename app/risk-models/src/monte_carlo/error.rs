//! What parameters are refused for, one line each.

use crate::numbers::OutOfRange;

/// Why there are no scenarios.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MonteCarloError {
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),

    #[error("{list} has {found} entries for {expected} markets; give one for each market, in their order")]
    Markets { list: String, found: usize, expected: usize },

    #[error("correlation[{row}][{column}] is {value}, and {mirrored} the other way round; it must be the same, and 1 of a market with itself")]
    NotSymmetric { row: usize, column: usize, value: f64, mirrored: f64 },

    #[error("correlation[{row}] contradicts the rows before it: no markets can move like that; bring its numbers nearer to zero")]
    NotPositive { row: usize },

    #[error("paths is {paths}; for {markets} markets give at most {most}")]
    TooManyPaths { paths: u64, markets: usize, most: u64 },

    #[error("paths is {paths}; antithetic paths come in pairs, so give an even number")]
    OddPaths { paths: u64 },

    #[error("paths is {paths} in {replicates} replicates; sobol needs 2 to 1024 replicates of 2, 4, 8 ... paths each")]
    Replicates { paths: u64, replicates: u64 },

    #[error(
        "the model takes {needed} random numbers for a path; sobol has {most}: take fewer steps or markets, or philox"
    )]
    Dimensions { needed: usize, most: usize },

    #[error("markets[{market}] is too rough for so few steps; give at least {needed} steps")]
    Steps { market: usize, needed: f64 },
}
