//! Collects the shares of a deposit that has joined a round. Anyone may do it for the owner, who gets the ticket's rent.
//!
//! A deposit is worth at least a thousand shares when it is made. Should the price per share have risen so far meanwhile
//! that nothing is left of it, the ticket is closed all the same: nobody is kept from depositing again.

use super::payee::check_payee;
use crate::{
    errors::VaultError,
    events::{record, SharesClaimed},
    instructions::vault::check_books,
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use vault_types::{
    shares,
    state::{DepositTicket, Round, Vault},
};

#[event_cpi]
#[derive(Accounts)]
pub struct ClaimShares<'info> {
    /// The owner, or anyone who claims for the owner's wallet.
    pub claimer: Signer<'info>,
    /// Gets the ticket's rent.
    /// CHECK: the ticket names it (`has_one`).
    #[account(mut)]
    pub owner: UncheckedAccount<'info>,
    #[account(mut, has_one = share_escrow)]
    pub vault: Box<Account<'info, Vault>>,
    #[account(mut, has_one = owner, has_one = vault, close = owner)]
    pub ticket: Box<Account<'info, DepositTicket>>,
    /// The round that the deposit joined: its price per share is the deposit's.
    #[account(has_one = vault, constraint = round.number == ticket.round)]
    pub round: Box<Account<'info, Round>>,
    /// CHECK: the vault names it (`has_one`) and made it.
    #[account(mut)]
    pub share_escrow: UncheckedAccount<'info>,
    /// CHECK: [`check_payee`]; the token program refuses any other mint in the transfer.
    #[account(mut)]
    pub owner_shares: UncheckedAccount<'info>,
    pub token_program: Program<'info, Token>,
}

pub(crate) fn handler(ctx: Context<ClaimShares>) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    check_payee(&accounts.claimer, accounts.owner.key, accounts.owner_shares.info(), &accounts.vault.share_mint)?;
    let claimed = shares::shares_for_deposit(accounts.ticket.amount_atoms, accounts.round.start_pps_e9)
        .map_err(VaultError::from)?;
    accounts.vault.ledger.claim_shares(claimed).map_err(VaultError::from)?;

    tokens::transfer(
        accounts.share_escrow.info(),
        accounts.owner_shares.info(),
        accounts.vault.info(),
        claimed,
        Signature::Vault(&accounts.vault),
    )?;
    check_books(&accounts.vault)?;
    let event = SharesClaimed {
        vault: accounts.vault.key(),
        owner: accounts.owner.key(),
        round: accounts.round.number,
        shares: claimed,
    };
    record(&event, &ctx.accounts.event_authority)
}
