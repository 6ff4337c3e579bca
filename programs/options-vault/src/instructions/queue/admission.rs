//! Who may deposit how much.

use crate::errors::{ensure, VaultError};
use anchor_lang::prelude::*;
use vault_types::{
    allow_list, shares,
    state::{Halts, Vault},
};

/// Somebody who wants to deposit.
pub(super) struct Applicant<'a> {
    pub owner: &'a Pubkey,
    /// Worth of what the owner has queued or holds already.
    pub held_atoms: u64,
    /// Way to the root of the vault's allow-list; not looked at where there is none.
    pub proof: &'a [[u8; 32]],
}

/// Refuses a deposit that the vault's switches, limits or list do not allow.
pub(super) fn check_admission(vault: &Vault, applicant: &Applicant, amount_atoms: u64) -> Result<()> {
    let params = &vault.params;
    ensure(!vault.halts.include(Halts::DEPOSITS), VaultError::DepositsHalted)?;
    ensure(amount_atoms >= params.min_deposit_atoms, VaultError::DepositTooSmall)?;
    shares::check_deposit(amount_atoms, vault.pps_e9).map_err(VaultError::from)?;
    let ledger = &vault.ledger;
    let vault_atoms = ledger.nav_atoms.saturating_add(ledger.pending_deposit_atoms).saturating_add(amount_atoms);
    ensure(vault_atoms <= params.vault_cap_atoms, VaultError::VaultIsFull)?;
    let owner_atoms = applicant.held_atoms.saturating_add(amount_atoms);
    ensure(owner_atoms <= params.owner_cap_atoms, VaultError::OwnerCapReached)?;
    let is_open = params.allow_list_root == [0; 32];
    let may_enter = is_open || allow_list::is_allowed(&params.allow_list_root, applicant.owner, applicant.proof);
    ensure(may_enter, VaultError::NotOnTheList)
}
