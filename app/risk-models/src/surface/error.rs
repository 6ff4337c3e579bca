//! Why there is no surface, one line each. The command puts the file's name in front.

use super::quotes::{VolQuote, FEWEST_STRIKES};
use super::smile::RawSvi;
use options_math::MathError;

/// What is wrong with quotes, or with a smile.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SurfaceError {
    #[error("the time to expiry is 0 seconds; leave expired options out")]
    NoTime,

    #[error(
        "quote {index} at the log-strike {} has volatilities {} to {}; they must be finite and above zero, the bid at most the ask",
        quote.log_strike, quote.bid_vol, quote.ask_vol
    )]
    Quote { index: usize, quote: VolQuote },

    #[error(
        "{strikes} strikes have both a bid and an ask volatility; a smile needs {FEWEST_STRIKES}, leave the expiry out"
    )]
    TooFewStrikes { strikes: usize },

    #[error("the expiry in {seconds} s is not after the one before, in {previous} s; give expiries in order")]
    Order { seconds: u64, previous: u64 },

    #[error("the smile before has wings of slopes {left} and {right}; above 2 there is arbitrage, fit it first")]
    PreviousWings { left: f64, right: f64 },

    #[error("no smile without arbitrage is above the one before; check the quotes' volatilities and times")]
    NoSmile,

    #[error(
        "a smile needs b >= 0, |rho| < 1 and sigma > 0, all finite; these are a {}, b {}, rho {}, m {}, sigma {}",
        raw.a, raw.b, raw.rho, raw.m, raw.sigma
    )]
    Parameters { raw: RawSvi },

    #[error("the least variance of the smile is {least}; it must be above zero")]
    NegativeVariance { least: f64 },

    #[error("the chain takes no such smile: {0}")]
    NotOnChain(#[from] MathError),

    #[error("the chain sees arbitrage in the smile: {place}")]
    ArbitrageOnChain { place: &'static str },

    #[error("expiry {label}: {error}")]
    Expiry { label: String, error: Box<SurfaceError> },
}
