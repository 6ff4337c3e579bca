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
    /// A bid in the last so many seconds moves the close to as long after it.
    pub extension_secs: u16,
    pub padding: [u8; 4],
    pub vault: Pubkey,
    pub series: Pubkey,
    pub round: u64,
    /// Who paid for this account and gets its rent back.
    pub rent_payer: Pubkey,
    /// The volatility that prices this auction, times 10^9.
    pub volatility_e9: u64,
    pub start_ts: i64,
    /// The price path ends here; from then on the price stays at its lowest.
    pub end_ts: i64,
    /// No bids from this moment on. Late bids move it, up to [`PremiumAuction::latest_close_ts`].
    pub close_ts: i64,
    pub start_premium_bps: u16,
    pub end_discount_bps: u16,
    pub bids: u32,
    pub min_bid_atoms: u64,
    /// Options on offer in all.
    pub size_atoms: u64,
    pub sold_atoms: u64,
    pub premium_atoms: u64,
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

    /// Never more sold than offered; every bid bought and paid at least one atom.
    pub fn invariant(&self) -> bool {
        let bids = u64::from(self.bids);
        self.sold_atoms <= self.size_atoms
            && self.start_ts <= self.end_ts
            && (self.end_ts..=self.latest_close_ts()).contains(&self.close_ts)
            && bids <= self.sold_atoms
            && bids <= self.premium_atoms
            && (self.sold_atoms == 0) == (self.premium_atoms == 0)
    }
}

account_layout!(PremiumAuction, [188, 158, 160, 235, 57, 215, 137, 78]);
