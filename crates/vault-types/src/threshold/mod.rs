//! What a margin account must hold, as a quorum of signers has computed it off the chain.
//!
//! ```text
//! message   who signs what, byte by byte: the account as it is, or as a trade will leave it
//! batch     one signature for many accounts: the root of a Merkle tree, and a leaf with its proof
//! portfolio the hash that ties a threshold to the positions and the collateral that it was computed for
//! accept    when a signed threshold is taken, and how fast it may loosen
//! stored    what the account keeps, and what it is worth later
//! challenge the chain computes for itself; a threshold that is too low is void
//! ```
//!
//! The specification for signers, with examples in bytes, is docs/THRESHOLD.md.
//!
//! A threshold saves the chain compute and allows for what the chain cannot see; it is never simply believed. The caller's own formula
//! bounds it from below at each use, its own scenarios can void it, and a portfolio that nobody signs for has the chain's margin.

pub mod accept;
pub mod batch;
pub mod challenge;
pub mod message;
pub mod parameters;
pub mod portfolio;
pub mod scenario;
pub mod stored;
pub mod tree;

use crate::signed::SignedError;
use core::fmt;

pub use challenge::{spared_atoms, StrikeRecord, Verdict};
pub use message::{Form, SignedThreshold, ThresholdBody};
pub use parameters::ThresholdParameters;
pub(crate) use portfolio::is_lower;
pub use portfolio::Portfolio;
pub use stored::{Present, Source, Standing, StoredThreshold};

/// Why a threshold is refused: one reason for each rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThresholdError {
    /// The message is not one for us, or not of this time.
    Signed(SignedError),
    /// Initial margin below maintenance margin, or that below the liquidation threshold.
    Levels,
    /// A sensitivity beyond [`message::MAX_SENSITIVITY`].
    Sensitivities,
    PositionSequence,
    PositionHash,
    /// The signers have too many strikes to sign for a portfolio that has no threshold yet.
    OnlyTightening,
    /// A challenge has voided the account's threshold, and this is for another portfolio.
    Void,
    /// No threshold is in force.
    NothingToChallenge,
    /// More positions or collaterals than an account has.
    TooManyEntries,
    /// A series, a mint or an account twice.
    DuplicateEntry,
    /// A tree without leaves, or higher than [`tree::MAX_DEPTH`].
    Depth,
    /// Another number of siblings than the tree is deep.
    ProofLength,
    /// No such place in a tree of this depth.
    LeafIndex,
    /// The proof does not lead to the root.
    NotInTree,
}

impl fmt::Display for ThresholdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Signed(error) => return error.fmt(f),
            Self::Levels => "initial margin, maintenance margin and liquidation threshold may not rise in this order",
            Self::Sensitivities => "delta, gamma, vega and theta are at most 10^18 either way",
            Self::PositionSequence => "the threshold is for an earlier or later portfolio of the account",
            Self::PositionHash => "the threshold is for other positions or collateral",
            Self::OnlyTightening => "the signers have too many strikes: they can only raise a threshold that there is",
            Self::Void => "the signers' last threshold was void: until it would have loosened, only the same portfolio",
            Self::NothingToChallenge => "no threshold is in force for this portfolio",
            Self::TooManyEntries => "the account has more positions or collaterals than it may have",
            Self::DuplicateEntry => "the same series, mint or account is listed twice",
            Self::Depth => "a tree has at least one leaf and is at most 32 levels deep",
            Self::ProofLength => "a proof has one sibling for each level of the tree",
            Self::LeafIndex => "the tree has no leaf with this index",
            Self::NotInTree => "the proof does not lead to the signed root",
        })
    }
}

impl core::error::Error for ThresholdError {}

impl From<SignedError> for ThresholdError {
    fn from(error: SignedError) -> Self {
        Self::Signed(error)
    }
}

/// Pins where each field of a type is, and that they fill it: a change here is another format.
macro_rules! assert_layout {
    ($type:ty, $size:literal, $($field:ident $offset:literal),+) => {
        const _: () = {
            $(assert!(core::mem::offset_of!($type, $field) == $offset, stringify!($field));)+
            assert!(size_of::<$type>() == $size);
        };
    };
}
pub(crate) use assert_layout;
