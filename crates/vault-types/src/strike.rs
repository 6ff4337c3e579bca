//! Which strike a vault sells this week.

use core::fmt;

use crate::{
    price::ValidatedPrice,
    state::{Market, OptionKind, StrikePolicy},
    LedgerError, BPS,
};
use options_math::{
    fix_from_bps,
    mul_div::{mul_div_ceil, mul_div_floor},
    price, Fix, MathError, OptionInputs, SviSlice, MAX_PRICE_E8,
};

const E9: u64 = 1_000_000_000;

/// The vault's rule at one moment: the listed strike nearest the one whose delta is the target, within the policy's
/// distances from spot, above it for calls and below it for puts; deltas are those on the smile. The chain computes it itself, so the
/// caller cannot choose.
#[derive(Clone, Copy, Debug)]
pub struct StrikeRule {
    kind: OptionKind,
    spot_e8: u64,
    smile: SviSlice,
    target_delta_bps: u16,
    /// Listed strikes are its multiples.
    step_e8: u64,
    /// The lowest listed strike within the distances.
    first_e8: u64,
    /// The highest.
    last_e8: u64,
}

impl StrikeRule {
    /// The strikes allowed lie from `ceil(spot * (1 + min distance))` to `floor(spot * (1 + max distance))` for calls, and from
    /// `ceil(spot * (1 - max distance))` to `floor(spot * (1 - min distance))` for puts.
    pub fn new(
        kind: OptionKind,
        market: &Market,
        policy: &StrikePolicy,
        spot: &ValidatedPrice,
        smile: &SviSlice,
    ) -> Result<Self, StrikeError> {
        let (spot_e8, step_e8) = (spot.price_e8, market.strike_step_e8);
        let (near, far) = (u64::from(policy.min_distance_bps), u64::from(policy.max_distance_bps));
        let (lowest_bps, highest_bps) = match kind {
            OptionKind::CALL => (BPS + near, BPS + far),
            OptionKind::PUT => (BPS.saturating_sub(far), BPS.saturating_sub(near)),
            _ => return Err(StrikeError::Ledger(LedgerError::BrokenInvariant)),
        };
        let lowest_e8 = mul_div_ceil(spot_e8, lowest_bps, BPS);
        let highest_e8 = mul_div_floor(spot_e8, highest_bps, BPS);
        // A strike beyond the model's prices could be found and never verified.
        let highest_e8 = highest_e8.map(|highest_e8| highest_e8.min(MAX_PRICE_E8));
        let first_e8 = lowest_e8.and_then(|lowest_e8| lowest_e8.max(1).checked_next_multiple_of(step_e8));
        let last_e8 = highest_e8.and_then(|highest_e8| highest_e8.checked_div(step_e8)?.checked_mul(step_e8));
        let (Some(first_e8), Some(last_e8)) = (first_e8, last_e8) else {
            return Err(StrikeError::Ledger(LedgerError::Overflow));
        };
        if first_e8 > last_e8 {
            return Err(StrikeError::NoListedStrike);
        }
        Ok(Self { kind, spot_e8, smile: *smile, target_delta_bps: policy.target_delta_bps, step_e8, first_e8, last_e8 })
    }

    /// The strike to sell, USD times 10^8: of two listed strikes equally near, the one farther from spot.
    pub fn find(&self) -> Result<u64, StrikeError> {
        let is_put = self.kind == OptionKind::PUT;
        let target = fix_from_bps(self.target_delta_bps);
        // A put's delta is the call's less one.
        let call_delta = if is_put { Fix::ONE.saturating_sub(target) } else { target };
        let ideal_e8 = match self.smile.strike_for_delta(self.spot_e8, call_delta) {
            Ok(ideal_e8) => ideal_e8,
            // The ideal lies above every price that the model knows: the highest strike is the nearest to it, for puts as well. It is
            // never too low: `k = w/2 - d1 sqrt(w)` is at least `-d1^2 / 2`, with the smallest delta more than a twentieth of spot.
            Err(MathError::Strike) => u64::MAX,
            Err(error) => return Err(error.into()),
        };
        // Within the band first, so that rounding to a listed strike cannot overflow: half a step is at most half of last_e8.
        let within_e8 = ideal_e8.clamp(self.first_e8, self.last_e8);
        // The step is not zero: `new` has divided by it.
        let past_e8 = within_e8.checked_rem(self.step_e8).unwrap_or(0);
        let below_e8 = within_e8.saturating_sub(past_e8);
        let left_e8 = self.step_e8.saturating_sub(past_e8);
        let is_nearer_above = if is_put { past_e8 > left_e8 } else { past_e8 >= left_e8 };
        let nearest_e8 = if is_nearer_above { below_e8.saturating_add(self.step_e8) } else { below_e8 };
        Ok(nearest_e8.clamp(self.first_e8, self.last_e8))
    }

    /// What the model says about `strike_e8`, if it is the strike to sell; `None` if another one is.
    pub fn verify(&self, strike_e8: u64) -> Result<Option<StrikeFacts>, StrikeError> {
        if self.find()? != strike_e8 {
            return Ok(None);
        }
        let vol_e9 = self.smile.vol_e9(self.spot_e8, strike_e8)?;
        let seconds_to_expiry = self.smile.seconds_to_expiry();
        let prices = price(&OptionInputs { spot_e8: self.spot_e8, strike_e8, seconds_to_expiry, vol_e9 })?;
        let delta = match self.kind {
            OptionKind::PUT => prices.put_delta().to_bits().unsigned_abs(),
            _ => prices.call_delta.to_bits(),
        };
        let delta_e9 = mul_div_floor(delta, E9, 1 << 40).ok_or(LedgerError::Overflow)?;
        Ok(Some(StrikeFacts { delta_e9, vol_e9 }))
    }
}

/// The model's view of a chosen strike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StrikeFacts {
    /// Size of the option's delta, times 10^9, rounded down.
    pub delta_e9: u64,
    /// Volatility at the strike, times 10^9.
    pub vol_e9: u64,
}

/// Why no strike can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StrikeError {
    /// No multiple of the market's step lies within the policy's distances from spot.
    NoListedStrike,
    Math(MathError),
    Ledger(LedgerError),
}

impl fmt::Display for StrikeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoListedStrike => f.write_str("no listed strike lies within the vault's distances from spot"),
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
