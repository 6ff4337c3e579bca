//! Makes room for the batches of a house's signers. Anyone may, once.

use crate::{
    events::{record, ThresholdBatchCreated},
    pda::NewPda,
};
use anchor_lang::prelude::*;
use vault_types::{
    seeds,
    state::{Config, ThresholdBatch, VERSION},
    threshold::batch::MESSAGE_LEN,
};

#[event_cpi]
#[derive(Accounts)]
pub struct CreateThresholdBatch<'info> {
    /// Pays the rent.
    #[account(mut)]
    pub payer: Signer<'info>,
    pub config: Box<Account<'info, Config>>,
    /// CHECK: created by the handler.
    #[account(mut, seeds = [seeds::BATCH, config.key().as_ref()], bump)]
    pub batch: UncheckedAccount<'info>,
    pub system_program: Program<'info, System>,
}

pub(crate) fn handler(ctx: Context<CreateThresholdBatch>) -> Result<()> {
    let config = ctx.accounts.config.key();
    let batch = ThresholdBatch {
        version: VERSION,
        bump: ctx.bumps.batch,
        padding: [0; 6],
        config,
        message: [0; MESSAGE_LEN],
        reserved: [0; 64],
    };
    let seeds: &[&[u8]] = &[seeds::BATCH, config.as_ref(), &[batch.bump]];
    NewPda { payer: &ctx.accounts.payer, account: &ctx.accounts.batch, seeds }.create_state(&batch)?;
    let event = ThresholdBatchCreated { config, batch: ctx.accounts.batch.key() };
    record(&event, &ctx.accounts.event_authority)
}
