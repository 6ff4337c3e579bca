//! One option's quotes, and those of one expiry.

use options_math::OptionType;

/// What one option is bid and offered at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OptionQuote {
    pub option_type: OptionType,
    /// USD.
    pub strike: f64,
    /// Price of the underlying at expiry, when the option was quoted, USD.
    pub forward: f64,
    /// Volatility a year as a fraction; `None` where there is no bid, or one below the intrinsic value.
    pub bid_vol: Option<f64>,
    /// Volatility a year as a fraction.
    pub ask_vol: Option<f64>,
}

/// The options of one expiry, in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpiryQuotes {
    /// The slice's name, or the time of expiry in ISO 8601.
    pub label: String,
    /// From the moment of the chain; at least one.
    pub seconds_to_expiry: u64,
    pub quotes: Vec<OptionQuote>,
}
