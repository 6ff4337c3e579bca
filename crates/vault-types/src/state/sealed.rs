//! Sealed bids: what a bidder has committed and revealed, the ranking of what is revealed, and how the sale ended.

use crate::layout::*;
use crate::Pubkey;

/// A sealed auction keeps this many bids. A bid is at least as large a part of the round, so a full book is sold out and
/// what it leaves out could have bought nothing; see [`crate::sealed`].
pub const BOOK_BIDS: usize = 32;

code! {
    /// How far a sealed bid has come.
    BidStatus {
        /// Only its hash is known.
        COMMITTED = 0,
        /// Quantity and price are known.
        REVEALED = 1,
    }
}

code! {
    /// How a sealed auction ended.
    SaleOutcome {
        /// Not yet, or the round's auction is a Dutch one.
        PENDING = 0,
        /// At one price for all.
        CLEARED = 1,
        /// No price came to clear it at: nothing is sold, everybody gets everything back.
        VOID = 2,
    }
}

/// One sealed bid. It holds the deposit's amount until it is claimed, however late.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct SealedBid {
    pub version: u8,
    pub bump: u8,
    /// Tells the bids of one bidder in one auction apart.
    pub id: u8,
    pub status: BidStatus,
    /// Which commitment of the auction it was: of bids at one price, the earlier ones are served first.
    pub sequence: u32,
    pub vault: Pubkey,
    /// Paid the deposit and the rent of this account; gets options, refund and rent.
    pub bidder: Pubkey,
    pub round: u64,
    pub commitment: [u8; 32],
    pub deposit_atoms: u64,
    /// Options wanted; zero until revealed.
    pub quantity_atoms: u64,
    /// The most that is paid for an option, in billionths of what backs it; zero until revealed.
    pub price_e9: u64,
    pub reserved: [u8; 32],
}

impl SealedBid {
    /// Quantity and price are known exactly when the bid is revealed.
    pub fn invariant(&self) -> bool {
        let is_revealed = self.status == BidStatus::REVEALED;
        self.status.is_known()
            && is_revealed == (self.quantity_atoms > 0)
            && is_revealed == (self.price_e9 > 0)
            && self.deposit_atoms > 0
    }
}

/// A revealed bid as the book keeps it.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct RankedBid {
    pub price_e9: u64,
    pub quantity_atoms: u64,
    pub sequence: u32,
    pub padding: [u8; 4],
}

/// The best revealed bids of a sealed auction, best first. Lives as long as the auction.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct BidBook {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 2],
    /// How many of `bids` are used.
    pub count: u32,
    pub auction: Pubkey,
    pub bids: [RankedBid; BOOK_BIDS],
    pub reserved: [u8; 32],
}

/// The result of a sealed auction, in the round's record: enough to say of every bid what it bought, at any later time.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct SealedSale {
    /// What everybody pays for an option, in billionths of what backs it.
    pub clearing_price_e9: u64,
    /// The last bid that bought: better ones bought all they wanted, worse ones nothing.
    pub last_price_e9: u64,
    /// What the last bid bought.
    pub last_filled_atoms: u64,
    /// Deposits of bids that were never revealed, at most the round's size; part of the round's premium.
    pub forfeited_atoms: u64,
    pub last_sequence: u32,
    pub outcome: SaleOutcome,
    pub padding: [u8; 3],
}

account_layout!(SealedBid, [199, 9, 212, 151, 48, 136, 163, 226]);
account_layout!(BidBook, [182, 97, 57, 49, 241, 83, 113, 20]);
