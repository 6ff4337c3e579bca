//! The signer's own numbers, which a message must repeat byte for byte.

use thiserror::Error;
use vault_types::{
    margin::MarginError,
    signed::message::MessageHeader,
    threshold::{batch::Leaf, Form, StoredThreshold, ThresholdBody, ThresholdError},
    Pubkey,
};

/// Computes thresholds from what this signer itself knows of market and accounts.
pub trait Recompute {
    /// The body of a message with this header about an account.
    fn threshold(&self, form: Form, account: &Pubkey, header: &MessageHeader) -> Result<ThresholdBody, RecomputeError>;

    /// The leaves of a batch with this header, in their order.
    fn leaves(&self, header: &MessageHeader) -> Result<Vec<Leaf>, RecomputeError>;

    /// What the account keeps of its last threshold; all zero if it has had none.
    fn last_threshold(&self, account: &Pubkey) -> StoredThreshold;
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RecomputeError {
    #[error("the snapshot has no portfolio of this form for {account}: take a snapshot with it")]
    UnknownAccount { account: Pubkey },
    #[error("the snapshot is of {observed_ts}, the message of {issued_ts}: take the snapshot of the message's round")]
    OtherTime { observed_ts: i64, issued_ts: i64 },
    #[error("{account} has options that have expired: have it settled before it is signed for")]
    Expired { account: Pubkey },
    #[error("the portfolio of {account} is not one that an account can have: read the account again")]
    Portfolio { account: Pubkey },
    #[error("the margin cannot be computed: {0}")]
    Margin(#[from] MarginError),
    #[error("the chain would not take this threshold: {0}")]
    Threshold(#[from] ThresholdError),
}
