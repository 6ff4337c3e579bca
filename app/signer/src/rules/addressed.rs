//! Is the message for this house, by this generation of signers?

use super::{House, Refusal};
use crate::Request;
use vault_types::signed::{
    message::{Expected, MessageHeader},
    SignedError,
};

/// The chain's own checks of a header but for those of time, and a sequence that leaves room for others. A batch is for the account of the house that
/// keeps it; whether the target of another message is a margin account, the signer's own numbers will tell.
pub fn check(house: &House, request: &Request) -> Result<(), Refusal> {
    let header = request.header();
    let target = if request.is_batch() { house.batch_account() } else { header.target };
    let expected = Expected {
        domain: header.domain,
        cluster_genesis_hash: &house.cluster_genesis_hash,
        config: &house.config,
        target: &target,
        generation: house.generation,
        last_sequence: 0,
    };
    let at_issue = MessageHeader { issued_ts: 0, expires_ts: 0, ..*header };
    at_issue.check(&expected, 0).map_err(|error: SignedError| Refusal::Addressed(error))?;
    check_sequence(header, request.is_batch())
}

/// Every second has a thousand sequences, those of its milliseconds. The last one belongs to the second's batch, and a batch has no other. A message about one
/// account is below it, so whoever has one signed takes no number from the batch; and none of a later second, so that there is room for later messages of
/// the generation.
fn check_sequence(header: &MessageHeader, is_batch: bool) -> Result<(), Refusal> {
    let (sequence, only) = (header.sequence, batch_sequence(header.issued_ts));
    match i128::from(sequence) {
        it if is_batch && it != only => Err(Refusal::BatchSequence { sequence, only }),
        it if !is_batch && it >= only => Err(Refusal::Sequence { sequence, most: only - 1 }),
        _ => Ok(()),
    }
}

/// Of the batch that was issued in this second: its last millisecond.
pub fn batch_sequence(issued_ts: i64) -> i128 {
    i128::from(issued_ts) * 1_000 + 999
}
