//! Pyth's pull oracle: anyone posts a signed update into a `PriceUpdateV2` account, owned by Pyth's receiver program.
//!
//! This checks owner, discriminator, feed and verification level, and `ValidatedPrice` the rest.

use crate::errors::{ensure, refuse, VaultError};
use anchor_lang::prelude::*;
use pyth_solana_receiver_sdk::price_update::{PriceUpdateV2, VerificationLevel};
use vault_types::{price::ValidatedPrice, state::Market};

/// The update in the account, if it is of the market's feed and fully verified.
pub(super) fn read(account: &AccountInfo, market: &Market) -> Result<ValidatedPrice> {
    ensure(*account.owner == pyth_solana_receiver_sdk::ID, VaultError::WrongPriceOwner)?;
    let data = account.try_borrow_data()?;
    let update = PriceUpdateV2::try_deserialize(&mut &data[..]).map_err(|_| refuse(VaultError::NotAPriceAccount))?;
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
