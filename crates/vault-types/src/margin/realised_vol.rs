//! The realised volatility of a market, estimated from oracle prices that anybody may bring: the floor that no signature can lower.
//!
//! An exponentially weighted mean of squared returns per time (RiskMetrics Technical Document, J.P. Morgan, 1996), for observations that
//! come when they come. With p and p' the last price and the new one, t seconds apart:
//! - counted time `h = min(t, max_gap)`
//! - squared return of that time `s = min(ln(p' / p)^2 * h / t, max_return^2)`
//! - kept part `d = 2^(-h / half_life)`
//! - variance per year `v' = d * v + (1 - d) * s * (year / h)`, from `min_vol^2` to (400 %)^2
//! - volatility `sqrt(v)`
//!
//! All in 48 fractional bits, rounded down but for `d`, which is rounded up: one observation loses at most 10^-10 of a year's variance.
//!
//! What somebody gains who chooses when to observe:
//! - Often: nothing, an observation within `min_spacing` of the last counted one is ignored. A spike and its way back count at most twice
//!   `max_return^2`, and only what the oracle itself said.
//! - Seldom: nothing, the counted time of one observation is at most `max_gap`, however long nobody came. So the estimate stays where it
//!   is without observations, and only steady observations at steady prices lower it.
//! - At chosen moments: whoever is first each time the spacing is over, with the price of the last minute that is nearest to the last one,
//!   takes a tenth of the volatility away at half an hour's spacing, a fifth at ten minutes' (tests have both numbers). Whoever comes seldom,
//!   when the price is back where it was, is overruled by anybody else who observes in between.

use super::MarginError;
use crate::{layout::*, BPS};
use options_math::{exp, ln, mul_div::mul_div_floor, sqrt, Fix, MathError};
use options_math::{MAX_PRICE_E8, MAX_VOL_E9, MIN_VOL_E9, SECONDS_PER_YEAR};

/// The running estimate. All zero before the first observation.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct RealisedVolatility {
    /// Variance per year: the bits of [`Fix`].
    pub variance: i64,
    /// The price that was counted last, USD times 10^8.
    pub last_price_e8: u64,
    /// When the oracle published it; zero before the first.
    pub last_ts: i64,
}

/// How a market estimates its volatility.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct RealisedVolatilityParameters {
    /// Volatility before anything is known, per year times 10^9.
    pub initial_vol_e9: u64,
    /// The estimate never falls below this, per year times 10^9.
    pub min_vol_e9: u64,
    /// After so long an observation counts half.
    pub half_life_secs: u32,
    /// The next observation counts only after so long.
    pub min_spacing_secs: u32,
    /// The longest time that one observation stands for.
    pub max_gap_secs: u32,
    /// The largest move within the counted time, in bps as a logarithm.
    pub max_return_bps: u32,
}

borsh_as_bytes!(RealisedVolatility, RealisedVolatilityParameters);

/// What became of a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Observation {
    Counted,
    /// Too soon after the last one, or older: nothing has changed.
    Ignored,
}

impl RealisedVolatilityParameters {
    /// From 100 % a year, never below 30 %; a half-life of a week, observations from half an hour to an hour, of which each counts
    /// for at most a move of 10 %.
    pub const DEFAULT: Self = Self {
        initial_vol_e9: 1_000_000_000,
        min_vol_e9: 300_000_000,
        half_life_secs: 7 * 86_400,
        min_spacing_secs: 1_800,
        max_gap_secs: 3_600,
        max_return_bps: 1_000,
    };

    /// Half-life from a day to ninety, spacing at least a minute, a gap from the spacing to a quarter of the half-life, a move from 1 % to
    /// 100 %; volatilities that options are priced at, the least one not above the initial one.
    pub fn is_valid(&self) -> bool {
        (86_400..=90 * 86_400).contains(&self.half_life_secs)
            && self.min_spacing_secs >= 60
            && (self.min_spacing_secs..=self.half_life_secs / 4).contains(&self.max_gap_secs)
            && (100..=10_000).contains(&self.max_return_bps)
            && (MIN_VOL_E9..=self.initial_vol_e9).contains(&self.min_vol_e9)
            && self.initial_vol_e9 <= MAX_VOL_E9
    }
}

