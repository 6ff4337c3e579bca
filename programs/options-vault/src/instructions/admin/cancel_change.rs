//! Withdraws a proposal, or vetoes it.

use crate::{
    errors::{ensure, VaultError},
    events::{record, ChangeCancelled},
};
use anchor_lang::prelude::*;
use vault_types::state::{Config, Proposal};

#[event_cpi]
#[derive(Accounts)]
pub struct CancelChange<'info> {
    /// The admin or the guardian.
    pub canceller: Signer<'info>,
    pub config: Box<Account<'info, Config>>,
    #[account(mut, has_one = config, has_one = rent_payer, close = rent_payer)]
    pub proposal: Box<Account<'info, Proposal>>,
    /// CHECK: only receives the proposal's rent; it is the account that paid it (`has_one` above).
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
}

pub(crate) fn handler(ctx: Context<CancelChange>) -> Result<()> {
    let accounts = &*ctx.accounts;
    let by = accounts.canceller.key();
    ensure(accounts.config.is_authority(&by), VaultError::NotForThisKey)?;
    let event = ChangeCancelled { config: accounts.config.key(), number: accounts.proposal.number, by };
    record(&event, &ctx.accounts.event_authority)
}
