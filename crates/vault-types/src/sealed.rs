//! Sealed bids: commitment, ranking, and one price for all.
//!
//! Prices are counted in billionths of what backs an option: `q` atoms at `price_e9` cost `ceil(q * price_e9 / 10^9)` atoms of the
//! vault's asset. A price is at most 10^9: no option ever pays more than what backs it.
//!
//! **Who buys.** Bids below the reserve price buy nothing. The others are served from the highest price down, at equal prices in
//! the order of their commitments, until the round is sold out; the last one may get a part of what it wanted.
//!
//! **What they pay.** All the same: if the round is sold out the price of the last bid that buys, otherwise the reserve price. So
//! nobody pays more than they bid. Where options are left over, the reserve is the price at which supply meets demand; a large bidder
//! could have had it anyway, were it the lowest bid, by adding a small one at the reserve.
//!
//! **Why 32 bids are enough.** A bid is for at least a 32nd of the round. If all bids in a full book reach the reserve, they buy the
//! whole round, and whatever ranks below them nothing; if one does not, whatever ranks below it does not reach it either. So the
//! book forgets no bid that could have bought, and nobody can crowd others out with many small bids.

use crate::{
    hash::sha256,
    premium::{ask_atoms, ModelPrice, OptionTerms},
    state::{BidBook, BidStatus, PremiumAuction, RankedBid, SaleOutcome, SealedBid, SealedSale, BOOK_BIDS},
    LedgerError, Pubkey, BPS,
};
use options_math::mul_div::mul_div_ceil;

/// The price of an option that costs all that backs it.
pub const PRICE_ONE_E9: u64 = 1_000_000_000;

/// How long after its reveals an auction can be cleared. Then it can only be voided: nobody has the choice between the two.
pub const CLEARING_SECS: u32 = 3_600;

/// No other message that anyone hashes or signs begins like this.
const COMMITMENT_DOMAIN: &[u8] = b"options-vault sealed bid v1";

/// What a commitment hides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BidOpening {
    pub quantity_atoms: u64,
    pub price_e9: u64,
    /// Random, and secret until the bid is revealed: without it quantity and price could be found by trying.
    pub salt: [u8; 32],
}

impl BidOpening {
    /// sha256 of a domain tag, auction, bidder, quantity, price and salt. It opens for nobody else and in no other auction, so a
    /// copied commitment is worthless.
    pub fn commitment(&self, auction: &Pubkey, bidder: &Pubkey) -> [u8; 32] {
        let (quantity, price) = (self.quantity_atoms.to_le_bytes(), self.price_e9.to_le_bytes());
        let parts: [&[u8]; 6] = [COMMITMENT_DOMAIN, auction.as_ref(), bidder.as_ref(), &quantity, &price, &self.salt];
        sha256(&parts)
    }

    /// The least deposit that this bid can be revealed with.
    pub fn cost_atoms(&self) -> Result<u64, LedgerError> {
        cost_atoms(self.quantity_atoms, self.price_e9)
    }
}

/// What so many options cost at a price, rounded up.
pub fn cost_atoms(quantity_atoms: u64, price_e9: u64) -> Result<u64, LedgerError> {
    mul_div_ceil(quantity_atoms, price_e9, PRICE_ONE_E9).ok_or(LedgerError::Overflow)
}

/// The lowest price that the vault sells at: the Dutch auction's last asking price at this model price, never less than
/// exercising would pay, rounded up.
pub fn reserve_price_e9(option: &OptionTerms, model: &ModelPrice, end_discount_bps: u16) -> Result<u64, LedgerError> {
    ask_atoms(option, PRICE_ONE_E9, model, BPS.saturating_sub(u64::from(end_discount_bps)))
}

impl PremiumAuction {
    /// The smallest quantity that a sealed bid may have: a 32nd of the round, or more if the vault wants more.
    pub fn smallest_sealed_bid_atoms(&self) -> u64 {
        let part_atoms = self.size_atoms.div_ceil(BOOK_BIDS as u64);
        self.min_bid_atoms.max(part_atoms).min(self.size_atoms)
    }
}

impl RankedBid {
    /// Is this bid served before the other one?
    pub fn precedes(&self, other: &Self) -> bool {
        self.price_e9 > other.price_e9 || (self.price_e9 == other.price_e9 && self.sequence < other.sequence)
    }
}

impl BidBook {
    /// The bids, best first.
    pub fn ranked(&self) -> &[RankedBid] {
        self.bids.get(..self.count as usize).unwrap_or_default()
    }

    /// Puts a bid into its place. A full book forgets its worst bid, which may be this one.
    pub fn insert(&mut self, bid: RankedBid) {
        let mut carried = bid;
        let used = (self.count as usize).min(BOOK_BIDS);
        for place in self.bids.iter_mut().take(used) {
            if carried.precedes(place) {
                core::mem::swap(place, &mut carried);
            }
        }
        if let Some(place) = self.bids.get_mut(used) {
            *place = carried;
            self.count = self.count.saturating_add(1);
        }
    }

    /// Every bid wants something for something, and the order is strict.
    pub fn invariant(&self) -> bool {
        let ranked = self.ranked();
        self.count as usize <= BOOK_BIDS
            && ranked.iter().all(|bid| bid.quantity_atoms > 0 && (1..=PRICE_ONE_E9).contains(&bid.price_e9))
            && ranked.iter().zip(ranked.iter().skip(1)).all(|(better, worse)| better.precedes(worse))
    }
}

