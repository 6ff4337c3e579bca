//! Pyth's pull oracle: anyone posts a signed update into a `PriceUpdateV2` account, owned by Pyth's receiver program.
//!
//! This checks owner, discriminator, feed and verification level, and the price types the rest.

use super::{Feed, Statement};
use crate::errors::{ensure, refuse, VaultError};
use anchor_lang::prelude::*;
use pyth_solana_receiver_sdk::price_update::{PriceUpdateV2, VerificationLevel};

/// The update in the account, if it is of the feed and fully verified.
pub(super) fn read(account: &AccountInfo, feed: &Feed) -> Result<Statement> {
    ensure(*account.owner == pyth_solana_receiver_sdk::ID, VaultError::WrongPriceOwner)?;
    let data = account.try_borrow_data()?;
    let update = PriceUpdateV2::try_deserialize(&mut &data[..]).map_err(|_| refuse(VaultError::NotAPriceAccount))?;
    let message = &update.price_message;
    ensure(message.feed_id == *feed.id, VaultError::WrongFeed)?;
    ensure(update.verification_level == VerificationLevel::Full, VaultError::NotFullyVerified)?;
    Ok(Statement {
        price: message.price,
        confidence: message.conf,
        exponent: message.exponent,
        publish_ts: message.publish_time,
        prev_publish_ts: message.prev_publish_time,
    })
}
