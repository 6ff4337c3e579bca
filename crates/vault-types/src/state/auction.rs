//! The sale of one round's options.

use crate::layout::*;
use crate::Pubkey;

/// A Dutch auction; lives from roll until it is closed, the round keeps its result.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct PremiumAuction {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub vault: Pubkey,
    pub series: Pubkey,
    pub round: u64,
    /// Who paid for this account and gets its rent back.
    pub rent_payer: Pubkey,
    pub start_ts: i64,
    /// No bids from this moment on.
    pub end_ts: i64,
    pub start_premium_bps: u16,
    pub end_discount_bps: u16,
    pub bids: u32,
    pub min_bid_atoms: u64,
    /// Options on offer in all.
    pub size_atoms: u64,
    pub sold_atoms: u64,
    pub premium_atoms: u64,
    pub reserved: [u8; 40],
}

impl PremiumAuction {
    /// Options still for sale.
    pub fn unsold_atoms(&self) -> u64 {
        self.size_atoms.saturating_sub(self.sold_atoms)
    }

    /// The smallest bid accepted now.
    pub fn smallest_bid_atoms(&self) -> u64 {
        self.min_bid_atoms.min(self.unsold_atoms())
    }

    /// Never more sold than offered; every bid bought and paid at least one atom.
    pub fn invariant(&self) -> bool {
        let bids = u64::from(self.bids);
        self.sold_atoms <= self.size_atoms
            && self.start_ts <= self.end_ts
            && bids <= self.sold_atoms
            && bids <= self.premium_atoms
            && (self.sold_atoms == 0) == (self.premium_atoms == 0)
    }
}

account_layout!(PremiumAuction, [188, 158, 160, 235, 57, 215, 137, 78]);
