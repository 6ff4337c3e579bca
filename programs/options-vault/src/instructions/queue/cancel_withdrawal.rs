//! Takes queued shares back before their round ends. They bear the round's result either way.

use crate::{
    errors::{ensure, VaultError},
    events::{record, WithdrawalCancelled},
    instructions::vault::check_books,
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use vault_types::state::{Vault, VaultState, WithdrawalTicket};

#[event_cpi]
#[derive(Accounts)]
pub struct CancelWithdrawal<'info> {
    #[account(mut)]
    pub owner: Signer<'info>,
    #[account(mut, has_one = share_escrow)]
    pub vault: Box<Account<'info, Vault>>,
    #[account(mut, has_one = owner, has_one = vault, close = owner)]
    pub ticket: Box<Account<'info, WithdrawalTicket>>,
    /// CHECK: the vault names it (`has_one`) and made it.
    #[account(mut)]
    pub share_escrow: UncheckedAccount<'info>,
    /// CHECK: the token program refuses any other mint or owner in the transfer.
    #[account(mut)]
    pub owner_shares: UncheckedAccount<'info>,
    pub token_program: Program<'info, Token>,
}

pub(crate) fn handler(ctx: Context<CancelWithdrawal>) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    let vault = &mut accounts.vault;
    let still_queued = vault.state != VaultState::OPEN && accounts.ticket.round == vault.round;
    ensure(still_queued, VaultError::WithdrawalIsReady)?;
    let returned = accounts.ticket.shares;
    vault.ledger.cancel_withdrawal(returned).map_err(VaultError::from)?;

    tokens::transfer(
        accounts.share_escrow.info(),
        accounts.owner_shares.info(),
        accounts.vault.info(),
        returned,
        Signature::Vault(&accounts.vault),
    )?;
    check_books(&accounts.vault)?;
    let event = WithdrawalCancelled { vault: accounts.vault.key(), owner: accounts.owner.key(), shares: returned };
    record(&event, &ctx.accounts.event_authority)
}
