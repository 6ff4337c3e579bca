//! A coin and its prices, as commands get them.

use market_data::{DataError, PriceSeries};
use std::path::Path;

/// A name for tables, and hourly prices.
#[derive(Clone, Debug)]
pub struct Coin {
    /// `SOL` of a file `sol_usd_1h.csv`.
    pub name: String,
    pub prices: PriceSeries,
}

impl Coin {
    /// Of a file, named by what stands before the first underscore of its name.
    ///
    /// # Errors
    /// [`DataError`], naming the file and the row.
    pub fn from_path(path: &Path) -> Result<Self, DataError> {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let name = stem.split('_').next().unwrap_or(&stem).to_uppercase();
        Ok(Self { name, prices: PriceSeries::from_path(path)? })
    }

    /// Of the prices that the project comes with.
    pub fn bundled() -> Self {
        Self { name: "BTC".to_owned(), prices: PriceSeries::bundled() }
    }
}
