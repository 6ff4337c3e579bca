//! The signer's own numbers, which a message must repeat byte for byte.

use crate::rules::prices::Spot;
use thiserror::Error;
use threshold_model::{BatchLeaves, SnapshotError};
use vault_types::{
    signed::message::MessageHeader,
    threshold::{Form, StoredThreshold, StrikeRecord, ThresholdBody, ThresholdError},
    Pubkey,
};

/// Computes thresholds from what this signer itself knows of market and accounts.
pub trait Recompute {
    /// The body of a message with this header about an account.
    fn threshold(&self, form: Form, account: &Pubkey, header: &MessageHeader) -> Result<ThresholdBody, RecomputeError>;

    /// The leaves of a batch with this header, in their order, and the accounts that have none: the same for all signers.
    fn leaves(&self, header: &MessageHeader) -> Result<BatchLeaves, RecomputeError>;

    /// The second that the numbers are of, and of which the messages must be.
    fn observed_ts(&self) -> i64;

    /// The end of the round, and of its batch.
    fn expires_ts(&self) -> i64;

    /// The prices that the account's threshold is computed from: of each market that it has options on, and of no other.
    fn spots(&self, form: Form, account: &Pubkey) -> Result<Vec<Spot>, RecomputeError>;

    /// How often the signers were caught, as the chain has it.
    fn strikes(&self) -> StrikeRecord;

    /// What the account keeps of its last threshold; all zero if it has had none.
    fn last_threshold(&self, account: &Pubkey) -> StoredThreshold;
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RecomputeError {
    #[error("{field} differs between the snapshot and the house file: read both from the chain again; a risk model is for the house to agree on")]
    OtherHouse { field: &'static str },
    #[error("{0}")]
    Snapshot(#[from] SnapshotError),
    #[error("the chain would not take this batch: {0}")]
    Threshold(#[from] ThresholdError),
}
