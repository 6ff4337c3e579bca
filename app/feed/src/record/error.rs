//! What can be wrong with a recording, one line each.

use thiserror::Error;
use vault_types::Pubkey;

/// Names the file, and the line from 1.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum RecordError {
    #[error("{file}: cannot be read: {reason}")]
    Unreadable { file: String, reason: String },
    #[error("{file}: cannot be written: {reason}")]
    Unwritable { file: String, reason: String },
    #[error("{file}: there is a file of this name: give another, or move it away")]
    Exists { file: String },
    #[error("{file}: line {line}: {problem}")]
    Line { file: String, line: u64, problem: LineProblem },
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LineProblem {
    #[error("is no line of a recording ({reason}); docs/FEED.md lists the fields")]
    Json { reason: String },
    #[error("has some of slot, address, owner and data: give all four for an account, none for a sign of life")]
    Part,
    #[error("{field} must be 32 bytes in base 58, as Solana prints them")]
    Address { field: &'static str },
    #[error("data must be in base 64, with padding ({reason})")]
    Base64 { reason: String },
    #[error("received_ms is {received_ms}: give milliseconds since 1970")]
    BeforeTime { received_ms: i64 },
    #[error("received_ms {received_ms} is before {last_ms} of an earlier line: lines stand in the order of receipt")]
    TimeFalls { received_ms: i64, last_ms: i64 },
    #[error("slot {slot} of {address} is before {last}, which an earlier line has: remove what a node told late")]
    SlotFalls { address: Pubkey, slot: u64, last: u64 },
    #[error("is longer than {max} bytes: no account fills so much")]
    TooLong { max: usize },
    #[error("is cut off: if somebody still writes it, read it again; if not, remove this line to use those before it")]
    CutOff,
}
