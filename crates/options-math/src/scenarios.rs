//! One option under many scenarios: what depends on the option alone is computed once.

use crate::inputs::{OptionInputs, MAX_PRICE_E8, MAX_VOL_E9, MIN_VOL_E9};
use crate::kernel::log_ratio::{signed_log_ratio, MAX_BITS};
use crate::kernel::{position::*, time_root::*, words::*};
use crate::price::price;
use crate::{MathError, OptionType, Prices, SviSlice};
use fixed::types::{U24F40, U28F36};

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
    /// Spot stays where it is.
    pub const NONE: Self = Self { factor_bps: 10_000, log: 0 };

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

/// A volatility, prepared for one option: [`ScenarioPricer::volatility`].
#[derive(Clone, Copy, Debug)]
pub struct ScenarioVolatility(Deviation);

/// Where a moved spot lies against an option's strike: [`ScenarioPricer::at`].
#[derive(Clone, Copy, Debug)]
pub struct MovedSpot {
    is_above: bool,
    distance: Distance,
}

/// What the call or the put of a strike is worth, as a part of the moved spot: the other one follows, for a call is worth as much more than
/// its put as the moved spot is above the strike. In one word, which the chain returns in a register: the part in Q36, and at the
/// end whether it is the put's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DirectValue(u64);

/// A call and a put of the same strike, as parts of the moved spot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelativePrices {
    pub value: DirectValue,
    pub call_delta: U24F40,
}

impl MovedSpot {
    /// Values at a volatility that the same pricer prepared: what sums over many options are made of, see [`crate::WeightedSum`]. Errors as
    /// for [`ScenarioPricer::price`], and 2^-36.
    #[inline(never)] // on chain a call costs little, but a caller's variables would take the registers that this needs
    pub fn value(&self, volatility: &ScenarioVolatility) -> DirectValue {
        DirectValue::of(&self.position(volatility))
    }

    /// The same with delta.
    #[inline(never)]
    pub fn prices(&self, volatility: &ScenarioVolatility) -> RelativePrices {
        RelativePrices::of(&self.position(volatility))
    }

    /// The same without time value.
    pub fn intrinsic(&self) -> RelativePrices {
        RelativePrices::of(if self.is_above { &Position::ABOVE } else { &Position::BELOW })
    }

    #[inline(always)]
    fn position(&self, volatility: &ScenarioVolatility) -> Position {
        match self.is_above {
            true => position::<true>(self.distance, volatility.0),
            false => position::<false>(self.distance, volatility.0),
        }
    }
}

impl RelativePrices {
    /// A call that is worth nothing.
    pub const NOTHING: Self = Self { value: DirectValue(0), call_delta: U24F40::ZERO };

    #[inline(always)]
    fn of(position: &Position) -> Self {
        Self { value: DirectValue::of(position), call_delta: U24F40::from_bits(position.call_delta as u64) }
    }
}

impl DirectValue {
    const PUT: u64 = 1;

    #[inline(always)]
    fn of(position: &Position) -> Self {
        let is_put = position.direct == Direct::Put;
        Self(position.value as u64 >> 4 << 1 | u64::from(is_put)) // Q40, not negative
    }

    /// Which option it is the value of.
    #[inline(always)]
    pub fn direct(self) -> OptionType {
        match self.0 & Self::PUT {
            Self::PUT => OptionType::Put,
            _ => OptionType::Call,
        }
    }

    /// Over the moved spot, rounded down; at most one.
    #[inline(always)]
    pub fn part(self) -> U28F36 {
        U28F36::from_bits(self.0 >> 1)
    }
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
    has_time_value: bool,
    /// The moved spot fits a word in USD * 1e12, and there is time value.
    fits: bool,
    /// The highest factor that leaves spot in its domain.
    most_factor_bps: u64,
}

impl ScenarioPricer {
    /// The option at today's spot. Domain: that of [`OptionInputs`] without the volatility, which each scenario brings.
    #[inline(always)] // where it is used in a loop, its result would be copied twice
    pub fn new(spot_e8: u64, strike_e8: u64, seconds_to_expiry: u64) -> Result<Self, MathError> {
        let inputs = OptionInputs { spot_e8, strike_e8, seconds_to_expiry, vol_e9: MIN_VOL_E9 };
        let has_time_value = inputs.is_usual();
        if !has_time_value {
            inputs.check()?;
        }
        let fits = has_time_value && spot_e8 >> MAX_BITS == 0;
        let distance = if strike_e8 > 0 { signed_log_ratio(spot_e8, strike_e8) } else { 0 };
        let time = if has_time_value { time_root(seconds_to_expiry) } else { time_root(1) };
        let most_factor_bps = div(MAX_PRICE_E8 * 10_000, spot_e8);
        Ok(Self { spot_e8, strike_e8, seconds_to_expiry, distance, time, has_time_value, fits, most_factor_bps })
    }

    /// Prepares a volatility: yearly * 1e9, from [`MIN_VOL_E9`] to [`MAX_VOL_E9`].
    #[inline(always)]
    pub fn volatility(&self, vol_e9: u64) -> Result<ScenarioVolatility, MathError> {
        if vol_e9.wrapping_sub(MIN_VOL_E9) > MAX_VOL_E9 - MIN_VOL_E9 {
            return Err(MathError::Volatility);
        }
        Ok(ScenarioVolatility(Deviation::new(vol_e9, self.time)))
    }

    /// Where the option lies when spot has moved. Refused: a moved spot above the largest price.
    #[inline(always)]
    pub fn at(&self, spot: &SpotMove) -> Result<MovedSpot, MathError> {
        let factor_bps = u64::from(spot.factor_bps);
        if factor_bps > self.most_factor_bps {
            return Err(MathError::Spot);
        }
        let (moved_e12, strike_e12) = (mul(self.spot_e8, factor_bps), mul(self.strike_e8, 10_000));
        if !self.has_time_value {
            return Ok(MovedSpot { is_above: moved_e12 > strike_e12, distance: Distance::FAR });
        }
        let distance = add_signed(self.distance, spot.log);
        // The logarithms' rounding may take the sign.
        let (is_above, size) =
            if moved_e12 >= strike_e12 { (true, distance.max(0)) } else { (false, distance.min(0).wrapping_neg()) };
        Ok(MovedSpot { is_above, distance: Distance::new(size as u64, self.time.scale) })
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
            true => position::<true>(Distance::new(distance.max(0) as u64, self.time.scale), deviation),
            false => position::<false>(Distance::new(distance.min(0).unsigned_abs(), self.time.scale), deviation),
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
