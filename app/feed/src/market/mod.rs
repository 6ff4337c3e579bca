//! What is followed: a price account for each market, and what the program asks of its price.

mod input;

pub use input::{LimitsInput, MarketInput, MarketsError, MarketsInput, SourceInput};

use bytemuck::Zeroable as _;
use vault_types::{
    state::{CollateralBank, Market, OracleLimits, PriceSource},
    Pubkey,
};

/// A market's price account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarketFeed {
    name: String,
    account: Pubkey,
    max_gap_secs: u32,
    limits: OracleLimits,
    source: PriceSource,
    feed_id: [u8; 32],
    /// Zero for a pulled price.
    program: Pubkey,
}

impl MarketFeed {
    /// The feed of a market as it is on chain. Errors: the gap is zero or longer than the oldest price that the market takes, or the
    /// account is not the one that the market names.
    pub fn on_chain(name: &str, market: &Market, account: Pubkey, max_gap_secs: u32) -> Result<Self, MarketsError> {
        let limits = market.oracle_limits;
        let row = || name.to_owned();
        if !limits.is_valid() || !Market::is_valid_price_source(market.price_source, &market.price_program) {
            return Err(MarketsError::Limits { market: row() });
        }
        if !(1..=limits.max_age_secs).contains(&max_gap_secs) {
            return Err(MarketsError::Gap { market: row(), max_age_secs: limits.max_age_secs });
        }
        if market.price_source == PriceSource::PYTH_PUSH && market.price_feed_id != account.to_bytes() {
            return Err(MarketsError::OtherAccount { market: row() });
        }
        Ok(Self {
            name: row(),
            account,
            max_gap_secs,
            limits,
            source: market.price_source,
            feed_id: market.price_feed_id,
            program: market.price_program,
        })
    }

    /// For people.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where the price stands. A pushed price has one place; a pulled one has any that somebody keeps up to date.
    pub fn account(&self) -> Pubkey {
        self.account
    }

    /// After this time without a new price the market is stale; at most `max_age_secs` of its limits.
    pub fn max_gap_secs(&self) -> u32 {
        self.max_gap_secs
    }

    /// As the market has them on chain.
    pub fn limits(&self) -> &OracleLimits {
        &self.limits
    }

    /// A bank whose price is the market's: the program's reading of a bank's price keeps the confidence, that of a market's does not.
    pub(crate) fn as_bank(&self) -> CollateralBank {
        CollateralBank {
            price_source: self.source,
            price_feed_id: self.feed_id,
            price_program: self.program,
            oracle_limits: self.limits,
            ..CollateralBank::zeroed()
        }
    }
}
