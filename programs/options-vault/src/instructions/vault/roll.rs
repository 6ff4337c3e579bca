//! Starts a round whose options are covered. Anyone may call it as soon as the vault is open.

use super::round_start::*;
use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::record,
};
use anchor_lang::prelude::*;
use vault_types::state::Series;

#[event_cpi]
#[derive(Accounts)]
pub struct Roll<'info> {
    pub start: RoundStart<'info>,
    /// The series that the vault's strike policy picks; list it first with `create_series`.
    #[account(
        constraint = series.market == start.market.key(),
        constraint = series.settlement_mint == start.vault.asset_mint
    )]
    pub series: Box<Account<'info, Series>>,
}

pub(crate) fn handler(ctx: Context<Roll>) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    ensure(!accounts.start.vault.params.is_on_margin(), VaultError::VaultOnMargin)?;
    let (series, option) = (accounts.series.key(), accounts.series.terms());
    let event = accounts.start.start(series, &option, &ctx.bumps.start, now_ts()?)?;
    record(&event, &ctx.accounts.event_authority)
}
