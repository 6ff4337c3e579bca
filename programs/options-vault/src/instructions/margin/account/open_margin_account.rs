//! Opens a margin account. It starts in maximum-loss mode, which needs no price and is never liquidated.

use crate::{
    clock::now_ts,
    events::{record, MarginAccountOpened},
    pda::NewPda,
};
use anchor_lang::prelude::*;
use vault_types::{
    margin::MarginMode,
    seeds,
    state::{CollateralBank, Config, MarginAccount, VERSION},
};

#[event_cpi]
#[derive(Accounts)]
#[instruction(id: u16)]
pub struct OpenMarginAccount<'info> {
    /// Pays the rent and gets it back at the end.
    #[account(mut)]
    pub owner: Signer<'info>,
    pub config: Box<Account<'info, Config>>,
    /// Of the quote that all of the account's markets will have.
    #[account(has_one = config)]
    pub quote_bank: Box<Account<'info, CollateralBank>>,
    /// CHECK: created by the handler.
    #[account(
        mut,
        seeds = [seeds::MARGIN_ACCOUNT, config.key().as_ref(), owner.key().as_ref(), &id.to_le_bytes()],
        bump
    )]
    pub margin_account: UncheckedAccount<'info>,
    pub system_program: Program<'info, System>,
}

pub(crate) fn handler(ctx: Context<OpenMarginAccount>, id: u16) -> Result<()> {
    let accounts = &*ctx.accounts;
    let (config, owner) = (accounts.config.key(), accounts.owner.key());
    let seeds: &[&[u8]] =
        &[seeds::MARGIN_ACCOUNT, config.as_ref(), owner.as_ref(), &id.to_le_bytes(), &[ctx.bumps.margin_account]];
    let new = NewPda { payer: &accounts.owner, account: &accounts.margin_account, seeds };
    let now_ts = now_ts()?;
    new.create_zeroed(|account: &mut MarginAccount| {
        (account.bump, account.id) = (ctx.bumps.margin_account, id);
        start_account(account, config, owner, &accounts.quote_bank, now_ts)
    })?;
    let event = MarginAccountOpened {
        margin_account: accounts.margin_account.key(),
        owner,
        id,
        quote_mint: accounts.quote_bank.mint,
    };
    record(&event, &ctx.accounts.event_authority)
}

/// What a new account says besides its address.
pub(crate) fn start_account(
    account: &mut MarginAccount,
    config: Pubkey,
    owner: Pubkey,
    quote_bank: &CollateralBank,
    now_ts: i64,
) -> Result<()> {
    account.version = VERSION;
    account.mode = MarginMode::MAX_LOSS;
    account.quote_decimals = quote_bank.decimals;
    account.config = config;
    account.owner = owner;
    account.quote_mint = quote_bank.mint;
    account.position_seq = MarginAccount::first_position_seq(now_ts);
    Ok(())
}
