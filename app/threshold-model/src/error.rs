//! Why there is no snapshot, or no threshold from it: one line each. The command puts the file's name in front.

use vault_types::{margin::MarginError, signed::SignedError, threshold::ThresholdError, Pubkey};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    #[error("neither a snapshot in JSON ({reason}) nor one in bytes; docs/SNAPSHOT.md lists the fields")]
    Json { reason: String },
    /// Of a file, by its field; of an entry that was read, by its name.
    #[error("{place}: {problem}")]
    Entry { place: String, problem: &'static str },
    #[error("byte {offset}: {problem}")]
    Bytes { offset: usize, problem: &'static str },
    #[error("{place}: the snapshot has no market {market}: add it, or leave the account out")]
    NoMarket { place: String, market: Pubkey },
    #[error("the snapshot has no portfolio of this form for {account}: take a snapshot with it")]
    UnknownAccount { account: Pubkey },
    #[error("the snapshot is of {observed_ts}, the message of {issued_ts}: take the snapshot of the message's round")]
    OtherTime { observed_ts: i64, issued_ts: i64 },
    #[error("an option of the account has expired ({option}): have it settled, then the account is signed for")]
    Expired { option: String },
    #[error("the account took its last threshold at {accepted_ts}, after observed_ts: sign for it in the next round")]
    LaterThreshold { accepted_ts: i64 },
    #[error(
        "market {market} of the account took its smile of {expiry_ts} after observed_ts: sign for it in the next round"
    )]
    LaterSmile { market: Pubkey, expiry_ts: i64 },
    #[error("risk_model.parameters: {reason}; docs/MONTE_CARLO.md lists the fields")]
    Parameters { reason: String },
    #[error("the risk model has no margin for the account: {reason}")]
    RiskModel { reason: String },
    #[error("no account of the snapshot can be signed for, so it has no batch")]
    NoLeaf,
    #[error("the margin cannot be computed: {0}")]
    Margin(#[from] MarginError),
    #[error("the chain would not take this threshold: {0}")]
    Threshold(#[from] ThresholdError),
}

impl SnapshotError {
    pub(super) fn entry(place: impl Into<String>, problem: &'static str) -> Self {
        Self::Entry { place: place.into(), problem }
    }

    /// Is it the header of the message that is wrong, whatever account it is about? Of what the chain asks of a header only the sequence depends on
    /// the account.
    pub(super) fn is_about_the_header(&self) -> bool {
        matches!(self, Self::Threshold(ThresholdError::Signed(error)) if *error != SignedError::Sequence)
    }
}
