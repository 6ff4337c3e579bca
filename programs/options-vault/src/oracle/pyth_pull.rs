//! Pyth's pull oracle: anyone posts a signed update into a `PriceUpdateV2` account, owned by Pyth's receiver program.
//!
//! `Account<PriceUpdateV2>` has checked owner and discriminator; this checks feed and verification level, and
//! `ValidatedPrice` the rest.

use crate::errors::{ensure, VaultError};
use anchor_lang::prelude::*;
use pyth_solana_receiver_sdk::price_update::{PriceUpdateV2, VerificationLevel};
use vault_types::{price::ValidatedPrice, state::Market};

/// The price of the market's underlying, checked for everything but time.
pub fn read(update: &PriceUpdateV2, market: &Market) -> Result<ValidatedPrice> {
    let message = &update.price_message;
    ensure(message.feed_id == market.price_feed_id, VaultError::WrongFeed)?;
    ensure(update.verification_level == VerificationLevel::Full, VaultError::NotFullyVerified)?;
    let price = ValidatedPrice::from_parts(
        message.price,
        message.conf,
        message.exponent,
        message.publish_time,
        message.prev_publish_time,
        &market.oracle_limits,
    )
    .map_err(VaultError::from)?;
    Ok(price)
}

/// The price to trade at now.
pub fn read_fresh(update: &PriceUpdateV2, market: &Market, now_ts: i64) -> Result<ValidatedPrice> {
    let price = read(update, market)?;
    price.check_fresh(now_ts, &market.oracle_limits).map_err(VaultError::from)?;
    Ok(price)
}
