//! Posts the signed root of a tree of thresholds: one signature for many accounts. Anyone may bring it.

use crate::{
    clock::now_ts,
    errors::VaultError,
    events::{record, ThresholdBatchPosted},
    signed::precompile_data,
};
use anchor_lang::prelude::*;
use solana_instructions_sysvar as instructions_sysvar;
use vault_types::{
    signed::{message::Expected, precompile::signed_message},
    state::{Config, SignerSet, ThresholdBatch},
    threshold::batch::{StoredBatch, DOMAIN},
};

#[event_cpi]
#[derive(Accounts)]
pub struct PostThresholdBatch<'info> {
    pub config: Box<Account<'info, Config>>,
    #[account(has_one = config)]
    pub signer_set: Box<Account<'info, SignerSet>>,
    #[account(mut, has_one = config)]
    pub batch: Box<Account<'info, ThresholdBatch>>,
    /// CHECK: the genuine one by its address; the runtime writes it.
    #[account(address = instructions_sysvar::ID)]
    pub instructions: UncheckedAccount<'info>,
}

pub(crate) fn handler(ctx: Context<PostThresholdBatch>, signed_by: u8) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    let data = precompile_data(&accounts.instructions)?;
    let set = &accounts.signer_set;
    let message = signed_message(&data, set, signed_by).map_err(VaultError::from)?;
    let expected = Expected {
        domain: DOMAIN,
        cluster_genesis_hash: &accounts.config.cluster_genesis_hash,
        config: &accounts.config.key(),
        target: &accounts.batch.key(),
        generation: set.generation,
        last_sequence: accounts.batch.batch().last_sequence(set.generation),
    };
    let batch = StoredBatch::open(message, &expected, now_ts()?).map_err(VaultError::from)?;
    accounts.batch.message = batch.to_bytes();
    let event = ThresholdBatchPosted {
        config: accounts.config.key(),
        sequence: batch.header.sequence,
        generation: batch.header.generation,
        signed_by,
        root: batch.body.root,
        depth: batch.body.depth,
    };
    record(&event, &ctx.accounts.event_authority)
}
