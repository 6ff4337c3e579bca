//! What can go wrong in the pure arithmetic.

use core::fmt;

/// A refused or impossible computation on a vault's ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerError {
    /// A result does not fit its type, or a subtraction would go below zero.
    Overflow,
    /// Shares were to be minted or burned while the price per share is zero: the vault lost everything.
    WorthlessShares,
    /// The amount is too small to be worth one atom on the other side.
    Dust,
    /// An account's fields contradict each other.
    BrokenInvariant,
    /// No expiry of the calendar can be represented after the given time.
    NoExpiry,
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Overflow => "the result does not fit: use a smaller amount",
            Self::WorthlessShares => "the price per share is zero: no shares can be minted or paid",
            Self::Dust => "the amount is worth less than one atom: use a larger amount",
            Self::BrokenInvariant => "the account's balances contradict each other",
            Self::NoExpiry => "the calendar has no expiry after this time",
        })
    }
}

impl core::error::Error for LedgerError {}
