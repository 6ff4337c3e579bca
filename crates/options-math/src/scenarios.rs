//! One option under many scenarios: what depends on the option alone is computed once.

use crate::inputs::{OptionInputs, MAX_VOL_E9, MIN_VOL_E9};
use crate::kernel::log_ratio::{signed_log_ratio, MAX_BITS};
use crate::kernel::{position::*, time_root::*, words::*};
use crate::price::price;
use crate::{MathError, Prices, SviSlice};
use fixed::types::U24F40;

/// The deepest fall of spot: to one per cent.
pub const MIN_SPOT_FACTOR_BPS: u32 = 100;
/// The largest rise: ten times.
pub const MAX_SPOT_FACTOR_BPS: u32 = 100_000;

/// A move of the spot price. A set of them is made once and used for every option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpotMove {
    factor_bps: u32,
    /// The factor's logarithm in Q48.
    log: i64,
}

impl SpotMove {
    /// To `factor_bps / 10,000` of spot: 12,000 is up 20 %, 8,000 down 20 %. From [`MIN_SPOT_FACTOR_BPS`] to [`MAX_SPOT_FACTOR_BPS`].
    pub fn to_factor_bps(factor_bps: u32) -> Result<Self, MathError> {
        if !(MIN_SPOT_FACTOR_BPS..=MAX_SPOT_FACTOR_BPS).contains(&factor_bps) {
            return Err(MathError::SpotFactor);
        }
        Ok(Self { factor_bps, log: signed_log_ratio(u64::from(factor_bps), 10_000) })
    }

    /// The factor, 10,000 being no move.
    pub fn factor_bps(&self) -> u32 {
        self.factor_bps
    }
}

/// What the market does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Spot moves to this.
    pub spot: SpotMove,
    /// The option's volatility becomes this: yearly * 1e9, from [`MIN_VOL_E9`] to [`MAX_VOL_E9`].
    pub vol_e9: u64,
}

/// An option, prepared for many scenarios.
#[derive(Clone, Copy, Debug)]
pub struct ScenarioPricer {
    spot_e8: u64,
    strike_e8: u64,
    seconds_to_expiry: u64,
    /// ln(S/K) in Q48.
    distance: i64,
    time: TimeRoot,
    /// The moved spot fits a word in USD * 1e12, and there is time value.
    fits: bool,
}

impl ScenarioPricer {
    /// The option at today's spot. Domain: that of [`OptionInputs`] without the volatility, which each scenario brings.
    #[inline(always)] // where it is used in a loop, its result would be copied twice
    pub fn new(spot_e8: u64, strike_e8: u64, seconds_to_expiry: u64) -> Result<Self, MathError> {
        let inputs = OptionInputs { spot_e8, strike_e8, seconds_to_expiry, vol_e9: MIN_VOL_E9 };
        let fits = inputs.is_usual() && spot_e8 >> MAX_BITS == 0;
        if !fits {
            inputs.check()?;
        }
        let distance = if strike_e8 > 0 { signed_log_ratio(spot_e8, strike_e8) } else { 0 };
        let time = if fits { time_root(seconds_to_expiry) } else { time_root(1) };
        Ok(Self { spot_e8, strike_e8, seconds_to_expiry, distance, time, fits })
    }

    /// The volatility * 1e9 that a smile gives at the option's log-strike, ln(K / spot): that of [`SviSlice::vol_e9`], but from
    /// [`MIN_VOL_E9`] to [`MAX_VOL_E9`] also where the smile leaves that range, for what must have a price whatever the smile says.
    /// Without a strike it is the volatility at the money.
    #[inline(always)]
    pub fn smile_vol_e9(&self, smile: &SviSlice) -> u64 {
        smile.vol_of(smile.variance(self.distance.wrapping_neg()).value).clamp(MIN_VOL_E9, MAX_VOL_E9)
    }

    /// Values and delta in a scenario: those of [`price`] at the moved spot, which here is exact and not rounded to USD * 1e-8.
    /// Errors as for [`price`], relative to the moved spot, with twice the logarithm's.
    #[inline(always)]
    pub fn price(&self, scenario: &Scenario) -> Result<Prices, MathError> {
        if scenario.vol_e9.wrapping_sub(MIN_VOL_E9) > MAX_VOL_E9 - MIN_VOL_E9 {
            return Err(MathError::Volatility);
        }
        if !self.fits {
            return self.price_at_rounded_spot(scenario);
        }
        let SpotMove { factor_bps, log } = scenario.spot;
        let spot_e12 = mul(self.spot_e8, u64::from(factor_bps)); // < 2^44 * 2^16.7
        let forward_e12 = sub_signed(signed(spot_e12), signed(mul(self.strike_e8, 10_000)));
        let distance = add_signed(self.distance, log);
        let deviation = Deviation::new(scenario.vol_e9, self.time);
        let position = match forward_e12 >= 0 {
            true => position::<true>(distance.max(0) as u64, deviation),
            false => position::<false>(distance.min(0).unsigned_abs(), deviation),
        };
        let value_e12 = signed(scale(self.spot_e8, u64::from(factor_bps), position.value));
        let (call_e12, put_e12) = match position.direct {
            Direct::Put => (add_signed(value_e12, forward_e12), value_e12),
            Direct::Call => (value_e12, sub_signed(value_e12, forward_e12).max(0)),
        };
        let call_delta = U24F40::from_bits(position.call_delta as u64);
        Ok(Prices { call_e12: call_e12 as u64, put_e12: put_e12 as u64, call_delta })
    }

    /// At expiry, without strike, and for spots above 175,921 USD.
    #[cold]
    #[inline(never)]
    fn price_at_rounded_spot(&self, scenario: &Scenario) -> Result<Prices, MathError> {
        let moved = u128::from(self.spot_e8).wrapping_mul(u128::from(scenario.spot.factor_bps)) / 10_000;
        price(&OptionInputs {
            spot_e8: u64::try_from(moved).map_err(|_| MathError::Spot)?.max(1),
            strike_e8: self.strike_e8,
            seconds_to_expiry: self.seconds_to_expiry,
            vol_e9: scenario.vol_e9,
        })
    }
}
