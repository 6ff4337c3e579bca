//! The data of the ed25519 instruction that carries a message and its signatures.
//!
//! ```text
//! count, 0                                        2 bytes
//! count times seven u16: where signature, key and message are   14 bytes each
//! count times signature, public key               96 bytes each
//! the message, once for all
//! ```
//!
//! The precompile itself would take many other layouts, and with its offsets could be made to check one message while a program reads
//! another. So every byte but those of signatures and message is compared with the only layout that [`data`] writes.

use super::SignedError;
use crate::{state::SignerSet, Pubkey};

/// The precompile's address.
pub const ED25519_PROGRAM: Pubkey = Pubkey::from_str_const("Ed25519SigVerify111111111111111111111111111");

const HEADER_LEN: usize = 2;
const OFFSETS_LEN: usize = 14;
const SIGNATURE_LEN: usize = 64;
const KEY_LEN: usize = 32;
const SIGNER_LEN: usize = SIGNATURE_LEN + KEY_LEN;
/// The instruction index that means "in this instruction".
const HERE: u16 = u16::MAX;

/// A member's place in the set, and its signature.
pub type MemberSignature = (u8, [u8; SIGNATURE_LEN]);

/// The message, if the data is laid out as [`data`] does it, signed by the members of the set whose bits are set in `signed_by`, and by no
/// fewer than the quorum. That the signatures are right is for the precompile to check.
///
/// Members come in the order of the set, each bit is one of them: nobody counts twice.
pub fn signed_message<'a>(data: &'a [u8], set: &SignerSet, signed_by: u8) -> Result<&'a [u8], SignedError> {
    let count = signed_by.count_ones() as usize;
    if signed_by.checked_shr(set.members.into()).unwrap_or(0) != 0 {
        return Err(SignedError::UnknownSigner);
    }
    if count < usize::from(set.quorum) {
        return Err(SignedError::TooFewSigners);
    }
    let message_start = message_start(count);
    let message = data.get(message_start..).ok_or(SignedError::Layout)?;
    let message_len = u16::try_from(message.len()).map_err(|_| SignedError::Layout)?;
    if data.get(..HEADER_LEN) != Some(&header(count)) {
        return Err(SignedError::Layout);
    }
    let members = set.members().iter().enumerate().filter(|(member, _)| is_named(signed_by, *member));
    for (place, (_, key)) in members.enumerate() {
        let (offsets_start, key_start) = (offsets_start(place), key_start(count, place));
        if data.get(offsets_start..offsets_start + OFFSETS_LEN) != Some(&offsets(count, place, message_len)) {
            return Err(SignedError::Layout);
        }
        if data.get(key_start..key_start + KEY_LEN) != Some(key.as_ref()) {
            return Err(SignedError::WrongSigner);
        }
    }
    Ok(message)
}

/// The data for a message and its signatures, which must be in the order of the set, and the bits that name their members; `None` for
/// a member that the set does not have, for too long a message, or if they are not in order.
pub fn data(set: &SignerSet, signatures: &[MemberSignature], message: &[u8]) -> Option<(Vec<u8>, u8)> {
    let (count, message_len) = (signatures.len(), u16::try_from(message.len()).ok()?);
    if !signatures.is_sorted_by(|earlier, later| earlier.0 < later.0) {
        return None;
    }
    let mut data = header(count).to_vec();
    for place in 0..count {
        data.extend_from_slice(&offsets(count, place, message_len));
    }
    let mut signed_by = 0;
    for (member, signature) in signatures {
        data.extend_from_slice(signature);
        data.extend_from_slice(set.members().get(usize::from(*member))?.as_ref());
        signed_by |= 1 << member;
    }
    data.extend_from_slice(message);
    Some((data, signed_by))
}

fn is_named(signed_by: u8, member: usize) -> bool {
    signed_by & (1 << member) != 0
}

// At most eight signatures: no sum below overflows, and every offset fits 16 bits.

fn header(count: usize) -> [u8; HEADER_LEN] {
    [count as u8, 0]
}

/// Where signature, key and message are: offset and instruction of each, and the message's length before its instruction.
fn offsets(count: usize, place: usize, message_len: u16) -> [u8; OFFSETS_LEN] {
    let key = key_start(count, place);
    let signature = key - SIGNATURE_LEN;
    let words = [signature as u16, HERE, key as u16, HERE, message_start(count) as u16, message_len, HERE]
        .map(u16::to_le_bytes);
    bytemuck::cast(words)
}

fn offsets_start(place: usize) -> usize {
    HEADER_LEN + place * OFFSETS_LEN
}

fn key_start(count: usize, place: usize) -> usize {
    offsets_start(count) + place * SIGNER_LEN + SIGNATURE_LEN
}

fn message_start(count: usize) -> usize {
    offsets_start(count) + count * SIGNER_LEN
}
