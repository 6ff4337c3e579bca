//! Brings options into a margin account: fewer are owed, more are owned. They can pay for what the account owes, and never raise it.
//!
//! An account that is not at its maximum loss takes none of a market that it has nothing of yet: it could be one without a price or a smile, with which
//! nobody could judge the account any more.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, PositionChanged},
    instructions::margin::books::{check_account, check_version, contract},
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use vault_types::{
    margin::MarginMode,
    state::{Expiry, MarginAccount, MarginSeries, Market},
};

#[event_cpi]
#[derive(Accounts)]
pub struct BringInOptions<'info> {
    pub owner: Signer<'info>,
    #[account(mut, has_one = owner)]
    pub margin_account: AccountLoader<'info, MarginAccount>,
    /// Of the account's house: another house's options may be worth anything.
    #[account(constraint = market.config == margin_account.load()?.config)]
    pub market: Box<Account<'info, Market>>,
    #[account(has_one = market)]
    pub expiry: Box<Account<'info, Expiry>>,
    #[account(mut, has_one = expiry, has_one = option_mint)]
    pub series: Box<Account<'info, MarginSeries>>,
    /// CHECK: the series names it (`has_one`) and made it.
    #[account(mut)]
    pub option_mint: UncheckedAccount<'info>,
    /// Options to burn.
    /// CHECK: the token program refuses any other mint or owner.
    #[account(mut)]
    pub owner_options: UncheckedAccount<'info>,
    pub token_program: Program<'info, Token>,
}

pub(crate) fn handler(ctx: Context<BringInOptions>, quantity_atoms: u64) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    ensure(quantity_atoms > 0, VaultError::ZeroAmount)?;
    ensure(now_ts()? < accounts.expiry.expiry_ts, VaultError::OptionsExpired)?;
    let change = {
        let account = &mut *accounts.margin_account.load_mut()?;
        check_version(account)?;
        let contract = contract(&accounts.series, &accounts.expiry);
        let is_known = account.markets.iter().any(|market| market.market == accounts.market.key());
        ensure(account.mode == MarginMode::MAX_LOSS || is_known, VaultError::MarketIsNew)?;
        let change = account.bring_in(&contract, quantity_atoms).map_err(VaultError::from)?;
        account.note_change();
        check_account(account)?;
        change
    };
    accounts.series.note(&change).map_err(VaultError::from)?;

    tokens::burn(
        accounts.option_mint.info(),
        accounts.owner_options.info(),
        accounts.owner.info(),
        quantity_atoms,
        Signature::User,
    )?;
    ensure(accounts.series.invariant(), VaultError::BrokenInvariant)?;
    let event = PositionChanged {
        margin_account: accounts.margin_account.key(),
        series: accounts.series.key(),
        before_atoms: change.before,
        after_atoms: change.after,
    };
    record(&event, &ctx.accounts.event_authority)
}
