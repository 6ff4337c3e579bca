//! Makes a change that only tightens, at once.

use super::target::Touched;
use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, Tightened},
};
use anchor_lang::prelude::*;
use vault_types::{
    change::Change,
    state::{Config, Market},
};

#[event_cpi]
#[derive(Accounts)]
pub struct Tighten<'info> {
    /// The admin or the guardian.
    pub authority: Signer<'info>,
    #[account(mut)]
    pub config: Box<Account<'info, Config>>,
    /// What to tighten: a vault, a market, a bank, a house, or what a market asks of margin accounts.
    /// CHECK: [`Touched::work_out`].
    #[account(mut)]
    pub target: UncheckedAccount<'info>,
    /// The market of the target, where that is a vault or what a market asks of margin accounts.
    pub market: Option<Box<Account<'info, Market>>>,
}

pub(crate) fn handler(ctx: Context<Tighten>, change: Change) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    let by = accounts.authority.key();
    ensure(accounts.config.is_authority(&by), VaultError::NotForThisKey)?;
    let touched = Touched {
        config: &accounts.config,
        target: &accounts.target,
        market: accounts.market.as_deref(),
        now_ts: now_ts()?,
    };
    let target = touched.work_out(&change)?;
    target.check_tightens()?;
    target.write(&mut accounts.config, &accounts.target)?;
    let event = Tightened { config: accounts.config.key(), target: accounts.target.key(), by, change };
    record(&event, &ctx.accounts.event_authority)
}
