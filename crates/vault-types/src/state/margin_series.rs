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
    /// Tokens in wallets: what all accounts together owe less what they own, as long as none of them is settled.
    pub outstanding_atoms: u64,
    /// Tokens that have been redeemed.
    pub redeemed_atoms: u64,
    pub reserved: [u8; 80],
}

impl MarginSeries {
    /// Known codes, and no more tokens than there can be.
    pub fn invariant(&self) -> bool {
        let ever_atoms = self.outstanding_atoms.checked_add(self.redeemed_atoms);
        Self::is_listed(self.kind, self.settlement) && ever_atoms.is_some()
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
