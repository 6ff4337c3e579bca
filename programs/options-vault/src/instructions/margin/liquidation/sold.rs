//! What every instruction about an account's auction shares.

use crate::{
    errors::{ensure, VaultError},
    instructions::margin::{evidence::*, named::*},
};
use anchor_lang::prelude::*;
use vault_types::{
    liquidation::{AuctionPhase, Health, LiquidationParameters},
    state::MarginAccount,
};

/// How an account stands in the auction that it is in.
pub(super) struct Standing {
    pub health: Health,
    pub chain: ChainMargin,
}

/// Looks at an account again, and refuses a bid that was made for another state of its auction, or for one that must change its phase first.
pub(super) fn judge_again(
    evidence: &Evidence<'_>,
    account: &mut MarginAccount,
    parameters: &LiquidationParameters,
    named: &mut Named<'_, '_>,
    step_id: u32,
    now_ts: i64,
) -> Result<Standing> {
    ensure(account.auction.is_running(), VaultError::NoAuctionRuns)?;
    ensure(account.auction.step_id == step_id, VaultError::WrongStep)?;
    let Judged { health, chain } = evidence.judge(account, named, now_ts)?.ok_or(VaultError::AccountHealthy)?;
    account.cap_reserved();
    account.auction.offer_what_nobody_would_take(&health);
    let judgement = health.judge(&account.auction, parameters, now_ts);
    ensure(judgement.phase != AuctionPhase::NONE, VaultError::AccountHealthy)?;
    ensure(judgement.phase == account.auction.phase, VaultError::NoAuctionRuns)?;
    account.auction.is_full = judgement.is_full.into();
    Ok(Standing { health, chain })
}
