//! Price per share (PPS): atoms of the asset per share, times 10^9, always rounded down.
//!
//! The official PPS of a round is a number with nine decimals. Shares and assets are exchanged at exactly that
//! number, so anyone can check a claim with a pocket calculator. What the rounding of the PPS leaves over (less than
//! `supply / 10^9 + 1` atoms) stays in the vault and counts again when the next round ends.
//!
//! A deposit loses less than one share to rounding; [`check_deposit`] keeps deposits so large that this is nothing.

use crate::{LedgerError, BPS};
use options_math::mul_div::{mul_div_ceil, mul_div_floor};

/// One share is worth one atom at this PPS; a new vault starts here.
pub const PPS_ONE_E9: u64 = 1_000_000_000;

/// `floor(nav * 10^9 / supply)`: what one share is worth, rounded against the share. A vault without shares is at 1.
/// Above `u64::MAX` it stays there: the round of a vault with next to no shares must still be able to end.
pub fn price_per_share_e9(nav_atoms: u64, share_supply: u64) -> u64 {
    match share_supply {
        0 => PPS_ONE_E9,
        // `None` is an overflow: the supply is not zero.
        _ => mul_div_floor(nav_atoms, PPS_ONE_E9, share_supply).unwrap_or(u64::MAX),
    }
}

/// The price per share less the withdrawal fee, rounded against the fee: after a great loss the price has few digits, and those who
/// leave must not pay with them.
pub fn withdrawal_pps_e9(pps_e9: u64, withdrawal_fee_bps: u32) -> u64 {
    let kept_bps = BPS.saturating_sub(u64::from(withdrawal_fee_bps));
    // A part of the price: it fits.
    mul_div_ceil(pps_e9, kept_bps, BPS).unwrap_or(0)
}

/// Shares for a deposit: `floor(amount * 10^9 / pps)`.
pub fn shares_for_deposit(amount_atoms: u64, pps_e9: u64) -> Result<u64, LedgerError> {
    if pps_e9 == 0 {
        return Err(LedgerError::WorthlessShares);
    }
    mul_div_floor(amount_atoms, PPS_ONE_E9, pps_e9).ok_or(LedgerError::Overflow)
}

/// Atoms paid for shares: `floor(shares * pps / 10^9)`.
pub fn atoms_for_shares(shares: u64, pps_e9: u64) -> Result<u64, LedgerError> {
    mul_div_floor(shares, pps_e9, PPS_ONE_E9).ok_or(LedgerError::Overflow)
}

/// A deposit must buy at least this many shares at the current PPS. It joins at the PPS of the round's end; even ten
/// times higher, rounding takes less than a hundredth of it.
pub const MIN_DEPOSIT_SHARES: u64 = 1_000;

/// Refuses a deposit that rounding could swallow, or any deposit while shares are worthless: such a deposit could only
/// keep the next round from starting.
pub fn check_deposit(amount_atoms: u64, pps_e9: u64) -> Result<(), LedgerError> {
    if shares_for_deposit(amount_atoms, pps_e9)? < MIN_DEPOSIT_SHARES {
        return Err(LedgerError::Dust);
    }
    Ok(())
}
