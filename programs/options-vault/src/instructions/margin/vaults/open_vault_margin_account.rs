//! Opens the margin account out of which a vault sells. Anyone may call it; nobody can sign for the account but the vault's own instructions.

use crate::{
    clock::now_ts,
    events::{record, MarginAccountOpened},
    instructions::margin::account::start_account,
    pda::NewPda,
};
use anchor_lang::prelude::*;
use vault_types::{
    seeds,
    state::{AccountHolder, CollateralBank, MarginAccount, Market, Vault},
};

#[event_cpi]
#[derive(Accounts)]
pub struct OpenVaultMarginAccount<'info> {
    /// Pays the rent.
    #[account(mut)]
    pub payer: Signer<'info>,
    pub market: Box<Account<'info, Market>>,
    #[account(has_one = market)]
    pub vault: Box<Account<'info, Vault>>,
    /// Of the market's quote.
    #[account(constraint = quote_bank.config == vault.config, constraint = quote_bank.mint == market.quote_mint)]
    pub quote_bank: Box<Account<'info, CollateralBank>>,
    /// CHECK: created by the handler.
    #[account(
        mut,
        seeds = [seeds::MARGIN_ACCOUNT, vault.config.as_ref(), vault.key().as_ref(), &0_u16.to_le_bytes()],
        bump
    )]
    pub margin_account: UncheckedAccount<'info>,
    pub system_program: Program<'info, System>,
}

pub(crate) fn handler(ctx: Context<OpenVaultMarginAccount>) -> Result<()> {
    let accounts = &*ctx.accounts;
    let (config, owner, bump) = (accounts.vault.config, accounts.vault.key(), ctx.bumps.margin_account);
    let seeds: &[&[u8]] = &[seeds::MARGIN_ACCOUNT, config.as_ref(), owner.as_ref(), &0_u16.to_le_bytes(), &[bump]];
    let new = NewPda { payer: &accounts.payer, account: &accounts.margin_account, seeds };
    let now_ts = now_ts()?;
    new.create_zeroed(|account: &mut MarginAccount| {
        (account.bump, account.holder) = (bump, AccountHolder::VAULT);
        start_account(account, config, owner, &accounts.quote_bank, now_ts)
    })?;
    let event = MarginAccountOpened {
        margin_account: accounts.margin_account.key(),
        owner,
        id: 0,
        quote_mint: accounts.quote_bank.mint,
    };
    record(&event, &ctx.accounts.event_authority)
}
