//! What is stopped.

use crate::layout::*;

/// Switches that stop new risk, one bit each. None stops a settlement, a withdrawal, a cancellation or a claim.
#[cfg_attr(feature = "anchor", derive(AnchorSerialize, AnchorDeserialize))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(transparent)]
pub struct Halts(u8);

impl Halts {
    /// Everything goes.
    pub const NONE: Self = Self(0);
    /// No round starts.
    pub const ROUNDS: Self = Self(1);
    /// No options are sold; a running auction ends with what it has sold.
    pub const SALES: Self = Self(2);
    /// No deposits.
    pub const DEPOSITS: Self = Self(4);
    /// What a market can stop in all of its vaults: deposits name no market.
    pub const OF_A_MARKET: Self = Self(3);
    /// All of them.
    pub const ALL: Self = Self(7);

    /// Any bits; only the known ones can be set on chain.
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// The bits.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Both together.
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Is all of `other` stopped?
    pub const fn include(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Are all bits known ones?
    pub const fn is_known(self) -> bool {
        Self::ALL.include(self)
    }
}

#[cfg(not(feature = "anchor"))]
borsh_as_bytes!(Halts);
