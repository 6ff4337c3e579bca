//! Names a house's first signers. Once: later changes wait out the timelock.

use crate::{
    errors::VaultError,
    events::{record, SignersSet},
    pda::NewPda,
};
use anchor_lang::prelude::*;
use vault_types::{
    seeds,
    state::{Config, SignerSet, VERSION},
    threshold::StrikeRecord,
};

#[event_cpi]
#[derive(Accounts)]
pub struct CreateSignerSet<'info> {
    /// Pays the rent.
    #[account(mut)]
    pub admin: Signer<'info>,
    #[account(has_one = admin)]
    pub config: Box<Account<'info, Config>>,
    /// CHECK: created by the handler.
    #[account(mut, seeds = [seeds::SIGNERS, config.key().as_ref()], bump)]
    pub signer_set: UncheckedAccount<'info>,
    pub system_program: Program<'info, System>,
}

pub(crate) fn handler(ctx: Context<CreateSignerSet>, quorum: u8, keys: Vec<Pubkey>) -> Result<()> {
    let config = ctx.accounts.config.key();
    let mut set = SignerSet {
        version: VERSION,
        bump: ctx.bumps.signer_set,
        quorum: 0,
        members: 0,
        padding: [0; 4],
        config,
        generation: 0,
        keys: [Pubkey::default(); SignerSet::MAX_MEMBERS],
        strikes: StrikeRecord { generation: 0, last_strike_ts: 0, strikes: 0, padding: [0; 4] },
        reserved: [0; 40],
    };
    set.replace(quorum, &keys).map_err(VaultError::from)?;
    NewPda {
        payer: &ctx.accounts.admin,
        account: &ctx.accounts.signer_set,
        seeds: &[seeds::SIGNERS, config.as_ref(), &[set.bump]],
    }
    .create_state(&set)?;
    let event = SignersSet { config, generation: set.generation, quorum, keys };
    record(&event, &ctx.accounts.event_authority)
}
