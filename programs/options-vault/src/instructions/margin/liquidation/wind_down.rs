//! Puts an account in portfolio mode whose signers have been silent for too long on the chain's own scenarios. Anyone may; from then on it is judged by
//! those alone, and can be auctioned or left without anybody's signature.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, MarginModeSet},
    instructions::margin::books::{check_account, check_version},
};
use anchor_lang::prelude::*;
use vault_types::{
    margin::MarginMode,
    state::{Config, MarginAccount, VERSION},
};

#[event_cpi]
#[derive(Accounts)]
pub struct WindDown<'info> {
    #[account(constraint = config.load()?.version == VERSION)]
    pub config: AccountLoader<'info, Config>,
    #[account(mut, has_one = config)]
    pub margin_account: AccountLoader<'info, MarginAccount>,
}

impl WindDown<'_> {
    fn apply(&self, now_ts: i64) -> Result<MarginModeSet> {
        let config = self.config.load()?;
        let account = &mut *self.margin_account.load_mut()?;
        check_version(account)?;
        let is_forsaken = account.threshold.is_forsaken(&config.thresholds, config.liquidation.forsaken_secs, now_ts);
        ensure(account.mode == MarginMode::PORTFOLIO && is_forsaken, VaultError::NotForsaken)?;
        account.mode = MarginMode::SCENARIO;
        check_account(account)?;
        Ok(MarginModeSet { margin_account: self.margin_account.key(), mode: account.mode })
    }
}

pub(crate) fn handler(ctx: Context<WindDown>) -> Result<()> {
    let event = ctx.accounts.apply(now_ts()?)?;
    record(&event, &ctx.accounts.event_authority)
}
