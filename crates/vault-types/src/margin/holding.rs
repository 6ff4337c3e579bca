//! A portfolio's options, and the units that they are valued in.

use crate::{surface::SurfaceError, LedgerError};
use core::fmt;
use options_math::{mul_div::divide_by_power_of_ten, MathError, OptionType};

/// Options of one series, in units of the underlying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    pub option_type: OptionType,
    /// USD times 10^8.
    pub strike_e8: u64,
    pub expiry_ts: i64,
    /// Atoms of the underlying that the options are on: above zero when owned, below when owed. At most
    /// [`options_math::MAX_QUANTITY`] either way.
    pub quantity: i64,
}

/// An amount of money: USD times 10^8, times atoms of the underlying.
///
/// A price times a quantity is one, without rounding. It fits: a price is below 2^49 and a quantity below 2^58.
pub type ValueE8 = i128;

/// What an atom is of underlying and quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Units {
    pub underlying_decimals: u8,
    pub quote_decimals: u8,
}

/// The most decimals of a token that a market takes.
pub const MAX_DECIMALS: u8 = 12;

impl Units {
    /// A value in atoms of the quote, rounded up, as it is asked for. Zero for negative values.
    ///
    /// `value / 10^(8 + underlying_decimals) * 10^quote_decimals`.
    pub fn quote_atoms_up(&self, value: ValueE8) -> Result<u64, MarginError> {
        let (atoms, has_rest) = self.quote_atoms(value)?;
        atoms.checked_add(u64::from(has_rest)).ok_or(LedgerError::Overflow.into())
    }

    /// The same rounded down, as it is paid out.
    pub fn quote_atoms_down(&self, value: ValueE8) -> Result<u64, MarginError> {
        Ok(self.quote_atoms(value)?.0)
    }

    /// Rounded down, and whether something is left.
    fn quote_atoms(&self, value: ValueE8) -> Result<(u64, bool), MarginError> {
        if self.underlying_decimals > MAX_DECIMALS || self.quote_decimals > MAX_DECIMALS {
            return Err(MarginError::Decimals);
        }
        let Ok(value) = u128::try_from(value) else { return Ok((0, false)) };
        let value_decimals = u32::from(self.underlying_decimals) + 8;
        let (atoms, has_rest) = match value_decimals.checked_sub(self.quote_decimals.into()) {
            Some(decimals) => divide_by_power_of_ten(value, decimals),
            None => {
                let decimals = u32::from(self.quote_decimals).saturating_sub(value_decimals);
                (value.checked_mul(10_u128.pow(decimals)).ok_or(LedgerError::Overflow)?, false)
            }
        };
        Ok((u64::try_from(atoms).map_err(|_| LedgerError::Overflow)?, has_rest))
    }
}

/// The three levels of an account's collateral, in atoms of the quote. Never falling from the last to the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Requirement {
    /// Below it no new risk and no withdrawal.
    pub initial_atoms: u64,
    /// Below it a part of the portfolio is auctioned.
    pub maintenance_atoms: u64,
    /// Below it the whole account may be auctioned.
    pub liquidation_atoms: u64,
}

/// Why a requirement cannot be computed, or a portfolio is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarginError {
    /// More positions than [`super::MAX_POSITIONS`].
    TooManyPositions,
    /// A quantity above [`options_math::MAX_QUANTITY`].
    Quantity,
    /// Calls are owed that neither calls nor the underlying cover: the loss has no bound.
    UnboundedLoss,
    /// Tokens with more than [`MAX_DECIMALS`] decimals.
    Decimals,
    /// Parameters outside their bounds.
    Parameters,
    Math(MathError),
    Surface(SurfaceError),
    Ledger(LedgerError),
}

impl fmt::Display for MarginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooManyPositions => "an account has at most 24 positions",
            Self::Quantity => "a position is too large",
            Self::UnboundedLoss => "the loss has no bound: buy calls or deposit the underlying to cover the calls owed",
            Self::Decimals => "tokens with more than 12 decimals are not supported",
            Self::Parameters => "margin parameters are outside their bounds",
            Self::Math(error) => return error.fmt(f),
            Self::Surface(error) => return error.fmt(f),
            Self::Ledger(error) => return error.fmt(f),
        })
    }
}

impl core::error::Error for MarginError {}

impl From<MathError> for MarginError {
    fn from(error: MathError) -> Self {
        match error {
            MathError::TooManyLegs => Self::TooManyPositions,
            MathError::Quantity => Self::Quantity,
            MathError::UnboundedLoss => Self::UnboundedLoss,
            other => Self::Math(other),
        }
    }
}

impl From<SurfaceError> for MarginError {
    fn from(error: SurfaceError) -> Self {
        Self::Surface(error)
    }
}

impl From<LedgerError> for MarginError {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}
