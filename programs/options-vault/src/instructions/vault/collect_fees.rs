//! Sends the vault's fees to the recipient's token account. Anyone may call it.

use crate::{
    errors::{ensure, VaultError},
    events::{record, FeesCollected},
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::{Token, TokenAccount};
use vault_types::state::Vault;

#[event_cpi]
#[derive(Accounts)]
pub struct CollectFees<'info> {
    #[account(mut, has_one = custody)]
    pub vault: Box<Account<'info, Vault>>,
    #[account(mut)]
    pub custody: Box<Account<'info, TokenAccount>>,
    #[account(
        mut,
        token::mint = vault.asset_mint,
        token::authority = vault.fee_recipient
    )]
    pub recipient_assets: Box<Account<'info, TokenAccount>>,
    pub token_program: Program<'info, Token>,
}

pub(crate) fn handler(ctx: Context<CollectFees>) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    ensure(accounts.vault.ledger.fee_payable_atoms > 0, VaultError::NothingToCollect)?;
    let amount_atoms = accounts.vault.ledger.pay_fees();
    tokens::transfer(
        accounts.custody.info(),
        accounts.recipient_assets.info(),
        accounts.vault.info(),
        amount_atoms,
        Signature::Vault(&accounts.vault),
    )?;
    super::check_custody(&accounts.vault, &mut accounts.custody)?;
    let event = FeesCollected { vault: accounts.vault.key(), amount_atoms };
    record(&event, &ctx.accounts.event_authority)
}
