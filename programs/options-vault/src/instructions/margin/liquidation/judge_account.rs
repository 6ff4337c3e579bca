//! Looks whether an account holds what it must, and begins, changes or ends its auction. Anyone may.
//!
//! What others' ruin has cost it is taken from its books on the way, whatever mode it is in.

use crate::{
    clock::now_ts,
    errors::VaultError,
    events::{record, AccountJudged},
    instructions::margin::{books::*, evidence::*, named::*},
};
use anchor_lang::prelude::*;
use vault_types::{
    liquidation::Health,
    state::{CollateralBank, MarginAccount},
};

#[event_cpi]
#[derive(Accounts)]
pub struct JudgeAccount<'info> {
    #[account(mut, constraint = margin_account.load()?.config == evidence.config.key())]
    pub margin_account: AccountLoader<'info, MarginAccount>,
    pub evidence: Evidence<'info>,
    /// Of the account's quote: its losses, and the insurance fund.
    #[account(
        mut,
        constraint = quote_bank.config == evidence.config.key(),
        constraint = quote_bank.mint == margin_account.load()?.quote_mint
    )]
    pub quote_bank: Box<Account<'info, CollateralBank>>,
}

impl JudgeAccount<'_> {
    fn apply(&mut self, named: &[AccountInfo<'_>], now_ts: i64) -> Result<AccountJudged> {
        let margin_account = self.margin_account.key();
        let (parameters, floor_bps) = {
            let config = self.evidence.config()?;
            (config.liquidation, config.thresholds.floor_bps)
        };
        let account = &mut *self.margin_account.load_mut()?;
        check_version(account)?;
        let bank = &mut self.quote_bank;
        let lost_atoms = account.leave_losses(bank).map_err(VaultError::from)?;
        let mut named = Named::new(named, Purpose::Liquidate, floor_bps, now_ts);
        let health = match self.evidence.judge(account, &mut named, now_ts)? {
            Some(Judged { health, chain }) => {
                let judgement = health.judge(&account.auction, &parameters, now_ts);
                let pace_bps = parameters.pace_bps(chain.realised_vol_e9);
                account.follow(&judgement, &health, &parameters, pace_bps, &mut bank.losses, now_ts);
                health
            }
            None => {
                account.end_auction(&mut bank.losses);
                Health::default()
            }
        };
        account.join_losses(bank).map_err(VaultError::from)?;
        check_account(account)?;
        Ok(AccountJudged::of(margin_account, account, &health, lost_atoms))
    }
}

pub(crate) fn handler(ctx: Context<JudgeAccount>) -> Result<()> {
    let event = ctx.accounts.apply(ctx.remaining_accounts, now_ts()?)?;
    record(&event, &ctx.accounts.event_authority)
}
