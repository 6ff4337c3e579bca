//! One option contract: kind, strike, expiry. Longs are SPL tokens; the series' pool pays them.

use super::OracleLimits;
use crate::{layout::*, payoff::Payoff, LedgerError, Pubkey};

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
        /// No price was to be had: the sales are undone and the premium goes back.
        UNWOUND = 3,
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
    /// Options sold so far by all writers, and what was paid for them, of each sale at most what backs it.
    pub sold_atoms: u64,
    pub premium_atoms: u64,
    pub reserved: [u8; 64],
}

impl Series {
    /// A price exactly where one is known, nothing in the pool before, no more options about than have been sold.
    pub fn invariant(&self) -> bool {
        let settlement = &self.settlement;
        let is_priced = matches!(settlement.status, SettlementStatus::CANDIDATE | SettlementStatus::FINAL);
        let is_unwound = settlement.status == SettlementStatus::UNWOUND;
        self.kind.is_known()
            && settlement.status.is_known()
            && is_priced == (settlement.price_e8 > 0)
            && (!is_unwound || self.sold_atoms > 0)
            && self.outstanding_atoms <= self.sold_atoms
            && (is_priced || is_unwound || self.pool_atoms == 0)
    }

    /// What one option pays, once that is final: by the settlement price, or the premium back. `None` before.
    pub fn final_payoff(&self, now_ts: i64) -> Result<Option<Payoff>, LedgerError> {
        if self.settlement.status == SettlementStatus::UNWOUND {
            return Ok(Some(Payoff::refund(self.premium_atoms, self.sold_atoms)));
        }
        let price = self.settlement.final_price(now_ts);
        price.map(|(price_e8, _)| Payoff::at_price(self.kind, self.strike_e8, price_e8)).transpose()
    }

    /// Options are sold for this premium; they are handed over with [`Series::hand_over`]. What is paid beyond all that backs them is not
    /// counted: no writer could give it back.
    pub fn sell(&mut self, quantity_atoms: u64, premium_atoms: u64) -> Result<(), LedgerError> {
        self.sold_atoms = self.sold_atoms.checked_add(quantity_atoms).ok_or(LedgerError::Overflow)?;
        self.premium_atoms =
            self.premium_atoms.checked_add(premium_atoms.min(quantity_atoms)).ok_or(LedgerError::Overflow)?;
        Ok(())
    }

    /// Sold options are minted for their buyer.
    pub fn hand_over(&mut self, quantity_atoms: u64) -> Result<(), LedgerError> {
        self.outstanding_atoms = self.outstanding_atoms.checked_add(quantity_atoms).ok_or(LedgerError::Overflow)?;
        Ok(())
    }

    /// When the sales may be undone, if no price has been brought until then.
    pub fn unwind_ts(&self, limits: &OracleLimits) -> i64 {
        self.expiry_ts.saturating_add(limits.last_settlement_secs())
    }

    /// Undoes the sales: from now on an option pays its part of the premium.
    pub fn unwind(&mut self) {
        self.settlement = Settlement { status: SettlementStatus::UNWOUND, ..Settlement::UNPRICED };
    }
}

account_layout!(Series, [240, 97, 8, 183, 139, 77, 250, 162]);
