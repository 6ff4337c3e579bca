//! Changes what an account's requirement comes from. It must meet the new one.
//!
//! Into portfolio mode it goes by the chain's own scenarios: the signers have nothing to say yet.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, MarginModeSet},
    instructions::margin::{
        books::{change, check_account, check_version},
        evidence::*,
        named::Purpose,
    },
};
use anchor_lang::prelude::*;
use vault_types::{
    margin::MarginMode,
    state::{CollateralBank, MarginAccount},
};

#[event_cpi]
#[derive(Accounts)]
pub struct SetMarginMode<'info> {
    pub owner: Signer<'info>,
    #[account(mut, has_one = owner, constraint = margin_account.load()?.config == evidence.config.key())]
    pub margin_account: AccountLoader<'info, MarginAccount>,
    pub evidence: Evidence<'info>,
    /// Of the account's quote: in another mode than before the account bears losses, or none.
    #[account(
        mut,
        constraint = quote_bank.config == evidence.config.key(),
        constraint = quote_bank.mint == margin_account.load()?.quote_mint
    )]
    pub quote_bank: Box<Account<'info, CollateralBank>>,
}

impl SetMarginMode<'_> {
    fn apply(&mut self, mode: MarginMode, named: &[AccountInfo<'_>], now_ts: i64) -> Result<()> {
        let account = &mut *self.margin_account.load_mut()?;
        check_version(account)?;
        ensure(!account.auction.is_running(), VaultError::InAuction)?;
        let evidence = &self.evidence;
        change(account, &mut self.quote_bank, |account, bank| {
            // Nobody leaves those who bear losses while more may come than the others can bear: the book is theirs alone here.
            let leaves = account.bears_losses() && mode == MarginMode::MAX_LOSS;
            ensure(!leaves || !bank.losses.is_exhausted(), VaultError::InsuranceExhausted)?;
            account.mode = match mode {
                MarginMode::PORTFOLIO => MarginMode::SCENARIO,
                other => other,
            };
            evidence.check_margin(account, Purpose::Leave, named, now_ts)?;
            account.mode = mode;
            check_account(account)
        })
    }
}

pub(crate) fn handler(ctx: Context<SetMarginMode>, mode: MarginMode) -> Result<()> {
    ensure(mode.is_known(), VaultError::UnknownMode)?;
    ctx.accounts.apply(mode, ctx.remaining_accounts, now_ts()?)?;
    let event = MarginModeSet { margin_account: ctx.accounts.margin_account.key(), mode };
    record(&event, &ctx.accounts.event_authority)
}
