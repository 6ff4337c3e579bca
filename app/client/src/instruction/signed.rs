//! Signatures on their way into a transaction.

use anchor_lang::solana_program::instruction::Instruction;
use vault_types::{
    signed::precompile::{self, MemberSignature, ED25519_PROGRAM},
    state::SignerSet,
};

/// The ed25519 instruction with a message and its signatures, in the order of the set, and the `signed_by` that goes with it into the
/// next instruction. `None` for a member that the set does not have, or if they are not in order.
pub fn signatures(set: &SignerSet, signatures: &[MemberSignature], message: &[u8]) -> Option<(Instruction, u8)> {
    let (data, signed_by) = precompile::data(set, signatures, message)?;
    Some((Instruction { program_id: ED25519_PROGRAM, accounts: Vec::new(), data }, signed_by))
}
