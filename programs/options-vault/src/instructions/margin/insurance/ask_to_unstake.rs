//! Asks for shares of the insurance fund to leave. They wait, so that nobody leaves because an auction goes badly; asking again begins anew.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, UnstakeAsked},
};
use anchor_lang::prelude::*;
use vault_types::state::InsuranceStake;

#[event_cpi]
#[derive(Accounts)]
pub struct AskToUnstake<'info> {
    pub owner: Signer<'info>,
    #[account(mut, has_one = owner)]
    pub stake: Box<Account<'info, InsuranceStake>>,
}

pub(crate) fn handler(ctx: Context<AskToUnstake>, shares: u64) -> Result<()> {
    let stake = &mut ctx.accounts.stake;
    stake.ask(shares, now_ts()?).map_err(VaultError::from)?;
    ensure(stake.invariant(), VaultError::BrokenInvariant)?;
    let event = UnstakeAsked { bank: stake.bank, owner: stake.owner, shares };
    record(&event, &ctx.accounts.event_authority)
}
