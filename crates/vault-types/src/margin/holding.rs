//! A portfolio's options, and the units that they are valued in.

use crate::{surface::SurfaceError, LedgerError};
use core::fmt;
use options_math::{MathError, OptionType};

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
        self.quote_atoms(value, u128::div_ceil)
    }

    /// The same rounded down, as it is paid out.
    pub fn quote_atoms_down(&self, value: ValueE8) -> Result<u64, MarginError> {
        self.quote_atoms(value, |value, unit| value.checked_div(unit).unwrap_or(0))
    }

    fn quote_atoms(&self, value: ValueE8, divide: impl Fn(u128, u128) -> u128) -> Result<u64, MarginError> {
        if self.underlying_decimals > MAX_DECIMALS || self.quote_decimals > MAX_DECIMALS {
            return Err(MarginError::Decimals);
        }
        let Ok(value) = u128::try_from(value) else { return Ok(0) };
        // One power of ten, and not a product and a quotient: dear at 128 bits. From 10^-4 to 10^20.
        let value_decimals = u32::from(self.underlying_decimals) + 8;
        let atoms = match value_decimals.checked_sub(self.quote_decimals.into()) {
            Some(decimals) => divide(value, power_of_ten(decimals)),
            None => {
                let decimals = u32::from(self.quote_decimals).saturating_sub(value_decimals);
                value.checked_mul(power_of_ten(decimals)).ok_or(LedgerError::Overflow)?
            }
        };
        u64::try_from(atoms).map_err(|_| LedgerError::Overflow.into())
    }

    /// Atoms of the underlying, times 10^8, that are worth one atom of the quote at a price of 1.00: `10^(8 + underlying_decimals -
    /// quote_decimals)`. `None` if that is no whole number of 64 bits, which for tokens of 6 to 12 decimals it is.
    pub fn quote_unit_e8(&self) -> Option<u64> {
        let digits = 8_u32.checked_add(self.underlying_decimals.into())?.checked_sub(self.quote_decimals.into())?;
        10_u64.checked_pow(digits)
    }
}

/// Up to 10^38: a product of two words.
fn power_of_ten(decimals: u32) -> u128 {
    let half = decimals / 2;
    u128::from(10_u64.pow(half)).wrapping_mul(u128::from(10_u64.pow(decimals.saturating_sub(half))))
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
