//! Opens a house. Anyone may: one program serves many, and none has a say in another.

use crate::{
    errors::{ensure, VaultError},
    events::{record, ConfigCreated},
    pda::NewPda,
};
use anchor_lang::prelude::*;
use vault_types::{
    liquidation::LiquidationParameters,
    seeds,
    state::{Config, VERSION},
    threshold::ThresholdParameters,
};

#[derive(AnchorSerialize, AnchorDeserialize, Clone)]
pub struct CreateConfigArgs {
    /// May tighten at once and cancel proposals; another key than the creator's.
    pub guardian: Pubkey,
    /// From a day to 30 days.
    pub timelock_secs: u32,
    /// Genesis hash of the cluster.
    pub cluster_genesis_hash: [u8; 32],
}

#[event_cpi]
#[derive(Accounts)]
pub struct CreateConfig<'info> {
    /// The first admin. Pays the rent.
    #[account(mut)]
    pub creator: Signer<'info>,
    /// CHECK: created by the handler.
    #[account(mut, seeds = [seeds::CONFIG, creator.key().as_ref()], bump)]
    pub config: UncheckedAccount<'info>,
    pub system_program: Program<'info, System>,
}

pub(crate) fn handler(ctx: Context<CreateConfig>, args: CreateConfigArgs) -> Result<()> {
    let creator = ctx.accounts.creator.key();
    let config = Config {
        version: VERSION,
        bump: ctx.bumps.config,
        padding: [0; 2],
        timelock_secs: args.timelock_secs,
        creator,
        admin: creator,
        guardian: args.guardian,
        cluster_genesis_hash: args.cluster_genesis_hash,
        proposals: 0,
        thresholds: ThresholdParameters::DEFAULT,
        liquidation: LiquidationParameters::DEFAULT,
        reserved: [0; 64],
    };
    ensure(config.invariant(), VaultError::InvalidParameters)?;
    NewPda {
        payer: &ctx.accounts.creator,
        account: &ctx.accounts.config,
        seeds: &[seeds::CONFIG, creator.as_ref(), &[config.bump]],
    }
    .create_state(&config)?;
    let event = ConfigCreated {
        config: ctx.accounts.config.key(),
        admin: creator,
        guardian: config.guardian,
        timelock_secs: config.timelock_secs,
    };
    record(&event, &ctx.accounts.event_authority)
}
