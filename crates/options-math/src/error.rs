//! What can be wrong with an input. One variant per input, each naming what is allowed.

use core::fmt;

/// An input outside the documented domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MathError {
    // What a price depends on.
    /// The spot or forward price is zero or above the largest price.
    Spot = 1,
    /// The strike is above the largest price.
    Strike = 2,
    /// More than two years to expiry.
    SecondsToExpiry = 3,
    /// The volatility is neither zero nor from 2 % to 400 % a year.
    Volatility = 4,
    /// The rate is above 100 % a year.
    Rate = 5,
    /// The discount factor is zero or negative or above two.
    Discount = 6,
    // Volatilities: implied by a price, or on a smile.
    /// The price is below what the option is worth at a volatility of 2 %.
    PriceTooLow = 20,
    /// The price is above what the option is worth at a volatility of 400 %.
    PriceTooHigh = 21,
    /// The parameters of a smile are outside their ranges, or its least variance is not above zero.
    Surface = 22,
    /// The log-strike is outside -36 to 36.
    LogStrike = 23,
    // Portfolios.
    /// A scenario's spot factor is below one per cent or above ten.
    SpotFactor = 40,
    /// More than 24 legs.
    TooManyLegs = 41,
    /// A quantity is above 2^57 either way.
    Quantity = 42,
    /// The portfolio loses without limit as spot rises.
    UnboundedLoss = 43,
    // From a delta to a strike.
    /// The target delta is outside 0.0001 to 0.9999.
    TargetDelta = 60,
    // Arguments of elementary functions.
    /// The logarithm of zero or of a negative number.
    LogarithmArgument = 80,
    /// The exponential would not fit sixteen integer bits.
    ExponentialArgument = 81,
    /// The square root of a negative number.
    SquareRootArgument = 82,
    /// The probability is not strictly between zero and one.
    Probability = 83,
}

impl MathError {
    /// The number by which other languages know the error: never 0, grouped by area, and never given another meaning.
    pub const fn code(self) -> u32 {
        self as u32
    }
}

impl fmt::Display for MathError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Spot => "spot_e8 must be from 1 to 562949953421311 (5.6 million USD)",
            Self::Strike => "strike_e8 must be at most 562949953421311 (5.6 million USD)",
            Self::SecondsToExpiry => "seconds_to_expiry must be at most 63072000 (two years of 365 days)",
            Self::Volatility => "vol_e9 must be 0 or from 20000000 (2 % a year) to 4000000000 (400 % a year)",
            Self::Rate => "rate_e9 must be at most 1000000000 (100 % a year)",
            Self::Discount => "the discount factor must be above 0 and at most 2",
            Self::PriceTooLow => "price_e12 is below the option's value at a volatility of 2 % a year",
            Self::PriceTooHigh => "price_e12 is above the option's value at a volatility of 400 % a year",
            Self::Surface => {
                "the smile needs b >= 0, |rho| < 1, sigma >= 2^-20, a + b sigma sqrt(1 - rho^2) > 0, and none beyond 16"
            }
            Self::LogStrike => "the log-strike must be from -36 to 36",
            Self::SpotFactor => "factor_bps must be from 100 (1 % of spot) to 100000 (ten times spot)",
            Self::TooManyLegs => "a portfolio may have at most 24 legs: combine those with the same strike",
            Self::Quantity => "a quantity must be from -2^57 to 2^57",
            Self::UnboundedLoss => {
                "the portfolio loses without limit as spot rises: own a call or underlying for every call sold"
            }
            Self::TargetDelta => "the target delta must be from 0.0001 to 0.9999",
            Self::LogarithmArgument => "the argument of ln must be above 0",
            Self::ExponentialArgument => "the argument of exp must be below 15 ln 2 = 10.397...",
            Self::SquareRootArgument => "the argument of sqrt must be at least 0",
            Self::Probability => "the probability must be above 0 and below 1",
        })
    }
}

impl core::error::Error for MathError {}
