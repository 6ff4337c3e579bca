//! Brings a threshold that the signers have signed for an account as it is. Anyone may; the ed25519 instruction directly before this one has the
//! message.
//!
//! Its event is in the log and not in a call of its own, which would cost a third of the whole instruction. Nothing is lost by it: the account
//! says what it keeps.

use crate::{
    clock::now_ts,
    events::ThresholdApplied,
    instructions::margin::{books::check_version, evidence::*},
};
use anchor_lang::prelude::*;
use vault_types::{state::MarginAccount, threshold::Form};

#[derive(Accounts)]
pub struct ApplyThreshold<'info> {
    #[account(mut, constraint = margin_account.load()?.config == evidence.config.key())]
    pub margin_account: AccountLoader<'info, MarginAccount>,
    pub evidence: Evidence<'info>,
}

pub(crate) fn handler(ctx: Context<ApplyThreshold>, signed_by: u8) -> Result<()> {
    let address = ctx.accounts.margin_account.key();
    let account = &mut *ctx.accounts.margin_account.load_mut()?;
    check_version(account)?;
    ctx.accounts.evidence.take_threshold(account, &address, Form::Current, signed_by, now_ts()?)?;
    emit!(ThresholdApplied::of(address, account));
    Ok(())
}
