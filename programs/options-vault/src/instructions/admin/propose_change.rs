//! Proposes a change. It waits out the timelock, in which everybody can see it, leave, or have the guardian cancel it.

use super::target::Touched;
use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, ChangeProposed},
    pda::NewPda,
};
use anchor_lang::prelude::*;
use vault_types::{
    change::Change,
    seeds,
    state::{Config, Market, Proposal, VERSION},
};

#[event_cpi]
#[derive(Accounts)]
pub struct ProposeChange<'info> {
    /// Pays the proposal's rent and gets it back when it is executed or cancelled.
    #[account(mut)]
    pub admin: Signer<'info>,
    #[account(mut, has_one = admin)]
    pub config: Box<Account<'info, Config>>,
    /// CHECK: created by the handler.
    #[account(
        mut,
        seeds = [seeds::PROPOSAL, config.key().as_ref(), &config.proposals.to_le_bytes()],
        bump
    )]
    pub proposal: UncheckedAccount<'info>,
    /// The vault, market, bank, signer set or house to change, or what a market asks of margin accounts.
    /// CHECK: [`Touched::work_out`].
    pub target: UncheckedAccount<'info>,
    /// The market of the target, where that is a vault or what a market asks of margin accounts.
    pub market: Option<Box<Account<'info, Market>>>,
    pub system_program: Program<'info, System>,
}

impl ProposeChange<'_> {
    /// The change could be made now, and the proposer has seen the settings that it replaces: a proposal signed against older ones, kept
    /// with a durable nonce and sent today, is refused.
    fn validate(&self, change: &Change, settings_hash: &[u8; 32]) -> Result<()> {
        let touched =
            Touched { config: &self.config, target: &self.target, market: self.market.as_deref(), now_ts: now_ts()? };
        let target = touched.work_out(change)?;
        ensure(target.settings_hash(&self.config) == *settings_hash, VaultError::SettingsChanged)
    }

    fn new_proposal(&self, bump: u8, change: &Change, settings_hash: [u8; 32], now_ts: i64) -> Result<Proposal> {
        let (change, change_length) = Proposal::encode(change).ok_or(VaultError::ChangeOutOfBounds)?;
        let ready_ts = now_ts.saturating_add(i64::from(self.config.timelock_secs));
        Ok(Proposal {
            version: VERSION,
            bump,
            change_length,
            padding: [0; 4],
            config: self.config.key(),
            target: self.target.key(),
            number: self.config.proposals,
            settings_hash,
            ready_ts,
            expires_ts: ready_ts.saturating_add(Proposal::LIFE_SECS),
            rent_payer: self.admin.key(),
            change,
            reserved: [0; 64],
        })
    }
}

pub(crate) fn handler(ctx: Context<ProposeChange>, change: Change, settings_hash: [u8; 32]) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    accounts.validate(&change, &settings_hash)?;
    let proposal = Box::new(accounts.new_proposal(ctx.bumps.proposal, &change, settings_hash, now_ts()?)?);
    let number = proposal.number.to_le_bytes();
    NewPda {
        payer: &accounts.admin,
        account: &accounts.proposal,
        seeds: &[seeds::PROPOSAL, proposal.config.as_ref(), &number, &[proposal.bump]],
    }
    .create_state(&*proposal)?;
    accounts.config.proposals = proposal.number.checked_add(1).ok_or(VaultError::Overflow)?;
    let event = ChangeProposed {
        config: proposal.config,
        number: proposal.number,
        target: proposal.target,
        ready_ts: proposal.ready_ts,
        expires_ts: proposal.expires_ts,
        change,
    };
    record(&event, &ctx.accounts.event_authority)
}
