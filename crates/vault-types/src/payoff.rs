//! What an option pays at expiry, in the vault's own asset.

use crate::{state::OptionKind, LedgerError};
use options_math::mul_div::{mul_div_ceil, mul_div_floor};

/// What the holder of `quantity_atoms` receives, rounded down.
///
/// - Call: `floor(quantity * (S - K) / S)` atoms of the underlying, 0 at or below the strike. For a positive strike that is less than
///   the quantity.
/// - Put: `floor(quantity * (K - S) / K)` atoms of the quote, 0 at or above the strike. For a positive price that is less than the
///   quantity.
///
/// So one atom of what an option is settled in covers one atom of option, whatever the price does.
pub fn payoff_to_holder(
    kind: OptionKind,
    quantity_atoms: u64,
    strike_e8: u64,
    settlement_e8: u64,
) -> Result<u64, LedgerError> {
    let (numerator, denominator) = payoff_fraction(kind, strike_e8, settlement_e8)?;
    mul_div_floor(quantity_atoms, numerator, denominator).ok_or(LedgerError::Overflow)
}

/// What the writer of `quantity_atoms` pays into the series' pool, rounded up, so that however the holders split or
/// merge their options and however many writers there are, the pool covers every payoff. Never more than the quantity.
pub fn payoff_from_writer(
    kind: OptionKind,
    quantity_atoms: u64,
    strike_e8: u64,
    settlement_e8: u64,
) -> Result<u64, LedgerError> {
    let (numerator, denominator) = payoff_fraction(kind, strike_e8, settlement_e8)?;
    mul_div_ceil(quantity_atoms, numerator, denominator).ok_or(LedgerError::Overflow)
}

/// The payoff of one unit as a fraction, the denominator never zero for a positive price and strike.
fn payoff_fraction(kind: OptionKind, strike_e8: u64, settlement_e8: u64) -> Result<(u64, u64), LedgerError> {
    match kind {
        OptionKind::CALL => Ok((settlement_e8.saturating_sub(strike_e8), settlement_e8)),
        OptionKind::PUT => Ok((strike_e8.saturating_sub(settlement_e8), strike_e8)),
        _ => Err(LedgerError::BrokenInvariant),
    }
}
