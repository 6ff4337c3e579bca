//! What stands in a file of markets: JSON, with the names of fields on chain.

use super::MarketFeed;
use bytemuck::Zeroable as _;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use thiserror::Error;
use vault_types::{
    state::{Market, OracleLimits, PriceSource},
    Pubkey,
};

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MarketsInput {
    pub markets: Vec<MarketInput>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MarketInput {
    /// For people; no two markets have the same.
    pub name: String,
    /// The price account that is followed, in base 58.
    pub account: String,
    pub source: SourceInput,
    /// How long the market may be without a new price.
    pub max_gap_secs: u32,
    pub oracle_limits: LimitsInput,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum SourceInput {
    /// `PriceUpdateV2` of Pyth's receiver program. The feed's number in hex, as Pyth prints it, with `0x` or without.
    PythPull { feed_id: String },
    /// The account is the feed's; the oracle program that owns it in base 58.
    PythPush { program: String },
}

/// All seven as the market has them on chain; the first three say which prices count here.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LimitsInput {
    pub max_age_secs: u32,
    pub max_future_secs: u32,
    pub max_confidence_bps: u32,
    pub settlement_window_secs: u32,
    pub settlement_challenge_secs: u32,
    pub max_jump_bps: u32,
    pub jump_window_secs: u32,
}

/// Names the market.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MarketsError {
    #[error("there is no market: give at least one")]
    None,
    #[error("market {market}: is there twice: give each a name of its own")]
    Twice { market: String },
    #[error("market {market}: {field} must be 32 bytes in base 58, as Solana prints them")]
    Address { market: String, field: &'static str },
    #[error("market {market}: source.pyth_pull.feed_id must be 32 bytes in hex, as Pyth prints them")]
    FeedId { market: String },
    #[error("market {market}: source or oracle_limits are none that a market can have: copy them from the chain")]
    Limits { market: String },
    #[error("market {market}: max_gap_secs must be 1 to {max_age_secs}: the program takes no older price")]
    Gap { market: String, max_age_secs: u32 },
    #[error("market {market}: its pushed price stands in another account: give the one that the market names")]
    OtherAccount { market: String },
}

impl MarketsInput {
    /// In the order of the file.
    pub fn feeds(&self) -> Result<Vec<MarketFeed>, MarketsError> {
        if self.markets.is_empty() {
            return Err(MarketsError::None);
        }
        let mut names = BTreeSet::new();
        if let Some(twice) = self.markets.iter().find(|market| !names.insert(&market.name)) {
            return Err(MarketsError::Twice { market: twice.name.clone() });
        }
        self.markets.iter().map(MarketInput::feed).collect()
    }
}

impl MarketInput {
    pub fn feed(&self) -> Result<MarketFeed, MarketsError> {
        let account = self.key("account", &self.account)?;
        let (price_source, price_feed_id, price_program) = match &self.source {
            SourceInput::PythPull { feed_id } => (PriceSource::PYTH_PULL, self.feed_id(feed_id)?, Pubkey::default()),
            SourceInput::PythPush { program } => {
                (PriceSource::PYTH_PUSH, account.to_bytes(), self.key("source.pyth_push.program", program)?)
            }
        };
        let oracle_limits = self.oracle_limits.into();
        let market = Market { price_source, price_feed_id, price_program, oracle_limits, ..Market::zeroed() };
        MarketFeed::on_chain(&self.name, &market, account, self.max_gap_secs)
    }

    fn key(&self, field: &'static str, text: &str) -> Result<Pubkey, MarketsError> {
        text.parse().map_err(|_| MarketsError::Address { market: self.name.clone(), field })
    }

    fn feed_id(&self, text: &str) -> Result<[u8; 32], MarketsError> {
        let bytes = hex::decode(text.strip_prefix("0x").unwrap_or(text)).ok();
        let feed_id = bytes.and_then(|bytes| bytes.try_into().ok());
        feed_id.ok_or_else(|| MarketsError::FeedId { market: self.name.clone() })
    }
}

impl From<LimitsInput> for OracleLimits {
    fn from(input: LimitsInput) -> Self {
        let LimitsInput { max_age_secs, max_future_secs, max_confidence_bps, .. } = input;
        let LimitsInput { settlement_window_secs, settlement_challenge_secs, max_jump_bps, jump_window_secs, .. } =
            input;
        Self {
            max_age_secs,
            max_future_secs,
            settlement_window_secs,
            settlement_challenge_secs,
            max_confidence_bps,
            max_jump_bps,
            jump_window_secs,
        }
    }
}
