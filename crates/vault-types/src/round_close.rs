//! The end of a round: fees, the new price per share, the high-water mark.

use crate::{shares, state::FeeParams, LedgerError};
use options_math::mul_div::{mul_div_ceil, mul_div_floor};

const BPS: u64 = 10_000;
const E8: u64 = 100_000_000;
/// A year of 365 days, as everywhere in option pricing here.
pub const YEAR_SECS: u64 = 365 * 86_400;

/// What a round is closed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundResult {
    /// NAV after the round's deposits joined and before anything was sold.
    pub start_nav_atoms: u64,
    /// NAV with the premium and without the payoff.
    pub end_nav_atoms: u64,
    pub share_supply: u64,
    pub high_water_mark_e9: u64,
    /// Length of the round, start to expiry.
    pub elapsed_secs: u64,
}

/// The fees and the price per share that follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundClose {
    pub performance_fee_atoms: u64,
    pub management_fee_atoms: u64,
    pub pps_e9: u64,
    pub high_water_mark_e9: u64,
}

/// Closes a round.
///
/// A round that ends with less than it started with pays no fee at all. Otherwise, with everything rounded down:
/// - performance fee = (end NAV - high-water mark * supply) * rate, if positive: only what lies above the best price per
///   share that depositors have ever seen;
/// - management fee = end NAV * (yearly rate * elapsed / year);
/// - PPS = (end NAV - fees) / supply.
///
/// Pending deposits and finished withdrawals are not in the NAV, so no fee is taken on them.
pub fn close_round(result: &RoundResult, fees: &FeeParams) -> Result<RoundClose, LedgerError> {
    let gained = result.end_nav_atoms > result.start_nav_atoms;
    let (performance_fee_atoms, management_fee_atoms) =
        if gained { (performance_fee(result, fees)?, management_fee(result, fees)?) } else { (0, 0) };
    let net_nav_atoms = result
        .end_nav_atoms
        .checked_sub(performance_fee_atoms)
        .and_then(|nav| nav.checked_sub(management_fee_atoms))
        .ok_or(LedgerError::Overflow)?;
    let pps_e9 = shares::price_per_share_e9(net_nav_atoms, result.share_supply)?;
    Ok(RoundClose {
        performance_fee_atoms,
        management_fee_atoms,
        pps_e9,
        high_water_mark_e9: result.high_water_mark_e9.max(pps_e9),
    })
}

fn performance_fee(result: &RoundResult, fees: &FeeParams) -> Result<u64, LedgerError> {
    let untaxed_atoms = mul_div_ceil(result.high_water_mark_e9, result.share_supply, shares::PPS_ONE_E9)
        .ok_or(LedgerError::Overflow)?;
    let gain_atoms = result.end_nav_atoms.saturating_sub(untaxed_atoms);
    mul_div_floor(gain_atoms, u64::from(fees.performance_fee_bps), BPS).ok_or(LedgerError::Overflow)
}

fn management_fee(result: &RoundResult, fees: &FeeParams) -> Result<u64, LedgerError> {
    let yearly_e8 = u64::from(fees.management_fee_e8);
    let rate_e8 = mul_div_floor(yearly_e8, result.elapsed_secs, YEAR_SECS).ok_or(LedgerError::Overflow)?;
    mul_div_floor(result.end_nav_atoms, rate_e8, E8).ok_or(LedgerError::Overflow)
}
