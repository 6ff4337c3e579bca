//! Is the message for this house, by this generation of signers?

use super::{House, Refusal};
use crate::Request;
use threshold_model::sequence;
use vault_types::signed::{
    message::{Expected, MessageHeader},
    SignedError,
};

/// The chain's own checks of a header but for those of time, and a sequence of the second in which the message was issued. A batch is for the account of the house that
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

/// A batch has the first number of its second and no other, a message about an account any of the rest. So nobody's message takes a number from the batch;
/// none takes one of a later second, which leaves room for the later messages of the generation; and of two messages the later one has the higher number.
fn check_sequence(header: &MessageHeader, is_batch: bool) -> Result<(), Refusal> {
    let (sequence, issued_ts) = (header.sequence, header.issued_ts);
    let (only, others) = (sequence::of_batch(issued_ts), sequence::of_accounts(issued_ts));
    match i128::from(sequence) {
        it if is_batch && it != only => Err(Refusal::BatchSequence { sequence, only }),
        it if !is_batch && !others.contains(&it) => {
            Err(Refusal::Sequence { sequence, least: *others.start(), most: *others.end() })
        }
        _ => Ok(()),
    }
}
