//! What can be wrong with an input. One variant per input, each naming what is allowed.

use core::fmt;

/// An input outside the documented domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MathError {
    /// The spot price is zero.
    Spot,
    /// The strike is zero.
    Strike,
    /// More than two years to expiry.
    SecondsToExpiry,
    /// The volatility is below 0.1 % or above 400 % a year.
    Volatility,
    /// The target delta is not strictly between zero and one.
    TargetDelta,
    /// The step between listed strikes is zero.
    StrikeStep,
    /// No multiple of the step lies between the lowest and the highest allowed strike.
    NoListedStrike,
    /// The logarithm of zero or of a negative number.
    LogarithmArgument,
    /// The exponential would not fit sixteen integer bits.
    ExponentialArgument,
    /// The square root of a negative number.
    SquareRootArgument,
}

impl fmt::Display for MathError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Spot => "spot_e8 must be at least 1",
            Self::Strike => "strike_e8 must be at least 1",
            Self::SecondsToExpiry => "seconds_to_expiry must be at most 63072000 (two years of 365 days)",
            Self::Volatility => "vol_e9 must be from 1000000 (0.1 % a year) to 4000000000 (400 % a year)",
            Self::TargetDelta => "target_delta must be above 0 and below 1",
            Self::StrikeStep => "step_e8 must be at least 1",
            Self::NoListedStrike => "no listed strike: a positive multiple of step_e8 must lie in [min_e8, max_e8]",
            Self::LogarithmArgument => "the argument of ln must be above 0",
            Self::ExponentialArgument => "the argument of exp must be below 15 ln 2 = 10.397...",
            Self::SquareRootArgument => "the argument of sqrt must be at least 0",
        })
    }
}

impl core::error::Error for MathError {}