impl RealisedVolatility {
    /// Takes a price that the oracle published at `publish_ts`. The first one only starts the clock.
    ///
    /// Errors, each without a change: [`MarginError::Parameters`], and [`MathError::Spot`] for a price outside 1 to [`MAX_PRICE_E8`].
    pub fn observe(
        &mut self,
        price_e8: u64,
        publish_ts: i64,
        parameters: &RealisedVolatilityParameters,
    ) -> Result<Observation, MarginError> {
        if !parameters.is_valid() {
            return Err(MarginError::Parameters);
        }
        if !(1..=MAX_PRICE_E8).contains(&price_e8) {
            return Err(MathError::Spot.into());
        }
        let variance = if self.has_begun() {
            let elapsed_secs = u64::try_from(publish_ts.saturating_sub(self.last_ts)).unwrap_or(0);
            if elapsed_secs < u64::from(parameters.min_spacing_secs) {
                return Ok(Observation::Ignored);
            }
            self.next_variance(price_e8, elapsed_secs, parameters)?
        } else {
            squared_vol(parameters.initial_vol_e9)
        };
        *self = Self { variance: variance.to_bits(), last_price_e8: price_e8, last_ts: publish_ts };
        Ok(Observation::Counted)
    }

    /// The volatility per year, times 10^9, rounded down; the initial one before anything was observed. From `min_vol_e9` to 400 %.
    pub fn vol_e9(&self, parameters: &RealisedVolatilityParameters) -> Result<u64, MarginError> {
        if !self.has_begun() {
            return Ok(parameters.initial_vol_e9);
        }
        let vol = sqrt(Fix::from_bits(self.variance))?.to_bits().unsigned_abs();
        let vol_e9 = mul_div_floor(vol, UNIT_E9, ONE).unwrap_or(MAX_VOL_E9);
        Ok(vol_e9.clamp(parameters.min_vol_e9, MAX_VOL_E9))
    }

    fn has_begun(&self) -> bool {
        self.last_price_e8 > 0
    }

    fn next_variance(
        &self,
        price_e8: u64,
        elapsed_secs: u64,
        parameters: &RealisedVolatilityParameters,
    ) -> Result<Fix, MarginError> {
        let counted_secs = elapsed_secs.min(parameters.max_gap_secs.into());
        let squared = counted_square(log_return(self.last_price_e8, price_e8)?, counted_secs, elapsed_secs, parameters);
        let kept = exp(-share(LN_2, counted_secs, parameters.half_life_secs.into()))? + Fix::DELTA;
        // At most ln 2 * year / half-life = 253, and the square is at most one.
        let new_part_per_year = share(Fix::ONE - kept, SECONDS_PER_YEAR, counted_secs);
        let variance = kept * Fix::from_bits(self.variance).clamp(Fix::ZERO, MOST) + new_part_per_year * squared;
        Ok(variance.clamp(squared_vol(parameters.min_vol_e9), MOST))
    }
}

const UNIT_E9: u64 = 1_000_000_000;
/// One in [`Fix`].
const ONE: u64 = 1 << 48;
/// ln 2 = 0.693147..., rounded down.
const LN_2: Fix = Fix::from_bits(195_103_586_505_167);
/// (400 %)^2.
const MOST: Fix = Fix::from_bits(16 << 48);

/// `ln(to / from)`, for ratios from 2^-8 to 2^8; beyond them that of the nearest.
fn log_return(from_e8: u64, to_e8: u64) -> Result<Fix, MathError> {
    let ratio = mul_div_floor(to_e8, ONE, from_e8).unwrap_or(u64::MAX).clamp(1 << 40, 1 << 56);
    ln(Fix::from_bits(ratio as i64))
}

/// `min(return^2 * counted / elapsed, max_return^2)`.
fn counted_square(
    log_return: Fix,
    counted_secs: u64,
    elapsed_secs: u64,
    parameters: &RealisedVolatilityParameters,
) -> Fix {
    let most = share(Fix::ONE, parameters.max_return_bps.into(), BPS);
    share(log_return * log_return, counted_secs, elapsed_secs).min(most * most)
}

/// `value * part / whole` of a value that is not negative, rounded down; the largest number where it does not fit.
fn share(value: Fix, part: u64, whole: u64) -> Fix {
    let bits = mul_div_floor(value.to_bits().unsigned_abs(), part, whole).and_then(|bits| i64::try_from(bits).ok());
    bits.map_or(Fix::MAX, Fix::from_bits)
}

fn squared_vol(vol_e9: u64) -> Fix {
    let vol = share(Fix::ONE, vol_e9.min(MAX_VOL_E9), UNIT_E9);
    vol * vol
}
