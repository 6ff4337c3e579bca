//! m of n: which signatures of a message go to the chain.

use crate::journal::Signature;
use crate::key::verify;
use thiserror::Error;
use vault_types::{signed::precompile::MemberSignature, state::SignerSet, Pubkey};

/// Why there is no quorum.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CollectError {
    #[error("the signer set is not one that the chain takes: read the account again")]
    SignerSet,
    #[error("{found} of {quorum} signatures; ask {}", list(.missing))]
    Missing { found: usize, quorum: usize, missing: Vec<Pubkey> },
}

/// The signatures that the quorum takes, in the order of the set, as [`vault_types::signed::precompile::data`] wants them.
///
/// Each is verified. Signatures by keys outside the set, wrong ones, and a member's second one are left out; so is what the quorum does not
/// need, since more gains nothing. With too few it says which members have not signed.
pub fn collect(
    set: &SignerSet,
    message: &[u8],
    signatures: &[(Pubkey, Signature)],
) -> Result<Vec<MemberSignature>, CollectError> {
    if !set.invariant() {
        return Err(CollectError::SignerSet);
    }
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for (member, key) in (0_u8..).zip(set.members()) {
        let is_good = |(by, signature): &&(Pubkey, Signature)| by == key && verify(&key.to_bytes(), message, signature);
        match signatures.iter().find(is_good) {
            Some((_, signature)) => found.push((member, *signature)),
            None => missing.push(*key),
        }
    }
    let quorum = usize::from(set.quorum);
    if found.len() < quorum {
        return Err(CollectError::Missing { found: found.len(), quorum, missing });
    }
    found.truncate(quorum);
    Ok(found)
}

fn list(keys: &[Pubkey]) -> String {
    keys.iter().map(Pubkey::to_string).collect::<Vec<_>>().join(", ")
}
