//! Gives an account the threshold that the last batch has for it. Anyone may, with the leaf and its proof. Its event is in the log, as that of
//! [`apply_threshold`](crate::instructions::apply_threshold).

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::ThresholdApplied,
    instructions::margin::{books::check_version, evidence::*},
};
use anchor_lang::prelude::*;
use vault_types::{
    state::{MarginAccount, ThresholdBatch, VERSION},
    threshold::{
        batch::{Leaf, DOMAIN},
        ThresholdBody,
    },
};

#[derive(Accounts)]
pub struct ApplyLeaf<'info> {
    #[account(mut, constraint = margin_account.load()?.config == evidence.config.key())]
    pub margin_account: AccountLoader<'info, MarginAccount>,
    pub evidence: Evidence<'info>,
    #[account(
        constraint = batch.load()?.config == evidence.config.key(),
        constraint = batch.load()?.version == VERSION
    )]
    pub batch: AccountLoader<'info, ThresholdBatch>,
}

/// A leaf: the body that was signed for the account, its place in the tree, and the proof from the leaf up, 32 bytes for each sibling. As one
/// string of bytes it is read at once.
#[derive(AnchorSerialize, AnchorDeserialize, Clone)]
pub struct ApplyLeafArgs {
    pub body: [u8; ThresholdBody::LEN],
    pub index: u32,
    pub proof: Vec<u8>,
}

impl ApplyLeaf<'_> {
    fn apply(&self, args: &ApplyLeafArgs, account: &mut MarginAccount, now_ts: i64) -> Result<()> {
        let (address, target) = (self.margin_account.as_ref().key, self.batch.as_ref().key);
        let (evidence, batch) = (&self.evidence, &*self.batch.load()?);
        let (config, set) = (&*evidence.config()?, &*evidence.signers()?);
        let expected = evidence.expected(config, set, DOMAIN, account, target);
        let leaf = Leaf { margin_account: *address, body: ThresholdBody::from_bytes(&args.body) };
        let (proof, rest) = args.proof.as_chunks();
        ensure(rest.is_empty(), VaultError::ProofLength)?;
        let signed = batch.batch().threshold(&expected, args.index, &leaf, proof, now_ts);
        keep_threshold(account, &signed.map_err(VaultError::from)?, set, config, now_ts)
    }
}

pub(crate) fn handler(ctx: Context<ApplyLeaf>, args: ApplyLeafArgs) -> Result<()> {
    let account = &mut *ctx.accounts.margin_account.load_mut()?;
    check_version(account)?;
    ctx.accounts.apply(&args, account, now_ts()?)?;
    emit!(ThresholdApplied::of(ctx.accounts.margin_account.key(), account));
    Ok(())
}
