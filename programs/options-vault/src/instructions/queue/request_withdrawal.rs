//! Queues shares for withdrawal.
//!
//! While a round runs, also after expiry, the shares bear its result and are paid at its closing price per share: nobody
//! can look at the settlement price first and leave at the old one. Between rounds nothing is at risk and the last closing
//! price stands, so the shares are burned at once and can be claimed in the same transaction.

use crate::{
    errors::{ensure, VaultError},
    events::{record, WithdrawalQueued},
    instructions::vault::check_books,
    pda::{read_state, write_state, NewPda},
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use vault_types::{
    seeds, shares,
    state::{Vault, VaultState, WithdrawalTicket, VERSION},
};

#[event_cpi]
#[derive(Accounts)]
pub struct RequestWithdrawal<'info> {
    /// Pays the ticket's rent and gets it back with the assets or the shares.
    #[account(mut)]
    pub owner: Signer<'info>,
    #[account(mut, has_one = share_mint, has_one = share_escrow)]
    pub vault: Box<Account<'info, Vault>>,
    /// CHECK: created by the handler, or read with its owner and discriminator checked.
    #[account(mut, seeds = [seeds::WITHDRAWAL, vault.key().as_ref(), owner.key().as_ref()], bump)]
    pub ticket: UncheckedAccount<'info>,
    /// CHECK: the vault names it (`has_one`) and made it.
    #[account(mut)]
    pub share_mint: UncheckedAccount<'info>,
    /// CHECK: the token program refuses any other mint or owner in the transfer.
    #[account(mut)]
    pub owner_shares: UncheckedAccount<'info>,
    /// CHECK: the vault names it (`has_one`) and made it.
    #[account(mut)]
    pub share_escrow: UncheckedAccount<'info>,
    pub token_program: Program<'info, Token>,
    pub system_program: Program<'info, System>,
}

impl RequestWithdrawal<'_> {
    fn validate(&self, requested: u64) -> Result<()> {
        ensure(self.vault.round > 0, VaultError::NoSharesYet)?;
        let worth_atoms =
            shares::atoms_for_shares(requested, self.vault.withdrawal_pps_e9).map_err(VaultError::from)?;
        ensure(worth_atoms > 0, VaultError::Dust)?;
        // Whoever holds less than the minimum may withdraw any of it. Asking for all of it instead would let others refuse the
        // withdrawal by sending the owner a share.
        let held = tokens::amount(&self.owner_shares)?;
        let held_atoms = shares::atoms_for_shares(held, self.vault.withdrawal_pps_e9).map_err(VaultError::from)?;
        let min_atoms = self.vault.params.min_withdrawal_atoms;
        ensure(worth_atoms >= min_atoms || held_atoms < min_atoms, VaultError::WithdrawalTooSmall)?;
        Ok(())
    }

    /// Adds to the owner's request of the running round, or opens a ticket.
    fn write_ticket(&self, requested: u64, bump: u8) -> Result<()> {
        let round = self.vault.round;
        if let Some(mut ticket) = read_state::<WithdrawalTicket>(&self.ticket)? {
            let is_running = self.vault.state != VaultState::OPEN && ticket.round == round;
            ensure(is_running, VaultError::ClaimWithdrawalFirst)?;
            ticket.shares = ticket.shares.checked_add(requested).ok_or(VaultError::Overflow)?;
            return write_state(&self.ticket, &ticket);
        }
        let (vault, owner) = (self.vault.key(), self.owner.key());
        NewPda {
            payer: &self.owner,
            account: &self.ticket,
            seeds: &[seeds::WITHDRAWAL, vault.as_ref(), owner.as_ref(), &[bump]],
        }
        .create_state(&WithdrawalTicket {
            version: VERSION,
            bump,
            padding: [0; 6],
            vault,
            owner,
            round,
            shares: requested,
            reserved: [0; 32],
        })
    }
}

pub(crate) fn handler(ctx: Context<RequestWithdrawal>, requested: u64) -> Result<()> {
    ctx.accounts.validate(requested)?;
    let accounts = &mut *ctx.accounts;
    accounts.write_ticket(requested, ctx.bumps.ticket)?;
    let vault = &mut accounts.vault;
    vault.ledger.queue_withdrawal(requested).map_err(VaultError::from)?;

    if vault.state == VaultState::OPEN {
        let (pps_e9, withdrawal_pps_e9) = (vault.pps_e9, vault.withdrawal_pps_e9);
        vault.ledger.burn_queued(pps_e9, withdrawal_pps_e9).map_err(VaultError::from)?;
        tokens::burn(
            accounts.share_mint.info(),
            accounts.owner_shares.info(),
            accounts.owner.info(),
            requested,
            Signature::User,
        )?;
    } else {
        tokens::transfer(
            accounts.owner_shares.info(),
            accounts.share_escrow.info(),
            accounts.owner.info(),
            requested,
            Signature::User,
        )?;
    }
    check_books(&accounts.vault)?;
    let event = WithdrawalQueued {
        vault: accounts.vault.key(),
        owner: accounts.owner.key(),
        round: accounts.vault.round,
        shares: requested,
    };
    record(&event, &ctx.accounts.event_authority)
}
