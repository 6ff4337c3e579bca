//! Pays a withdrawal whose round has ended.

use crate::{
    errors::{ensure, VaultError},
    events::{record, WithdrawalClaimed},
    instructions::vault::check_custody,
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::{Token, TokenAccount};
use vault_types::{
    shares,
    state::{Round, RoundStatus, Vault, WithdrawalTicket},
};

#[event_cpi]
#[derive(Accounts)]
pub struct ClaimWithdrawal<'info> {
    #[account(mut)]
    pub owner: Signer<'info>,
    #[account(mut, has_one = custody)]
    pub vault: Box<Account<'info, Vault>>,
    #[account(mut, has_one = owner, has_one = vault, close = owner)]
    pub ticket: Box<Account<'info, WithdrawalTicket>>,
    /// The round whose closing price the withdrawal is paid at.
    #[account(has_one = vault, constraint = round.number == ticket.round)]
    pub round: Box<Account<'info, Round>>,
    /// CHECK: the token program refuses any other mint or owner in the transfer.
    #[account(mut)]
    pub owner_assets: UncheckedAccount<'info>,
    #[account(mut)]
    pub custody: Box<Account<'info, TokenAccount>>,
    pub token_program: Program<'info, Token>,
}

pub(crate) fn handler(ctx: Context<ClaimWithdrawal>) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    ensure(accounts.round.status == RoundStatus::CLOSED, VaultError::WithdrawalNotReady)?;
    let amount_atoms =
        shares::atoms_for_shares(accounts.ticket.shares, accounts.round.end_pps_e9).map_err(VaultError::from)?;
    accounts.vault.ledger.pay_withdrawal(amount_atoms).map_err(VaultError::from)?;

    tokens::transfer(
        accounts.custody.info(),
        accounts.owner_assets.info(),
        accounts.vault.info(),
        amount_atoms,
        Signature::Vault(&accounts.vault),
    )?;
    check_custody(&accounts.vault, &mut accounts.custody)?;
    let event = WithdrawalClaimed {
        vault: accounts.vault.key(),
        owner: accounts.owner.key(),
        round: accounts.round.number,
        amount_atoms,
    };
    record(&event, &ctx.accounts.event_authority)
}
