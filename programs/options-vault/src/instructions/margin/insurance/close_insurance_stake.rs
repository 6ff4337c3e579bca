//! Closes a stake without shares, or with those of a fund that was used up; the owner gets the rent back.

use crate::{
    errors::{ensure, VaultError},
    events::{record, InsuranceStakeClosed},
};
use anchor_lang::prelude::*;
use vault_types::state::{CollateralBank, InsuranceStake};

#[event_cpi]
#[derive(Accounts)]
pub struct CloseInsuranceStake<'info> {
    #[account(mut)]
    pub owner: Signer<'info>,
    pub bank: Box<Account<'info, CollateralBank>>,
    #[account(mut, has_one = owner, has_one = bank, close = owner)]
    pub stake: Box<Account<'info, InsuranceStake>>,
}

pub(crate) fn handler(ctx: Context<CloseInsuranceStake>) -> Result<()> {
    let (stake, bank) = (&ctx.accounts.stake, &ctx.accounts.bank);
    ensure(stake.is_over(&bank.losses), VaultError::StakeNotEmpty)?;
    let event = InsuranceStakeClosed { bank: bank.key(), owner: stake.owner };
    record(&event, &ctx.accounts.event_authority)
}
