//! Closes an empty margin account; the owner gets the rent back.

use crate::{
    errors::{ensure, VaultError},
    events::{record, MarginAccountClosed},
    instructions::margin::books::check_version,
};
use anchor_lang::prelude::*;
use vault_types::state::MarginAccount;

#[event_cpi]
#[derive(Accounts)]
pub struct CloseMarginAccount<'info> {
    #[account(mut)]
    pub owner: Signer<'info>,
    #[account(mut, has_one = owner, close = owner)]
    pub margin_account: AccountLoader<'info, MarginAccount>,
}

pub(crate) fn handler(ctx: Context<CloseMarginAccount>) -> Result<()> {
    let account = ctx.accounts.margin_account.load()?;
    check_version(&account)?;
    ensure(account.is_empty(), VaultError::AccountNotEmpty)?;
    // What its auction asks of the insurance fund would be asked for ever.
    ensure(!account.auction.is_running(), VaultError::InAuction)?;
    drop(account);
    let event = MarginAccountClosed { margin_account: ctx.accounts.margin_account.key() };
    record(&event, &ctx.accounts.event_authority)
}
