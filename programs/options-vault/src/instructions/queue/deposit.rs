//! Queues assets for the next round. Possible in every state of the vault.

use super::admission::{check_admission, Applicant};
use crate::{
    errors::{ensure, VaultError},
    events::{record, DepositQueued},
    instructions::vault::check_custody,
    pda::{read_state, write_state, NewPda},
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::{Token, TokenAccount};
use vault_types::{
    seeds,
    state::{DepositTicket, Vault, VERSION},
};

#[event_cpi]
#[derive(Accounts)]
pub struct Deposit<'info> {
    /// Pays the assets and the ticket's rent; gets the rent back with the shares or the refund.
    #[account(mut)]
    pub owner: Signer<'info>,
    #[account(mut, has_one = custody)]
    pub vault: Box<Account<'info, Vault>>,
    /// CHECK: created by the handler, or read with its owner and discriminator checked.
    #[account(mut, seeds = [seeds::DEPOSIT, vault.key().as_ref(), owner.key().as_ref()], bump)]
    pub ticket: UncheckedAccount<'info>,
    /// CHECK: the token program refuses any other mint or owner in the transfer.
    #[account(mut)]
    pub owner_assets: UncheckedAccount<'info>,
    #[account(mut)]
    pub custody: Box<Account<'info, TokenAccount>>,
    pub token_program: Program<'info, Token>,
    pub system_program: Program<'info, System>,
}

impl Deposit<'_> {
    /// Returns the owner's queued deposit, if there is one.
    fn validate(&self, amount_atoms: u64, proof: &[[u8; 32]]) -> Result<Option<DepositTicket>> {
        let ticket = read_state::<DepositTicket>(&self.ticket)?;
        let joins_next = ticket.is_none_or(|ticket| ticket.round == self.vault.next_round());
        ensure(joins_next, VaultError::ClaimSharesFirst)?;
        let held_atoms = ticket.map_or(0, |ticket| ticket.amount_atoms);
        let owner = self.owner.key();
        check_admission(&self.vault, &Applicant { owner: &owner, held_atoms, proof }, amount_atoms)?;
        Ok(ticket)
    }

    /// Adds to the owner's queued deposit, or opens a ticket. Returns the round that it joins.
    fn write_ticket(&self, queued: Option<DepositTicket>, amount_atoms: u64, bump: u8) -> Result<u64> {
        let round = self.vault.next_round();
        if let Some(mut ticket) = queued {
            ticket.amount_atoms = ticket.amount_atoms.checked_add(amount_atoms).ok_or(VaultError::Overflow)?;
            write_state(&self.ticket, &ticket)?;
            return Ok(round);
        }
        let (vault, owner) = (self.vault.key(), self.owner.key());
        NewPda {
            payer: &self.owner,
            account: &self.ticket,
            seeds: &[seeds::DEPOSIT, vault.as_ref(), owner.as_ref(), &[bump]],
        }
        .create_state(&DepositTicket {
            version: VERSION,
            bump,
            padding: [0; 6],
            vault,
            owner,
            round,
            amount_atoms,
            reserved: [0; 32],
        })?;
        Ok(round)
    }
}

pub(crate) fn handler(ctx: Context<Deposit>, amount_atoms: u64, proof: Vec<[u8; 32]>) -> Result<()> {
    let queued = ctx.accounts.validate(amount_atoms, &proof)?;
    let accounts = &mut *ctx.accounts;
    let round = accounts.write_ticket(queued, amount_atoms, ctx.bumps.ticket)?;
    accounts.vault.ledger.queue_deposit(amount_atoms).map_err(VaultError::from)?;

    tokens::transfer(
        accounts.owner_assets.info(),
        accounts.custody.info(),
        accounts.owner.info(),
        amount_atoms,
        Signature::User,
    )?;
    check_custody(&accounts.vault, &mut accounts.custody)?;
    let event = DepositQueued { vault: accounts.vault.key(), owner: accounts.owner.key(), round, amount_atoms };
    record(&event, &ctx.accounts.event_authority)
}
