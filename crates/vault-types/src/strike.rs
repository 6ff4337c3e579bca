//! Which strike a vault sells this week.

use core::fmt;

use crate::{
    price::ValidatedPrice,
    state::{Market, StrikePolicy},
    LedgerError,
};
use options_math::{
    call_delta, fix_from_bps,
    mul_div::{apply_floor, mul_div_ceil, mul_div_floor},
    strike::{is_nearest_strike, nearest_strike, StrikeGrid},
    CallInputs, Fix, MathError,
};

const BPS: u64 = 10_000;
const E9: u64 = 1_000_000_000;

/// The vault's rule at one moment: the listed strike whose call delta is nearest the target, within the policy's
/// distances from spot. A keeper finds it, the chain only verifies it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StrikeRule {
    spot_e8: u64,
    seconds_to_expiry: u64,
    vol_e9: u64,
    target_delta: Fix,
    grid: StrikeGrid,
}

impl StrikeRule {
    /// The strikes allowed lie from `ceil(spot * (1 + min distance))` to `floor(spot * (1 + max distance))`.
    pub fn new(
        market: &Market,
        policy: &StrikePolicy,
        spot: &ValidatedPrice,
        now_ts: i64,
        expiry_ts: i64,
    ) -> Result<Self, StrikeError> {
        let spot_e8 = spot.price_e8;
        let lowest_e8 = mul_div_ceil(spot_e8, BPS + u64::from(policy.min_distance_bps), BPS);
        let highest_e8 = mul_div_floor(spot_e8, BPS + u64::from(policy.max_distance_bps), BPS);
        let (Some(lowest_e8), Some(highest_e8)) = (lowest_e8, highest_e8) else {
            return Err(StrikeError::Ledger(LedgerError::Overflow));
        };
        Ok(Self {
            spot_e8,
            seconds_to_expiry: u64::try_from(expiry_ts.saturating_sub(now_ts)).unwrap_or(0),
            vol_e9: market.volatility_e9,
            target_delta: fix_from_bps(policy.target_delta_bps),
            grid: StrikeGrid::new(market.strike_step_e8, lowest_e8, highest_e8)?,
        })
    }

    /// The strike to sell, USD times 10^8.
    pub fn find(&self) -> Result<u64, StrikeError> {
        Ok(nearest_strike(self.spot_e8, self.seconds_to_expiry, self.vol_e9, self.target_delta, &self.grid)?)
    }

    /// The delta of `strike_e8` times 10^9, rounded down, if it is the strike to sell; `None` if another one is.
    pub fn verify(&self, strike_e8: u64) -> Result<Option<u64>, StrikeError> {
        let is_nearest = is_nearest_strike(
            self.spot_e8,
            self.seconds_to_expiry,
            self.vol_e9,
            self.target_delta,
            &self.grid,
            strike_e8,
        )?;
        if !is_nearest {
            return Ok(None);
        }
        let delta = call_delta(&CallInputs {
            spot_e8: self.spot_e8,
            strike_e8,
            seconds_to_expiry: self.seconds_to_expiry,
            vol_e9: self.vol_e9,
        })?;
        let delta_e9 = apply_floor(E9, delta).ok_or(LedgerError::Overflow)?;
        Ok(Some(delta_e9))
    }
}

/// Why no strike can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StrikeError {
    Math(MathError),
    Ledger(LedgerError),
}

impl fmt::Display for StrikeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Math(error) => error.fmt(f),
            Self::Ledger(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for StrikeError {}

impl From<MathError> for StrikeError {
    fn from(error: MathError) -> Self {
        Self::Math(error)
    }
}

impl From<LedgerError> for StrikeError {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}