/// What a sealed auction brings, without what is forfeited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clearing {
    pub clearing_price_e9: u64,
    pub sold_atoms: u64,
    /// What the buyers pay together, each of them rounded up.
    pub premium_atoms: u64,
    /// The last bid that buys and how much; of nothing if none does.
    pub last: RankedBid,
    pub last_filled_atoms: u64,
}

/// Sells `size_atoms` to ranked bids at one price: see the module's text.
pub fn clear(ranked: &[RankedBid], size_atoms: u64, reserve_e9: u64) -> Result<Clearing, LedgerError> {
    let mut left_atoms = size_atoms;
    let (mut last, mut last_filled_atoms) = (RankedBid::default(), 0);
    for bid in ranked.iter().take_while(|bid| bid.price_e9 >= reserve_e9) {
        if left_atoms == 0 {
            break;
        }
        (last, last_filled_atoms) = (*bid, bid.quantity_atoms.min(left_atoms));
        left_atoms = left_atoms.saturating_sub(last_filled_atoms);
    }
    let sold_atoms = size_atoms.saturating_sub(left_atoms);
    let clearing_price_e9 = if left_atoms == 0 { last.price_e9 } else { reserve_e9 };
    let clearing = Clearing { clearing_price_e9, sold_atoms, premium_atoms: 0, last, last_filled_atoms };
    let premium_atoms = ranked.iter().try_fold(0u64, |sum, bid| {
        let cost = cost_atoms(filled_atoms(bid, &clearing.last, last_filled_atoms), clearing_price_e9)?;
        sum.checked_add(cost).ok_or(LedgerError::Overflow)
    })?;
    Ok(Clearing { premium_atoms, ..clearing })
}

/// All for a bid that precedes the last one that buys, a part for that one, nothing behind it.
fn filled_atoms(bid: &RankedBid, last: &RankedBid, last_filled_atoms: u64) -> u64 {
    if last_filled_atoms == 0 || last.precedes(bid) {
        return 0;
    }
    if bid.precedes(last) {
        return bid.quantity_atoms;
    }
    last_filled_atoms
}

/// What a bid has become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BidResult {
    pub filled_atoms: u64,
    pub paid_atoms: u64,
    /// Deposit less what was paid; nothing for a bid that was not revealed.
    pub refund_atoms: u64,
}

impl SealedSale {
    /// Before the sale, and for ever where there is a Dutch auction instead.
    pub const PENDING: Self = Self {
        clearing_price_e9: 0,
        last_price_e9: 0,
        last_filled_atoms: 0,
        forfeited_atoms: 0,
        last_sequence: 0,
        outcome: SaleOutcome::PENDING,
        padding: [0; 3],
    };

    /// Nothing is sold, everybody gets everything back.
    pub const VOID: Self = Self { outcome: SaleOutcome::VOID, ..Self::PENDING };

    /// Sold at one price; the deposits of bids that were not revealed are forfeited.
    pub fn cleared(clearing: &Clearing, forfeited_atoms: u64) -> Self {
        Self {
            clearing_price_e9: clearing.clearing_price_e9,
            last_price_e9: clearing.last.price_e9,
            last_filled_atoms: clearing.last_filled_atoms,
            forfeited_atoms,
            last_sequence: clearing.last.sequence,
            outcome: SaleOutcome::CLEARED,
            padding: [0; 3],
        }
    }

    /// What this bid, one of the round's, has bought, paid and gets back; `None` before the sale has ended.
    pub fn result(&self, bid: &SealedBid) -> Result<Option<BidResult>, LedgerError> {
        let nothing = BidResult { filled_atoms: 0, paid_atoms: 0, refund_atoms: 0 };
        match (self.outcome, bid.status) {
            (SaleOutcome::VOID, _) => Ok(Some(BidResult { refund_atoms: bid.deposit_atoms, ..nothing })),
            (SaleOutcome::CLEARED, BidStatus::REVEALED) => self.result_of_revealed(bid).map(Some),
            (SaleOutcome::CLEARED, _) => Ok(Some(nothing)),
            _ => Ok(None),
        }
    }

    fn result_of_revealed(&self, bid: &SealedBid) -> Result<BidResult, LedgerError> {
        let last = RankedBid { price_e9: self.last_price_e9, sequence: self.last_sequence, ..RankedBid::default() };
        let filled_atoms = filled_atoms(&bid.ranked(), &last, self.last_filled_atoms);
        let paid_atoms = cost_atoms(filled_atoms, self.clearing_price_e9)?;
        let refund_atoms = bid.deposit_atoms.checked_sub(paid_atoms).ok_or(LedgerError::BrokenInvariant)?;
        Ok(BidResult { filled_atoms, paid_atoms, refund_atoms })
    }

    /// A sale of so many options: a last buyer exactly if there was one, who bid no less than all pay; no result but for a cleared one.
    pub fn is_sound(&self, sold_atoms: u64) -> bool {
        match self.outcome {
            SaleOutcome::PENDING => *self == Self::PENDING,
            SaleOutcome::VOID => *self == Self::VOID && sold_atoms == 0,
            SaleOutcome::CLEARED => {
                let has_buyer = self.last_filled_atoms > 0;
                has_buyer == (sold_atoms > 0)
                    && self.last_filled_atoms <= sold_atoms
                    && (!has_buyer || self.clearing_price_e9 <= self.last_price_e9)
            }
            _ => false,
        }
    }
}

impl SealedBid {
    /// As the book ranks it.
    pub fn ranked(&self) -> RankedBid {
        RankedBid {
            price_e9: self.price_e9,
            quantity_atoms: self.quantity_atoms,
            sequence: self.sequence,
            padding: [0; 4],
        }
    }
}
