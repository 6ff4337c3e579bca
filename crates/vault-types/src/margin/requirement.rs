//! From the requirements of single models to the one that an account must meet.

use super::{MarginError, Requirement};
use crate::{layout::*, LedgerError, BPS};
use options_math::mul_div::mul_div_ceil;

code! {
    /// Which model an account's requirement comes from.
    MarginMode {
        /// The worst price at every expiry: no oracle, no liquidation.
        MAX_LOSS = 0,
        /// A fixed share of spot for every option owed.
        STANDARD = 1,
        /// The chain's own scenarios.
        SCENARIO = 2,
        /// What the signers computed, with a floor.
        PORTFOLIO = 3,
    }
}

/// The floor of a signed requirement by default: standard margin with half of its buffers, see [`super::standard_floor`].
pub const DEFAULT_FLOOR_BPS: u16 = 5_000;
/// The net delta by default, over gross notional, from which initial margin rises.
pub const DEFAULT_DELTA_LIMIT_BPS: u16 = 500;

impl Requirement {
    /// All three levels the same.
    pub const fn flat(atoms: u64) -> Self {
        Self { initial_atoms: atoms, maintenance_atoms: atoms, liquidation_atoms: atoms }
    }

    /// Initial at least maintenance, maintenance at least liquidation.
    pub const fn is_ordered(&self) -> bool {
        self.initial_atoms >= self.maintenance_atoms && self.maintenance_atoms >= self.liquidation_atoms
    }

    /// The larger of two, level by level. Ordered if both are.
    pub fn or_larger(&self, other: &Self) -> Self {
        self.levelwise(other, u64::max)
    }

    /// The smaller of two, level by level. Ordered if both are.
    pub fn or_smaller(&self, other: &Self) -> Self {
        self.levelwise(other, u64::min)
    }

    fn levelwise(&self, other: &Self, choose: impl Fn(u64, u64) -> u64) -> Self {
        Self {
            initial_atoms: choose(self.initial_atoms, other.initial_atoms),
            maintenance_atoms: choose(self.maintenance_atoms, other.maintenance_atoms),
            liquidation_atoms: choose(self.liquidation_atoms, other.liquidation_atoms),
        }
    }
}

/// Net delta over its limit raises initial margin: `initial * (|net delta| / gross notional) / limit`, rounded up, while the quotient is
/// above the limit.
///
/// `net_delta` is the sum of quantity, delta and spot; `uncovered_notional` what is owed beyond what is owned, of each kind and expiry, and spot; both in the same
/// unit, such as [`super::ValueE8`]. Their quotient is rounded up to a basis point, which at a limit of 5 % is at most 0.2 % of initial
/// margin more. It is taken as one if it is above (no option moves more than its underlying) or if there is no notional, so initial margin
/// rises at most `1 / limit` times: twenty times at 5 %. The other levels stay.
///
/// Refused: a limit outside 1 to 10,000 bps; results and net deltas that do not fit ([`LedgerError::Overflow`]; a net delta up to 2^114
/// does).
pub fn initial_with_delta(
    requirement: Requirement,
    net_delta: i128,
    uncovered_notional: u128,
    limit_bps: u16,
) -> Result<Requirement, MarginError> {
    let limit = u64::from(limit_bps);
    if !(1..=BPS).contains(&limit) {
        return Err(MarginError::Parameters);
    }
    let delta_bps = share_bps_up(net_delta.unsigned_abs(), uncovered_notional)?;
    if delta_bps <= limit {
        return Ok(requirement);
    }
    let initial = mul_div_ceil(requirement.initial_atoms, delta_bps, limit).ok_or(LedgerError::Overflow)?;
    Ok(Requirement { initial_atoms: initial, ..requirement })
}

/// `part / whole` in bps, rounded up, at most one. Nothing of nothing is nothing.
fn share_bps_up(part: u128, whole: u128) -> Result<u64, LedgerError> {
    if part >= whole {
        return Ok(if part == 0 { 0 } else { BPS });
    }
    let scaled = part.checked_mul(u128::from(BPS)).ok_or(LedgerError::Overflow)?;
    // The whole is above the part, so it is not zero and the quotient at most 10,000.
    Ok(scaled.div_ceil(whole) as u64)
}
