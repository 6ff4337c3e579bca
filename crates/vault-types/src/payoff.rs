//! What an option pays at expiry, in what it is settled in.

use crate::{state::OptionKind, LedgerError};
use options_math::mul_div::{mul_div_ceil, mul_div_floor};

/// What one option pays, as a fraction of what backs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payoff {
    numerator: u64,
    denominator: u64,
}

impl Payoff {
    /// At a settlement price.
    ///
    /// - Call: `(S - K) / S`, 0 at or below the strike. For a positive strike that is less than one.
    /// - Put: `(K - S) / K`, 0 at or above the strike. For a positive price that is less than one.
    ///
    /// So one atom of what an option is settled in covers one atom of option, whatever the price does.
    pub fn at_price(kind: OptionKind, strike_e8: u64, settlement_e8: u64) -> Result<Self, LedgerError> {
        match kind {
            OptionKind::CALL => {
                Ok(Self { numerator: settlement_e8.saturating_sub(strike_e8), denominator: settlement_e8 })
            }
            OptionKind::PUT => Ok(Self { numerator: strike_e8.saturating_sub(settlement_e8), denominator: strike_e8 }),
            _ => Err(LedgerError::BrokenInvariant),
        }
    }

    /// Without a settlement price everybody gets back what they brought: the premium of all options, spread evenly over them. Never
    /// more than one, which is what backs an option.
    pub fn refund(premium_atoms: u64, options_atoms: u64) -> Self {
        Self { numerator: premium_atoms.min(options_atoms), denominator: options_atoms }
    }

    /// What the holder of `quantity_atoms` receives, rounded down.
    pub fn to_holder(&self, quantity_atoms: u64) -> Result<u64, LedgerError> {
        mul_div_floor(quantity_atoms, self.numerator, self.denominator).ok_or(LedgerError::Overflow)
    }

    /// What the writer of `quantity_atoms` pays into the series' pool, rounded up, so that however the holders split or
    /// merge their options and however many writers there are, the pool covers every payoff. Never more than the quantity.
    pub fn from_writer(&self, quantity_atoms: u64) -> Result<u64, LedgerError> {
        mul_div_ceil(quantity_atoms, self.numerator, self.denominator).ok_or(LedgerError::Overflow)
    }
}

/// What the holder of `quantity_atoms` receives at this settlement price: [`Payoff::to_holder`].
pub fn payoff_to_holder(
    kind: OptionKind,
    quantity_atoms: u64,
    strike_e8: u64,
    settlement_e8: u64,
) -> Result<u64, LedgerError> {
    Payoff::at_price(kind, strike_e8, settlement_e8)?.to_holder(quantity_atoms)
}

/// What the writer of `quantity_atoms` pays at this settlement price: [`Payoff::from_writer`].
pub fn payoff_from_writer(
    kind: OptionKind,
    quantity_atoms: u64,
    strike_e8: u64,
    settlement_e8: u64,
) -> Result<u64, LedgerError> {
    Payoff::at_price(kind, strike_e8, settlement_e8)?.from_writer(quantity_atoms)
}
