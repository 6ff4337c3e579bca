//! What the model says about a round's options at this moment.

use crate::errors::VaultError;
use anchor_lang::prelude::*;
use options_math::{price, OptionInputs};
use vault_types::{premium::ModelPrice, state::Series};

/// The model price at a spot price, with the auction's volatility. An expired option has none.
#[inline(never)]
pub(crate) fn model_price(series: &Series, volatility_e9: u64, spot_e8: u64, now_ts: i64) -> Result<ModelPrice> {
    let left_secs = series.expiry_ts.saturating_sub(now_ts);
    let prices = price(&OptionInputs {
        spot_e8,
        strike_e8: series.strike_e8,
        seconds_to_expiry: u64::try_from(left_secs).map_err(|_| VaultError::AuctionOver)?,
        vol_e9: volatility_e9,
    })
    .map_err(VaultError::from)?;
    Ok(ModelPrice::new(series.kind, spot_e8, &prices).map_err(VaultError::from)?)
}
