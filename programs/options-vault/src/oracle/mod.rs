//! From oracle accounts to prices, one file per oracle. The market, or the bank of a kind of collateral, says which one it takes its price from.

pub mod pyth_pull;
pub mod pyth_push;
mod rate;

pub use rate::read_rate;

use crate::errors::VaultError;
use anchor_lang::prelude::*;
use vault_types::{
    margin::CollateralPrice,
    price::ValidatedPrice,
    state::{CollateralBank, Market, OracleLimits, PriceSource},
};

/// Whose price it is to be.
struct Feed<'a> {
    source: PriceSource,
    /// The oracle program of a pushed price.
    program: &'a Pubkey,
    id: &'a [u8; 32],
}

/// What an oracle says: `(price ± confidence) * 10^exponent`. Nothing of it has been checked but where it comes from.
struct Statement {
    price: i64,
    confidence: u64,
    exponent: i32,
    publish_ts: i64,
    prev_publish_ts: i64,
}

impl Feed<'_> {
    fn of_market(market: &Market) -> Feed<'_> {
        Feed { source: market.price_source, program: &market.price_program, id: &market.price_feed_id }
    }

    fn of_bank(bank: &CollateralBank) -> Feed<'_> {
        Feed { source: bank.price_source, program: &bank.price_program, id: &bank.price_feed_id }
    }

    #[inline(never)]
    fn read(&self, account: &AccountInfo) -> Result<Statement> {
        match self.source {
            PriceSource::PYTH_PUSH => pyth_push::read(account, self),
            _ => pyth_pull::read(account, self),
        }
    }
}

/// The price of the market's underlying, checked for everything but time.
#[inline(never)]
pub fn read(account: &AccountInfo, market: &Market) -> Result<ValidatedPrice> {
    let Statement { price, confidence, exponent, publish_ts, prev_publish_ts } =
        Feed::of_market(market).read(account)?;
    let limits: &OracleLimits = &market.oracle_limits;
    let validated = ValidatedPrice::from_parts(price, confidence, exponent, publish_ts, prev_publish_ts, limits);
    Ok(validated.map_err(VaultError::from)?)
}

/// The price of a bank's token, checked for everything but time.
#[inline(never)]
pub fn read_collateral(account: &AccountInfo, bank: &CollateralBank) -> Result<CollateralPrice> {
    let Statement { price, confidence, exponent, publish_ts, prev_publish_ts } = Feed::of_bank(bank).read(account)?;
    let limits: &OracleLimits = &bank.oracle_limits;
    let validated = CollateralPrice::from_parts(price, confidence, exponent, publish_ts, prev_publish_ts, limits);
    Ok(validated.map_err(VaultError::from)?)
}

/// The price to trade at now. It becomes the market's last one, if it is newer.
pub fn read_fresh(account: &AccountInfo, market: &mut Market, now_ts: i64) -> Result<ValidatedPrice> {
    let price = read(account, market)?;
    price.check_fresh(now_ts, &market.oracle_limits).map_err(VaultError::from)?;
    market.accept_price(&price, now_ts).map_err(VaultError::from)?;
    Ok(price)
}
