//! Deposits and receives the shares in the same instruction.
//!
//! Only between rounds: nothing is at risk then and the last closing price per share stands, at which the next round would let the
//! deposit join as well. Before the first round deposits queue, so that they can still be cancelled.

use super::admission::{check_admission, Applicant};
use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, SharesBought},
    instructions::vault::check_custody,
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::{Token, TokenAccount};
use vault_types::{
    shares,
    state::{Vault, VaultState},
};

#[event_cpi]
#[derive(Accounts)]
pub struct DepositNow<'info> {
    pub owner: Signer<'info>,
    #[account(mut, has_one = custody, has_one = share_mint)]
    pub vault: Box<Account<'info, Vault>>,
    /// CHECK: the token program refuses any other mint or owner in the transfer.
    #[account(mut)]
    pub owner_assets: UncheckedAccount<'info>,
    #[account(mut)]
    pub custody: Box<Account<'info, TokenAccount>>,
    /// CHECK: the vault names it (`has_one`) and made it.
    #[account(mut)]
    pub share_mint: UncheckedAccount<'info>,
    /// Receives the shares; may belong to anyone the owner names.
    /// CHECK: the token program refuses any other mint.
    #[account(mut)]
    pub owner_shares: UncheckedAccount<'info>,
    pub token_program: Program<'info, Token>,
}

impl DepositNow<'_> {
    fn validate(&self, amount_atoms: u64, proof: &[[u8; 32]]) -> Result<()> {
        ensure(self.vault.state == VaultState::OPEN, VaultError::NotOpen)?;
        ensure(self.vault.round > 0, VaultError::NoSharesYet)?;
        let held = tokens::amount(&self.owner_shares)?;
        let held_atoms = shares::atoms_for_shares(held, self.vault.pps_e9).map_err(VaultError::from)?;
        let owner = self.owner.key();
        check_admission(&self.vault, &Applicant { owner: &owner, held_atoms, proof }, amount_atoms)
    }
}

pub(crate) fn handler(ctx: Context<DepositNow>, amount_atoms: u64, proof: Vec<[u8; 32]>) -> Result<()> {
    ctx.accounts.validate(amount_atoms, &proof)?;
    let accounts = &mut *ctx.accounts;
    let vault: &mut Vault = &mut accounts.vault;
    let pps_e9 = vault.pps_e9;
    // Before the deposit is part of what the vault owes: it raises nobody's share of it today.
    vault.outflow.open_window(vault.ledger.owed_atoms(), now_ts()?);
    let minted = vault.ledger.join_now(amount_atoms, pps_e9).map_err(VaultError::from)?;
    vault.outflow.receive(amount_atoms);

    tokens::transfer(
        accounts.owner_assets.info(),
        accounts.custody.info(),
        accounts.owner.info(),
        amount_atoms,
        Signature::User,
    )?;
    tokens::mint(
        accounts.share_mint.info(),
        accounts.owner_shares.info(),
        accounts.vault.info(),
        minted,
        Signature::Vault(&accounts.vault),
    )?;
    check_custody(&accounts.vault, &mut accounts.custody)?;
    let event =
        SharesBought { vault: accounts.vault.key(), owner: accounts.owner.key(), amount_atoms, shares: minted, pps_e9 };
    record(&event, &ctx.accounts.event_authority)
}
