//! What is checked at the end of every instruction that changes a vault.

use crate::errors::{ensure, VaultError};
use anchor_lang::prelude::*;
use anchor_spl::token::TokenAccount;
use vault_types::state::Vault;

/// The vault's own fields agree with each other.
pub(crate) fn check_books(vault: &Vault) -> Result<()> {
    ensure(vault.invariant(), VaultError::BrokenInvariant)?;
    Ok(())
}

/// The fields agree, and after all transfers custody holds at least what the ledger says.
pub(crate) fn check_custody<'info>(vault: &Vault, custody: &mut Account<'info, TokenAccount>) -> Result<()> {
    check_books(vault)?;
    custody.reload()?;
    let covers = vault.ledger.custody_atoms().is_some_and(|owed| owed <= custody.amount);
    ensure(covers, VaultError::BrokenInvariant)
}
