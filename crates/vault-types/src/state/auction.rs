//! The auction of one round's options, of either mechanism.

use super::AuctionMechanism;
use crate::layout::*;
use crate::sealed::CLEARING_SECS;
use crate::Pubkey;

/// An auction of either mechanism; lives from roll until it is closed, the round keeps its result.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct PremiumAuction {
    pub version: u8,
    pub bump: u8,
    /// A bid in the last so many seconds moves the close to as long after it.
    pub extension_secs: u16,
    pub mechanism: AuctionMechanism,
    pub padding: [u8; 3],
    pub vault: Pubkey,
    pub series: Pubkey,
    pub round: u64,
    /// Who paid for this account and gets its rent back.
    pub rent_payer: Pubkey,
    pub start_ts: i64,
    /// Dutch: the price path ends here; from then on the price stays at its lowest. Sealed: no commitments from here on, but reveals.
    pub end_ts: i64,
    /// Dutch: no bids from this moment on; late ones move it, up to [`PremiumAuction::latest_close_ts`]. Sealed: no reveals.
    pub close_ts: i64,
    pub start_premium_bps: u16,
    pub end_discount_bps: u16,
    /// Dutch: bids that bought. Sealed: commitments.
    pub bids: u32,
    pub min_bid_atoms: u64,
    /// Options on offer in all.
    pub size_atoms: u64,
    /// Sold so far, and for how much, in a Dutch auction. A sealed one sells at its end, the round says what.
    pub sold_atoms: u64,
    pub premium_atoms: u64,
    /// Deposits of all sealed bids.
    pub committed_atoms: u64,
    /// Deposits of those that were revealed.
    pub revealed_atoms: u64,
    pub reserved: [u8; 32],
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

    /// The close cannot be moved beyond this: as long again as the price path.
    pub fn latest_close_ts(&self) -> i64 {
        self.end_ts.saturating_add(self.end_ts.saturating_sub(self.start_ts))
    }

    /// When the auction closes after a bid at this moment: not before [`PremiumAuction::extension_secs`] have passed, so that
    /// whoever waits for the last second to bid leaves the others time to answer.
    pub fn close_after_bid_ts(&self, now_ts: i64) -> i64 {
        let extended_ts = now_ts.saturating_add(i64::from(self.extension_secs));
        self.close_ts.max(extended_ts.min(self.latest_close_ts()))
    }

    /// From here on nobody can clear a sealed auction, only void it.
    pub fn void_ts(&self) -> i64 {
        self.close_ts.saturating_add(i64::from(CLEARING_SECS))
    }

    /// Deposits of sealed bids that nobody has revealed.
    pub fn unrevealed_atoms(&self) -> u64 {
        self.committed_atoms.saturating_sub(self.revealed_atoms)
    }

    /// Its times are in order, and nothing is in it that belongs to the other mechanism.
    pub fn invariant(&self) -> bool {
        self.start_ts <= self.end_ts
            && self.end_ts <= self.close_ts
            && match self.mechanism {
                AuctionMechanism::DUTCH => self.is_sound_dutch(),
                AuctionMechanism::SEALED_BID => self.is_sound_sealed(),
                _ => false,
            }
    }

    /// Never more sold than offered; every bid bought and paid at least one atom.
    fn is_sound_dutch(&self) -> bool {
        let bids = u64::from(self.bids);
        self.close_ts <= self.latest_close_ts()
            && self.sold_atoms <= self.size_atoms
            && bids <= self.sold_atoms
            && bids <= self.premium_atoms
            && (self.sold_atoms == 0) == (self.premium_atoms == 0)
            && self.committed_atoms == 0
            && self.revealed_atoms == 0
    }

    /// Never more revealed than committed; every commitment has a deposit, and nothing is sold before the end.
    fn is_sound_sealed(&self) -> bool {
        self.revealed_atoms <= self.committed_atoms
            && u64::from(self.bids) <= self.committed_atoms
            && self.sold_atoms == 0
            && self.premium_atoms == 0
    }
}

account_layout!(PremiumAuction, [188, 158, 160, 235, 57, 215, 137, 78]);
