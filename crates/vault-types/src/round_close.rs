//! The end of a round: fees, the new price per share, the high-water mark.

use crate::{shares, state::FeeParams, LedgerError, BPS};
use options_math::mul_div::{mul_div_ceil, mul_div_floor};

const E8: u64 = 100_000_000;
/// A year of 365 days, as everywhere in option pricing here.
pub const YEAR_SECS: u64 = options_math::SECONDS_PER_YEAR;

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
/// Fees only ever come out of the round's gain, end NAV - start NAV: a round that gained nothing pays none, and none can
/// turn a gain into a loss. With everything rounded down:
/// - performance fee = (end NAV - high-water mark * supply) * rate, if positive, at most the gain: only what lies above
///   the best price per share that depositors have ever seen;
/// - management fee = end NAV * (yearly rate * elapsed / year), at most what the performance fee leaves of the gain;
/// - PPS = (end NAV - fees) / supply. Without shares the vault starts anew: PPS and high-water mark are 1.
///
/// Pending deposits and finished withdrawals are not in the NAV, so no fee is taken on them. With valid fees and up to
/// two years it never fails, whatever the balances: nothing can keep a round from ending.
pub fn close_round(result: &RoundResult, fees: &FeeParams) -> Result<RoundClose, LedgerError> {
    let gain_atoms = result.end_nav_atoms.saturating_sub(result.start_nav_atoms);
    let performance_fee_atoms = performance_fee(result, fees)?.min(gain_atoms);
    let after_performance_atoms = gain_atoms.saturating_sub(performance_fee_atoms);
    let management_fee_atoms = management_fee(result, fees)?.min(after_performance_atoms);
    // The fees are at most the gain, so at most the NAV.
    let net_nav_atoms = result.end_nav_atoms.saturating_sub(performance_fee_atoms).saturating_sub(management_fee_atoms);
    let pps_e9 = shares::price_per_share_e9(net_nav_atoms, result.share_supply);
    let high_water_mark_e9 = match result.share_supply {
        0 => pps_e9,
        _ => result.high_water_mark_e9.max(pps_e9),
    };
    Ok(RoundClose { performance_fee_atoms, management_fee_atoms, pps_e9, high_water_mark_e9 })
}

fn performance_fee(result: &RoundResult, fees: &FeeParams) -> Result<u64, LedgerError> {
    // After a great loss and new deposits, the high-water mark of all shares can be more than there are atoms.
    let untaxed_atoms =
        mul_div_ceil(result.high_water_mark_e9, result.share_supply, shares::PPS_ONE_E9).unwrap_or(u64::MAX);
    let gain_atoms = result.end_nav_atoms.saturating_sub(untaxed_atoms);
    mul_div_floor(gain_atoms, u64::from(fees.performance_fee_bps), BPS).ok_or(LedgerError::Overflow)
}

fn management_fee(result: &RoundResult, fees: &FeeParams) -> Result<u64, LedgerError> {
    let yearly_e8 = u64::from(fees.management_fee_e8);
    let rate_e8 = mul_div_floor(yearly_e8, result.elapsed_secs, YEAR_SECS).ok_or(LedgerError::Overflow)?;
    mul_div_floor(result.end_nav_atoms, rate_e8, E8).ok_or(LedgerError::Overflow)
}
