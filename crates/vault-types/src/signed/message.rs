//! What every signed message begins with.

use super::SignedError;
use crate::Pubkey;
use bytemuck::{Pod, Zeroable};

/// How far a message may be ahead of the chain's clock, which lags behind the signers' by up to some ten seconds when slots are slow.
pub const MAX_AHEAD_SECS: i64 = 30;
/// A message older than this is not taken, however long it says that it is good for: whoever holds it back cannot choose among more
/// than the messages of ten minutes.
pub const MAX_MESSAGE_AGE_SECS: i64 = 600;

/// Type and version of a message: signatures of one type are worth nothing as another.
pub type Domain = [u8; 16];

/// The header: 176 bytes, little endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct MessageHeader {
    pub domain: Domain,
    /// The program that may act on it.
    pub program: Pubkey,
    pub cluster_genesis_hash: [u8; 32],
    /// The house.
    pub config: Pubkey,
    /// The account that it changes.
    pub target: Pubkey,
    /// Of the signer set.
    pub generation: u64,
    /// Higher than that of the last message for this target.
    pub sequence: u64,
    pub issued_ts: i64,
    /// The last second in which it is taken.
    pub expires_ts: i64,
}

/// What the header of a good message says.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    pub domain: Domain,
    pub cluster_genesis_hash: &'a [u8; 32],
    pub config: &'a Pubkey,
    pub target: &'a Pubkey,
    pub generation: u64,
    /// Of the last message that was taken.
    pub last_sequence: u64,
}

impl MessageHeader {
    pub const LEN: usize = size_of::<Self>();

    /// The header of a message, and what follows it.
    pub fn split(message: &[u8]) -> Result<(Self, &[u8]), SignedError> {
        let (header, body) = message.split_at_checked(Self::LEN).ok_or(SignedError::Length)?;
        Ok((bytemuck::pod_read_unaligned(header), body))
    }

    /// Is the message for us, new, and of this time? Each mismatch is a refusal of its own.
    pub fn check(&self, expected: &Expected, now_ts: i64) -> Result<(), SignedError> {
        let age_secs = now_ts.saturating_sub(self.issued_ts);
        let checks = [
            (self.domain == expected.domain, SignedError::Domain),
            (self.program == crate::ID, SignedError::Program),
            (self.cluster_genesis_hash == *expected.cluster_genesis_hash, SignedError::Cluster),
            (self.config == *expected.config, SignedError::Config),
            (self.target == *expected.target, SignedError::Target),
            (self.generation == expected.generation, SignedError::Generation),
            (self.sequence > expected.last_sequence, SignedError::Sequence),
            (age_secs >= -MAX_AHEAD_SECS, SignedError::FromTheFuture),
            (now_ts <= self.expires_ts, SignedError::Expired),
            (age_secs <= MAX_MESSAGE_AGE_SECS, SignedError::TooOld),
        ];
        match checks.into_iter().find(|(holds, _)| !holds) {
            Some((_, error)) => Err(error),
            None => Ok(()),
        }
    }
}
