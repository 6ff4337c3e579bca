//! Takes a queued deposit back, whole, any time before it joins a round.

use crate::{
    errors::{ensure, VaultError},
    events::{record, DepositCancelled},
    instructions::vault::check_custody,
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::{Token, TokenAccount};
use vault_types::state::{DepositTicket, Vault};

#[event_cpi]
#[derive(Accounts)]
pub struct CancelDeposit<'info> {
    #[account(mut)]
    pub owner: Signer<'info>,
    #[account(mut, has_one = custody)]
    pub vault: Box<Account<'info, Vault>>,
    #[account(mut, has_one = owner, has_one = vault, close = owner)]
    pub ticket: Box<Account<'info, DepositTicket>>,
    /// CHECK: the token program refuses any other mint or owner in the transfer.
    #[account(mut)]
    pub owner_assets: UncheckedAccount<'info>,
    #[account(mut)]
    pub custody: Box<Account<'info, TokenAccount>>,
    pub token_program: Program<'info, Token>,
}

pub(crate) fn handler(ctx: Context<CancelDeposit>) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    ensure(accounts.ticket.round == accounts.vault.next_round(), VaultError::DepositHasJoined)?;
    let amount_atoms = accounts.ticket.amount_atoms;
    accounts.vault.ledger.cancel_deposit(amount_atoms).map_err(VaultError::from)?;

    tokens::transfer(
        accounts.custody.info(),
        accounts.owner_assets.info(),
        accounts.vault.info(),
        amount_atoms,
        Signature::Vault(&accounts.vault),
    )?;
    check_custody(&accounts.vault, &mut accounts.custody)?;
    let event = DepositCancelled { vault: accounts.vault.key(), owner: accounts.owner.key(), amount_atoms };
    record(&event, &ctx.accounts.event_authority)
}
