//! Is the message for this house, by this generation of signers?

use super::{House, Refusal};
use vault_types::signed::{
    message::{Expected, MessageHeader},
    SignedError,
};

/// The chain's own checks of a header but for those of time; and the sequence is at most `issued_ts * 1,000 + 999`, the last millisecond of the
/// second in which the message was issued. A sequence far ahead would leave none for later messages of the generation.
pub fn check(house: &House, header: &MessageHeader) -> Result<(), Refusal> {
    let expected = Expected {
        domain: header.domain,
        cluster_genesis_hash: &house.cluster_genesis_hash,
        config: &house.config,
        target: &header.target,
        generation: house.generation,
        last_sequence: 0,
    };
    let at_issue = MessageHeader { issued_ts: 0, expires_ts: 0, ..*header };
    at_issue.check(&expected, 0).map_err(|error: SignedError| Refusal::Addressed(error))?;
    let sequence = header.sequence;
    let last = i128::from(header.issued_ts) * 1_000 + 999;
    (i128::from(sequence) <= last).then_some(()).ok_or(Refusal::Sequence { sequence })
}
