//! Asks for shares of the insurance fund to leave. They wait, so that nobody leaves because an auction goes badly; asking again begins anew.
//! Shares of a fund that was used up cannot leave: to ask for none of them forgets them.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, UnstakeAsked},
};
use anchor_lang::prelude::*;
use vault_types::state::{CollateralBank, InsuranceStake};

#[event_cpi]
#[derive(Accounts)]
pub struct AskToUnstake<'info> {
    pub owner: Signer<'info>,
    pub bank: Box<Account<'info, CollateralBank>>,
    #[account(mut, has_one = owner, has_one = bank)]
    pub stake: Box<Account<'info, InsuranceStake>>,
}

pub(crate) fn handler(ctx: Context<AskToUnstake>, shares: u64) -> Result<()> {
    let (stake, losses) = (&mut ctx.accounts.stake, &ctx.accounts.bank.losses);
    stake.ask(losses, shares, now_ts()?).map_err(VaultError::from)?;
    ensure(stake.invariant(), VaultError::BrokenInvariant)?;
    let event = UnstakeAsked { bank: stake.bank, owner: stake.owner, shares, asked_ts: stake.asked_ts };
    record(&event, &ctx.accounts.event_authority)
}
