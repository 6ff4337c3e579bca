//! Why the journal refuses, and what to do then.

use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// A message that would break an earlier promise. Nothing is wrong with the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Conflict {
    #[error("another message with sequence {sequence} was promised for this account: sign with a higher sequence")]
    OtherMessage { sequence: u64 },
    #[error("sequence {last} was promised for this account already: sign with a higher sequence")]
    LowerSequence { last: u64 },
    #[error("a batch, which may have a leaf for any account, and another message may not share a sequence: sign with one above {last}")]
    SharedSequence { last: u64 },
    #[error("of each thousand sequences the first is a batch's and the others are for messages about accounts, and {sequence} is not one for this message: sign with another")]
    Number { sequence: u64 },
    #[error("messages of generation {last} of the signers were signed already: sign none of an earlier one")]
    EarlierGeneration { last: u64 },
}

#[derive(Debug, Error)]
pub enum JournalError {
    #[error("{0}")]
    Conflict(#[from] Conflict),
    #[error("{path} does not exist: make it once with `signer new-journal`; if it was lost, sign no more with this key and have the signer set replaced")]
    Missing { path: PathBuf },
    #[error("{path} exists already: use it, or give another name for another key's journal")]
    Exists { path: PathBuf },
    #[error("{path} is in use by another process: stop that one first, a key signs in one place only")]
    Locked { path: PathBuf },
    #[error("{path} has more than one name on disk (hard links): remove the others, they would be locked apart")]
    HardLinks { path: PathBuf },
    #[error("{path} does not begin like a journal of version 1: give the journal's own path")]
    NotAJournal { path: PathBuf },
    #[error("{path} belongs to another key: give the key that it was made with, or this key's own journal")]
    OtherKey { path: PathBuf },
    #[error("record {record} of {path} is damaged: keep the file, sign no more with this key, and have the signer set replaced")]
    Damaged { path: PathBuf, record: usize },
    #[error("cannot {doing} {path} ({source}): look after the disk, then start again")]
    Disk { doing: &'static str, path: PathBuf, source: io::Error },
    #[error("an earlier write to the journal failed: look after the disk, then start again")]
    Broken,
    #[error("the signature is not for what was promised last: report this as a fault of the program")]
    NotPromised,
}
