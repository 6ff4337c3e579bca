//! From oracle accounts to [`ValidatedPrice`], one file per oracle. The market says which one it takes its price from.

pub mod pyth_pull;
pub mod pyth_push;

use crate::errors::VaultError;
use anchor_lang::prelude::*;
use vault_types::{
    price::ValidatedPrice,
    state::{Market, PriceSource},
};

/// The price of the market's underlying, checked for everything but time.
#[inline(never)]
pub fn read(account: &AccountInfo, market: &Market) -> Result<ValidatedPrice> {
    match market.price_source {
        PriceSource::PYTH_PUSH => pyth_push::read(account, market),
        _ => pyth_pull::read(account, market),
    }
}

/// The price to trade at now. It becomes the market's last one, if it is newer.
pub fn read_fresh(account: &AccountInfo, market: &mut Market, now_ts: i64) -> Result<ValidatedPrice> {
    let price = read(account, market)?;
    price.check_fresh(now_ts, &market.oracle_limits).map_err(VaultError::from)?;
    market.accept_price(&price, now_ts).map_err(VaultError::from)?;
    Ok(price)
}
