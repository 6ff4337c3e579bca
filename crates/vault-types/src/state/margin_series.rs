//! One option contract that margin accounts write. Longs are SPL tokens, or entries in margin accounts.

use super::{OptionKind, SettlementAsset};
use crate::{
    layout::*,
    margin::{
        in_kind::{net_in_quote, net_in_underlying},
        Holding, MarginError, NetPayment, PositionChange, Units,
    },
    LedgerError, Pubkey,
};
use options_math::OptionType;

/// One per expiry, kind, strike and settlement asset. One atom of its token is the right on one atom of the underlying.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct MarginSeries {
    pub version: u8,
    pub bump: u8,
    pub kind: OptionKind,
    /// Puts are settled in the quote, calls in either.
    pub settlement: SettlementAsset,
    pub padding: [u8; 4],
    pub market: Pubkey,
    pub expiry: Pubkey,
    pub option_mint: Pubkey,
    /// USD times 10^8.
    pub strike_e8: u64,
    pub expiry_ts: i64,
    /// What accounts owed, and what they owned of it, when it expired or until now.
    pub owed_atoms: u64,
    pub owned_atoms: u64,
    /// Tokens in wallets, and those that have been redeemed.
    pub outstanding_atoms: u64,
    pub redeemed_atoms: u64,
    pub reserved: [u8; 64],
}

impl MarginSeries {
    /// Known codes, and every option owed is owned by somebody.
    pub fn invariant(&self) -> bool {
        let owned = [self.owned_atoms, self.outstanding_atoms, self.redeemed_atoms];
        let owned_atoms = owned.iter().try_fold(0u64, |sum, atoms| sum.checked_add(*atoms));
        Self::is_listed(self.kind, self.settlement) && owned_atoms == Some(self.owed_atoms)
    }

    /// Can options of this kind be settled in this?
    pub fn is_listed(kind: OptionKind, settlement: SettlementAsset) -> bool {
        match kind {
            OptionKind::CALL => settlement.is_known(),
            OptionKind::PUT => settlement == SettlementAsset::QUOTE,
            _ => false,
        }
    }

    /// An account's position has changed, and tokens with it.
    pub fn note(&mut self, change: &PositionChange) -> Result<(), LedgerError> {
        let moved = |total: u64, before: u64, after: u64| {
            total.checked_sub(before).and_then(|rest| rest.checked_add(after)).ok_or(LedgerError::Overflow)
        };
        let owed = |position: i64| position.min(0).unsigned_abs();
        let owned = |position: i64| position.max(0).unsigned_abs();
        self.owed_atoms = moved(self.owed_atoms, owed(change.before), owed(change.after))?;
        self.owned_atoms = moved(self.owned_atoms, owned(change.before), owned(change.after))?;
        let brought_in = change.after.checked_sub(change.before).ok_or(LedgerError::Overflow)?;
        let minted = brought_in.checked_neg().ok_or(LedgerError::Overflow)?;
        self.outstanding_atoms = self.outstanding_atoms.checked_add_signed(minted).ok_or(LedgerError::Overflow)?;
        Ok(())
    }

    /// Tokens have been redeemed.
    pub fn redeem(&mut self, quantity_atoms: u64) -> Result<(), LedgerError> {
        let outstanding_atoms = self.outstanding_atoms.checked_sub(quantity_atoms);
        self.outstanding_atoms = outstanding_atoms.ok_or(LedgerError::BrokenInvariant)?;
        self.redeemed_atoms = self.redeemed_atoms.checked_add(quantity_atoms).ok_or(LedgerError::Overflow)?;
        Ok(())
    }

    /// What a holder of so many options receives at the settlement price, rounded down, in atoms of what they are settled in.
    pub fn payoff(&self, quantity_atoms: u64, settlement_e8: u64, units: &Units) -> Result<NetPayment, MarginError> {
        let option_type = match self.kind {
            OptionKind::CALL => OptionType::Call,
            _ => OptionType::Put,
        };
        let quantity = i64::try_from(quantity_atoms).map_err(|_| MarginError::Quantity)?;
        let owned = [Holding { option_type, strike_e8: self.strike_e8, expiry_ts: self.expiry_ts, quantity }];
        match self.settlement {
            SettlementAsset::QUOTE => net_in_quote(&owned, settlement_e8, units),
            _ => net_in_underlying(&owned, settlement_e8),
        }
    }
}

account_layout!(MarginSeries, [154, 212, 120, 144, 19, 185, 17, 116]);
