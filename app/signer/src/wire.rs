//! What signers and publishers say to each other: JSON bodies.

use serde::{Deserialize, Serialize};

/// The answer with status 200 to a message.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct SignedBody {
    /// Base 58. For people: whoever asks knows whose signature it must be.
    pub public_key: String,
    /// 64 bytes in hex.
    pub signature: String,
}

/// The answer with any other status.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct DenialBody {
    /// One of the words in docs/SIGNER_RUNNING.md.
    pub reason: String,
    /// What the command would print.
    pub error: String,
}

/// The answer to "are you well?".
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct HealthBody {
    pub public_key: String,
    /// Of the signer set for which it signs.
    pub generation: u64,
    /// Since the newest snapshot file was written; `None` if there is none.
    pub snapshot_age_seconds: Option<u64>,
}
