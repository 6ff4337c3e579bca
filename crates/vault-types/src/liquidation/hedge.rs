//! A hedge: somebody takes over options that an account owes, for the model's price and a part of what they lose by ten points of volatility that
//! rises. So the account owes fewer options that gain by volatility, until ten points more cost it no more than the limit. Options without vega cost
//! nothing extra, and what helps nothing is refused: nobody is paid for taking away something else.

use super::{
    marks::FairPrice,
    price_path::{part_down, ONE_E9},
    Health, LiquidationParameters,
};
use crate::margin::{MarginError, Units};
use core::fmt;
use options_math::mul_div::mul_div_ceil;

/// Why a hedge is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HedgeError {
    /// The account does not owe so many of these options.
    NotOwed,
    /// More than it takes to bring the account back within the limit.
    TooMuch,
    /// What it costs lowers the limit by more than it lowers the loss.
    NoHelp,
    Margin(MarginError),
}

impl fmt::Display for HedgeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOwed => f.write_str("the account owes fewer of these options"),
            Self::TooMuch => {
                f.write_str("fewer of these options bring the account back within its limit: take at most those")
            }
            Self::NoHelp => f.write_str("these options cost more than taking them over helps: take others"),
            Self::Margin(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for HedgeError {}

impl From<MarginError> for HedgeError {
    fn from(error: MarginError) -> Self {
        Self::Margin(error)
    }
}

/// Options that an account owes, and what they are worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hedge {
    /// In atoms of the underlying.
    pub owed_atoms: u64,
    pub price: FairPrice,
    pub units: Units,
}

impl Hedge {
    /// How many of them bring the account back within the limit, rounded up; all, if not even those do; none that gain nothing by volatility.
    pub fn most_atoms(&self, health: &Health, parameters: &LiquidationParameters) -> Result<u64, HedgeError> {
        let loss_atoms = self.loss_atoms(self.owed_atoms)?;
        if loss_atoms == 0 {
            return Ok(0);
        }
        let excess_atoms = health.vega_excess_atoms(parameters);
        Ok(mul_div_ceil(self.owed_atoms, excess_atoms, loss_atoms).unwrap_or(u64::MAX).min(self.owed_atoms))
    }

    /// What so many lose by ten points of volatility, rounded down.
    fn loss_atoms(&self, quantity_atoms: u64) -> Result<u64, MarginError> {
        self.units.quote_atoms_down(i128::from(self.price.vega_e12()).wrapping_mul(quantity_atoms.into()) / 10_000)
    }

    /// What the account pays for so many at a part of their vega above the model's price, rounded down. Errors: [`HedgeError::NotOwed`],
    /// [`HedgeError::TooMuch`], [`HedgeError::NoHelp`].
    pub fn price_atoms(
        &self,
        quantity_atoms: u64,
        health: &Health,
        parameters: &LiquidationParameters,
        part_e9: u64,
    ) -> Result<u64, HedgeError> {
        if quantity_atoms > self.owed_atoms {
            return Err(HedgeError::NotOwed);
        }
        if quantity_atoms > self.most_atoms(health, parameters)? {
            return Err(HedgeError::TooMuch);
        }
        let most_e9 = u64::from(parameters.hedge_most_bps).saturating_mul(ONE_E9 / crate::BPS);
        let price_e12 = self.price.today_e12.saturating_add(part_down(self.price.vega_e12(), part_e9.min(most_e9)));
        let value_e8 = i128::from(price_e12).wrapping_mul(quantity_atoms.into()) / 10_000;
        let paid_atoms = self.units.quote_atoms_down(value_e8)?;
        let after = Health {
            counted_atoms: health.counted_atoms.saturating_sub(paid_atoms),
            vega_loss_atoms: health.vega_loss_atoms.saturating_sub(self.loss_atoms(quantity_atoms)?),
            ..*health
        };
        if after.vega_excess_atoms(parameters) >= health.vega_excess_atoms(parameters) {
            return Err(HedgeError::NoHelp);
        }
        Ok(paid_atoms)
    }
}
