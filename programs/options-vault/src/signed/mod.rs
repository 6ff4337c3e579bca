//! Where signed messages come from: the ed25519 instruction directly before the running one.
//!
//! The precompile runs before the program and fails the transaction at a wrong signature; the instructions sysvar shows what it was
//! given. What that data must look like is in [`vault_types::signed`].

use crate::errors::{ensure, refuse, VaultError};
use anchor_lang::{
    prelude::*,
    solana_program::instruction::{get_stack_height, TRANSACTION_LEVEL_STACK_HEIGHT},
};
use solana_instructions_sysvar::{load_current_index_checked, load_instruction_at_checked};
use vault_types::signed::precompile::ED25519_PROGRAM;

/// The data of the ed25519 instruction before the running one, which must be an instruction of the transaction itself: called by another
/// program, the one before would be before that program's.
pub(crate) fn precompile_data(instructions: &UncheckedAccount) -> Result<Vec<u8>> {
    ensure(get_stack_height() == TRANSACTION_LEVEL_STACK_HEIGHT, VaultError::SignedThroughAnotherProgram)?;
    let index = load_current_index_checked(instructions)?;
    let before = index.checked_sub(1).ok_or_else(|| refuse(VaultError::SignaturesMissing))?;
    let instruction = load_instruction_at_checked(before.into(), instructions)?;
    ensure(instruction.program_id == ED25519_PROGRAM, VaultError::SignaturesMissing)?;
    ensure(instruction.accounts.is_empty(), VaultError::SignaturesWithAccounts)?;
    Ok(instruction.data)
}
