//! Option chains: bid and ask volatilities of the options on one underlying at one moment.
//!
//! Two layouts of CSV and Parquet files are read, told apart by their columns; names are compared without case, other columns are ignored.
//!
//! *Exchange*, a row for each instrument as option exchanges export them:
//!
//! | column | what |
//! |---|---|
//! | `option_type` | `call` or `put` |
//! | `strike` | USD |
//! | `expiration_timestamp`, `timestamp` | expiry, and when the row was quoted: Unix milliseconds or seconds, or ISO 8601 |
//! | `underlying_price` | the forward when the row was quoted, USD |
//! | `bid_iv`, `ask_iv` | volatilities in per cent a year |
//!
//! *Slices*, a row for each quote, with the time to expiry in the file:
//!
//! | column | what |
//! |---|---|
//! | `slice` | a name for the expiry |
//! | `ttm_years` | time to expiry in years of 365 days, the same in all rows of a slice |
//! | `forward`, `strike` | USD |
//! | `type` | `C` or `P` |
//! | `bid_iv`, `ask_iv` | volatilities a year as fractions (0.8 is 80 %) |
//!
//! A volatility of zero, or none, is no quote on that side. The newest `timestamp` of an exchange file is the moment of the chain.

mod assemble;
mod layout;
mod quote;

pub use quote::{ExpiryQuotes, OptionQuote};

use std::io::Read;
use std::path::Path;

use crate::file::{read_all, read_path};
use crate::DataError;

/// The highest volatility a year that a file may have, as a fraction: 1000 %.
pub const MAX_VOL: f64 = 10.0;

/// A checked option chain: at least one expiry, times to expiry rising, in each at least one option and none twice; strikes and
/// forwards finite and positive, volatilities above zero and at most [`MAX_VOL`], no bid above its ask.
#[derive(Debug, Clone, PartialEq)]
pub struct OptionChain {
    name: String,
    expiries: Vec<ExpiryQuotes>,
}

impl OptionChain {
    /// Reads a CSV or Parquet file, told apart by its first bytes; its path becomes the chain's name.
    ///
    /// # Errors
    /// A [`DataError`] that names the file, and the row where one row is at fault.
    pub fn from_path(path: &Path) -> Result<Self, DataError> {
        let (name, bytes) = read_path(path)?;
        Self::from_bytes(name, &bytes)
    }

    /// As [`OptionChain::from_path`], from any reader; `name` stands for the file in errors.
    ///
    /// # Errors
    /// As for [`OptionChain::from_path`].
    pub fn from_reader(name: &str, reader: impl Read) -> Result<Self, DataError> {
        Self::from_bytes(name.to_owned(), &read_all(name, reader)?)
    }

    fn from_bytes(name: String, bytes: &[u8]) -> Result<Self, DataError> {
        let rows = layout::parse_rows(&name, bytes)?;
        let expiries = assemble::by_expiry(&name, rows)?;
        Ok(Self { name, expiries })
    }

    /// Path of the file, or the name given to the chain.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The expiries, the nearest first; never empty.
    pub fn expiries(&self) -> &[ExpiryQuotes] {
        &self.expiries
    }
}
