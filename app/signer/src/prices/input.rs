//! The file of prices: JSON.

use feed::{
    live::{Commitment, Endpoint, EndpointError, Scheme, Source, Timing},
    market::{MarketFeed, MarketInput, MarketsError, MarketsInput},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use thiserror::Error;
use vault_types::Pubkey;

/// A hundredth: six standard deviations of what a market of 80 % volatility a year moves in two minutes, the age that the example's house lets a message have.
pub const DEFAULT_TOLERANCE_BPS: u64 = 100;
/// More than that is no comparison.
const MAX_TOLERANCE_BPS: u64 = 1_000;
/// As many accounts as a node shows at once.
const MAX_MARKETS: usize = 100;

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PricesInput {
    /// The HTTP endpoint of the signer's own node: `http://HOST:PORT`.
    pub rpc: String,
    /// Its websocket, which tells each change at once: `ws://HOST:PORT`. Without one the node is asked every two seconds.
    #[serde(default)]
    pub websocket: Option<String>,
    /// How far a price in a snapshot may be from the own one, where the market's row does not say it.
    #[serde(default = "default_tolerance_bps")]
    pub tolerance_bps: u64,
    /// All markets that a snapshot may have.
    pub markets: Vec<OwnMarketInput>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OwnMarketInput {
    /// The market's address, as in snapshots.
    pub market: String,
    /// Its price account, as in docs/FEED.md.
    pub feed: MarketInput,
    /// For this market in the place of the file's: one that moves more needs more.
    #[serde(default)]
    pub tolerance_bps: Option<u64>,
}

/// A market to follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnMarket {
    pub address: Pubkey,
    pub feed: MarketFeed,
    pub tolerance_bps: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PricesError {
    #[error("{field}: {error}")]
    Endpoint { field: &'static str, error: EndpointError },
    #[error("tolerance_bps must be 1 to {MAX_TOLERANCE_BPS}")]
    Tolerance,
    #[error("tolerance_bps of row {row} must be 1 to {MAX_TOLERANCE_BPS}; without it the file's counts")]
    RowTolerance { row: usize },
    #[error("market of row {row} must be 32 bytes in base 58, as Solana prints them")]
    Address { row: usize },
    #[error("{0}")]
    Markets(#[from] MarketsError),
    #[error("give 1 to {MAX_MARKETS} markets, each address once")]
    Count,
}

const fn default_tolerance_bps() -> u64 {
    DEFAULT_TOLERANCE_BPS
}

impl PricesInput {
    /// What [`super::Followed::start`] takes. Rows are counted from 1.
    pub fn read(&self) -> Result<(Source, Vec<OwnMarket>), PricesError> {
        if !(1..=MAX_TOLERANCE_BPS).contains(&self.tolerance_bps) {
            return Err(PricesError::Tolerance);
        }
        let rows = || (1..).zip(&self.markets);
        let address =
            |(row, own): (usize, &OwnMarketInput)| own.market.parse().map_err(|_| PricesError::Address { row });
        let addresses = rows().map(address).collect::<Result<Vec<Pubkey>, _>>()?;
        let different = addresses.iter().collect::<BTreeSet<_>>().len();
        if different != addresses.len() || !(1..=MAX_MARKETS).contains(&different) {
            return Err(PricesError::Count);
        }
        let tolerances_bps = rows().map(|(row, own)| self.tolerance_of(row, own)).collect::<Result<Vec<_>, _>>()?;
        let feeds = MarketsInput { markets: self.markets.iter().map(|own| own.feed.clone()).collect() }.feeds()?;
        let source = self.source(&feeds)?;
        let markets = addresses.into_iter().zip(feeds).zip(tolerances_bps);
        let own = |((address, feed), tolerance_bps)| OwnMarket { address, feed, tolerance_bps };
        Ok((source, markets.map(own).collect()))
    }

    fn tolerance_of(&self, row: usize, own: &OwnMarketInput) -> Result<u64, PricesError> {
        let tolerance_bps = own.tolerance_bps.unwrap_or(self.tolerance_bps);
        let is_allowed = (1..=MAX_TOLERANCE_BPS).contains(&tolerance_bps);
        is_allowed.then_some(tolerance_bps).ok_or(PricesError::RowTolerance { row })
    }

    /// Two markets may have one price account.
    fn source(&self, feeds: &[MarketFeed]) -> Result<Source, PricesError> {
        let endpoint = |field, url: &str, scheme| {
            Endpoint::parse(url, scheme).map_err(|error| PricesError::Endpoint { field, error })
        };
        let websocket = self.websocket.as_deref().map(|url| endpoint("websocket", url, Scheme::Websocket));
        Ok(Source {
            rpc: endpoint("rpc", &self.rpc, Scheme::Http)?,
            websocket: websocket.transpose()?,
            accounts: feeds.iter().map(MarketFeed::account).collect::<BTreeSet<_>>().into_iter().collect(),
            commitment: Commitment::Confirmed,
            timing: Timing::default(),
        })
    }
}
