//! What options are worth at the market's own volatilities: without a floor, without limits, without a day's look ahead. A requirement is
//! careful; a price between two who trade is not. But no volatility counts above the ceiling that realised volatility sets, whoever signed it: at it
//! accounts would be worth less than nothing, and others pay for them.

use crate::{
    margin::{scenario::floor_to_e8, Holding, MarginError, MarketInputs, Units, ValueE12},
    LedgerError,
};
use options_math::{OptionType, Scenario, ScenarioPricer, SpotMove, MAX_VOL_E9, MIN_VOL_E9};

/// Ten points, a year, times 10^9.
pub const VEGA_POINTS_E9: u64 = 100_000_000;

/// A portfolio's options on one market, or some of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FairValue {
    /// What they are worth, less those owed.
    pub today: ValueE12,
    /// What they gain when every volatility rises by ten points; below zero what they lose.
    pub gain_by_vega: ValueE12,
}

/// One option's prices, USD times 10^12.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FairPrice {
    pub today_e12: u64,
    /// When every volatility is ten points higher; at least that of today.
    pub with_vega_e12: u64,
}

impl FairValue {
    /// Adds so many options, above zero when owned. At most 24 of quantities below 2^57 and prices below 2^63.3.
    pub fn add(&mut self, price: &FairPrice, quantity: i64) {
        let times = |price_e12: u64| ValueE12::from(price_e12).wrapping_mul(quantity.into());
        self.today = self.today.wrapping_add(times(price.today_e12));
        self.gain_by_vega = self.gain_by_vega.wrapping_add(times(price.vega_e12()));
    }

    /// Of options on one market. Errors: those of [`MarketInputs::fair_price`], and [`MarginError::TooManyPositions`].
    pub fn of(holdings: &[Holding], market: &MarketInputs<'_>) -> Result<Self, MarginError> {
        if holdings.len() > crate::margin::MAX_POSITIONS {
            return Err(MarginError::TooManyPositions);
        }
        let mut value = Self::default();
        for holding in holdings {
            value.add(&market.fair_price(holding)?, holding.quantity);
        }
        Ok(value)
    }
}

/// A [`FairValue`] in atoms of the quote, rounded down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FairAtoms {
    pub today: i64,
    pub gain_by_vega: i64,
}

impl FairValue {
    /// In atoms of the quote. Errors: [`LedgerError::Overflow`] for what does not fit.
    pub fn in_atoms(&self, units: &Units) -> Result<FairAtoms, MarginError> {
        let floor = |value: ValueE12| {
            let value = floor_to_e8(value);
            let atoms = match value < 0 {
                true => i64::try_from(units.quote_atoms_up(value.wrapping_neg())?).map(i64::wrapping_neg),
                false => i64::try_from(units.quote_atoms_down(value)?),
            };
            atoms.map_err(|_| MarginError::from(LedgerError::Overflow))
        };
        Ok(FairAtoms { today: floor(self.today)?, gain_by_vega: floor(self.gain_by_vega)? })
    }
}

impl FairAtoms {
    /// The sum of two.
    pub fn plus(&self, other: &Self) -> Result<Self, LedgerError> {
        let sum = |a: i64, b: i64| a.checked_add(b).ok_or(LedgerError::Overflow);
        Ok(Self { today: sum(self.today, other.today)?, gain_by_vega: sum(self.gain_by_vega, other.gain_by_vega)? })
    }
}

impl FairPrice {
    /// By how much the price rises with volatility.
    pub fn vega_e12(&self) -> u64 {
        self.with_vega_e12.saturating_sub(self.today_e12)
    }
}

impl MarketInputs<'_> {
    /// What an option is worth today and with ten points more of volatility: at its smile or the fallback, as what is settled at the spot if it has
    /// expired. The quantity does not matter. Errors: [`MarginError::Quantity`] for one that is too large, and [`MarginError::Math`].
    #[inline(never)]
    pub fn fair_price(&self, holding: &Holding) -> Result<FairPrice, MarginError> {
        if holding.quantity.unsigned_abs() > options_math::MAX_QUANTITY.unsigned_abs() {
            return Err(MarginError::Quantity);
        }
        let seconds = self.seconds_to(holding.expiry_ts, false);
        let pricer = ScenarioPricer::new(self.spot_e8, holding.strike_e8, seconds)?;
        let vol_e9 = self.fair_vol_e9(holding.expiry_ts, &pricer);
        let price = |vol_e9: u64| {
            let prices =
                pricer.price(&Scenario { spot: SpotMove::NONE, vol_e9: vol_e9.clamp(MIN_VOL_E9, MAX_VOL_E9) })?;
            Ok::<_, MarginError>(match holding.option_type {
                OptionType::Call => prices.call_e12,
                OptionType::Put => prices.put_e12,
            })
        };
        let today_e12 = price(vol_e9)?;
        let with_vega_e12 = price(vol_e9.saturating_add(VEGA_POINTS_E9))?.max(today_e12);
        Ok(FairPrice { today_e12, with_vega_e12 })
    }
}
