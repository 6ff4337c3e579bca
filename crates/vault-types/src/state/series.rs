//! One option contract: kind, strike, expiry. Longs are SPL tokens; the series' pool pays them.

use crate::layout::*;
use crate::Pubkey;

code! {
    /// What the option gives the right to. One atom of either is backed by one atom of what it is settled in.
    OptionKind {
        /// Pays the underlying's rise above the strike, in the underlying. One atom is the right on one atom of it.
        CALL = 0,
        /// Pays the underlying's fall below the strike, in the quote. One atom is the right on as much underlying as one atom of the
        /// quote buys at the strike.
        PUT = 1,
    }
}

code! {
    /// How far the settlement price is known.
    SettlementStatus {
        /// No valid price has been brought.
        UNPRICED = 0,
        /// The earliest price brought so far; final when the challenge period is over.
        CANDIDATE = 1,
        /// The settlement price, for ever.
        FINAL = 2,
    }
}

/// The settlement price and how it stands.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct Settlement {
    /// USD times 10^8; zero while unpriced.
    pub price_e8: u64,
    pub publish_ts: i64,
    /// When a candidate becomes final.
    pub challenge_end_ts: i64,
    pub status: SettlementStatus,
    pub padding: [u8; 7],
}

impl Settlement {
    /// No price yet.
    pub const UNPRICED: Self =
        Self { price_e8: 0, publish_ts: 0, challenge_end_ts: 0, status: SettlementStatus::UNPRICED, padding: [0; 7] };

    /// The price and its publish time, once nothing can change them.
    pub fn final_price(&self, now_ts: i64) -> Option<(u64, i64)> {
        let unchallenged = self.status == SettlementStatus::CANDIDATE && now_ts >= self.challenge_end_ts;
        (self.status == SettlementStatus::FINAL || unchallenged).then_some((self.price_e8, self.publish_ts))
    }

    /// Publish time of the candidate, if there is one.
    pub fn candidate_ts(&self) -> Option<i64> {
        (self.status == SettlementStatus::CANDIDATE).then_some(self.publish_ts)
    }
}

/// One series of options, shared by all who write it.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct Series {
    pub version: u8,
    pub bump: u8,
    pub kind: OptionKind,
    pub padding: [u8; 5],
    pub market: Pubkey,
    /// What collateral, premium and payoff are paid in: the underlying for calls, the quote for puts.
    pub settlement_mint: Pubkey,
    pub option_mint: Pubkey,
    /// Token account that writers pay into and holders are paid from.
    pub pool: Pubkey,
    /// USD times 10^8.
    pub strike_e8: u64,
    pub expiry_ts: i64,
    pub settlement: Settlement,
    /// Options in holders' hands, as the program counts them.
    pub outstanding_atoms: u64,
    /// Assets in the pool, as the program counts them.
    pub pool_atoms: u64,
    pub reserved: [u8; 64],
}

impl Series {
    /// A price exactly where one is known, and nothing in the pool before.
    pub fn invariant(&self) -> bool {
        let settlement = &self.settlement;
        let is_priced = settlement.status != SettlementStatus::UNPRICED;
        self.kind.is_known()
            && settlement.status.is_known()
            && is_priced == (settlement.price_e8 > 0)
            && (is_priced || self.pool_atoms == 0)
    }
}

account_layout!(Series, [240, 97, 8, 183, 139, 77, 250, 162]);
