//! Makes a proposed change whose timelock is over.

use super::target::Touched;
use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, ChangeExecuted},
};
use anchor_lang::prelude::*;
use vault_types::{
    change::Change,
    state::{Config, Market, Proposal},
};

#[event_cpi]
#[derive(Accounts)]
pub struct ExecuteChange<'info> {
    /// The admin; for a new admin the new one, who accepts by it.
    pub executor: Signer<'info>,
    #[account(mut)]
    pub config: Box<Account<'info, Config>>,
    #[account(mut, has_one = config, has_one = target, has_one = rent_payer, close = rent_payer)]
    pub proposal: Box<Account<'info, Proposal>>,
    /// The vault, market, bank, signer set or house to change, or what a market asks of margin accounts.
    /// CHECK: the proposal names it (`has_one`), the rest in [`Touched::work_out`].
    #[account(mut)]
    pub target: UncheckedAccount<'info>,
    /// The market of the target, where that is a vault or what a market asks of margin accounts.
    pub market: Option<Box<Account<'info, Market>>>,
    /// CHECK: only receives the proposal's rent; it is the account that paid it (`has_one` above).
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
}

impl ExecuteChange<'_> {
    fn validate(&self, change: &Change, now_ts: i64) -> Result<()> {
        let executor = match change {
            Change::Admin { admin } => admin,
            _ => &self.config.admin,
        };
        ensure(self.executor.key() == *executor, VaultError::NotForThisKey)?;
        ensure(now_ts >= self.proposal.ready_ts, VaultError::TimelockRunning)?;
        ensure(now_ts < self.proposal.expires_ts, VaultError::ProposalExpired)
    }
}

pub(crate) fn handler(ctx: Context<ExecuteChange>) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    let change = accounts.proposal.decode().ok_or(VaultError::ChangeOutOfBounds)?;
    accounts.validate(&change, now_ts()?)?;
    let touched = Touched {
        config: &accounts.config,
        target: &accounts.target,
        market: accounts.market.as_deref(),
        now_ts: now_ts()?,
    };
    let target = touched.work_out(&change)?;
    let is_as_proposed = target.settings_hash(&accounts.config) == accounts.proposal.settings_hash;
    ensure(is_as_proposed, VaultError::SettingsChanged)?;
    target.write(&mut accounts.config, &accounts.target)?;
    let event = ChangeExecuted {
        config: accounts.config.key(),
        number: accounts.proposal.number,
        target: accounts.target.key(),
    };
    record(&event, &ctx.accounts.event_authority)
}
