//! Messages that a quorum of signers has signed: how they come in a transaction, and whom they are meant for.
//!
//! The ed25519 precompile has checked the signatures when the program runs; what it checked, the program learns from that
//! instruction's data. [`precompile`] compares them byte for byte with what an honest sender writes, and [`message`] is the header that
//! every message begins with. Only then is the rest of a message read.

pub mod message;
pub mod precompile;

use core::fmt;

/// Why a signed message is refused: one reason for each check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedError {
    /// No set of signers looks like this.
    InvalidSigners,
    /// The data is not laid out as the program lays it out.
    Layout,
    /// The sender names a member that the set does not have.
    UnknownSigner,
    /// A key is not that of the member in its place.
    WrongSigner,
    /// Fewer signatures than the quorum.
    TooFewSigners,
    /// The message has no header, or the wrong length.
    Length,
    Domain,
    Program,
    Cluster,
    Config,
    Target,
    Generation,
    Sequence,
    FromTheFuture,
    Expired,
    TooOld,
}

impl fmt::Display for SignedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InvalidSigners => "from one to eight different keys, and a quorum from one to all of them",
            Self::Layout => "the signatures are not laid out as the program expects them",
            Self::UnknownSigner => "the signer set has no such member",
            Self::WrongSigner => "a signature is not by the member that it is said to be by",
            Self::TooFewSigners => "there are fewer signatures than the quorum",
            Self::Length => "the message has another length than its type",
            Self::Domain => "the message is of another type or version",
            Self::Program => "the message is for another program",
            Self::Cluster => "the message is for another cluster",
            Self::Config => "the message is for another house",
            Self::Target => "the message is for another account",
            Self::Generation => "the message is by another generation of signers",
            Self::Sequence => "a message with this or a later number is already known",
            Self::FromTheFuture => "the message is ahead of the clock",
            Self::Expired => "the message has expired",
            Self::TooOld => "the message was issued too long ago",
        })
    }
}

impl core::error::Error for SignedError {}
