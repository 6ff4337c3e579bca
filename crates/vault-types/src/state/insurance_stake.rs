//! What somebody has in the insurance fund of a quote.

use crate::{layout::*, Pubkey};

/// One per bank and owner; [`crate::liquidation::insurance`] says how it grows and leaves.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct InsuranceStake {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    /// The bank whose quote it insures.
    pub bank: Pubkey,
    pub owner: Pubkey,
    pub shares: u64,
    /// Those among them that are to leave, and since when.
    pub leaving_shares: u64,
    pub asked_ts: i64,
    /// Which of the bank's funds the shares are of.
    pub fund_number: u64,
    pub reserved: [u8; 24],
}

impl InsuranceStake {
    pub fn invariant(&self) -> bool {
        self.leaving_shares <= self.shares
    }
}

account_layout!(InsuranceStake, [110, 110, 233, 160, 124, 191, 45, 161]);
