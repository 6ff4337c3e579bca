//! What an option's price depends on, and the domain.

use crate::MathError;

/// The largest price in USD * 1e8: 2^49 - 1, which is 5.6 million USD.
pub const MAX_PRICE_E8: u64 = (1 << 49) - 1;
/// Two years of 365 days.
pub const MAX_SECONDS_TO_EXPIRY: u64 = 2 * SECONDS_PER_YEAR;
/// 2 % a year; zero is allowed as well.
pub const MIN_VOL_E9: u64 = 20_000_000;
/// 400 % a year.
pub const MAX_VOL_E9: u64 = 4_000_000_000;
/// 100 % a year, continuously compounded.
pub const MAX_RATE_E9: u64 = 1_000_000_000;
/// A year of 365 days.
pub const SECONDS_PER_YEAR: u64 = 365 * 86_400;

/// What a European option's price depends on.
///
/// Domain: spot from 1 and strike from 0 to [`MAX_PRICE_E8`], at most [`MAX_SECONDS_TO_EXPIRY`], volatility zero or from
/// [`MIN_VOL_E9`] to [`MAX_VOL_E9`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionInputs {
    /// Price of one unit of the underlying, USD * 1e8.
    pub spot_e8: u64,
    /// USD * 1e8. Zero is a call that is the underlying itself.
    pub strike_e8: u64,
    /// Zero means at expiry.
    pub seconds_to_expiry: u64,
    /// Yearly volatility * 1e9: 1_000_000_000 is 100 %.
    pub vol_e9: u64,
}

/// A call or a put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionType {
    /// The right to buy.
    Call,
    /// The right to sell.
    Put,
}

impl OptionInputs {
    /// Refuses inputs outside the domain, in the order of the fields.
    pub fn check(&self) -> Result<(), MathError> {
        if !(1..=MAX_PRICE_E8).contains(&self.spot_e8) {
            return Err(MathError::Spot);
        }
        if self.strike_e8 > MAX_PRICE_E8 {
            return Err(MathError::Strike);
        }
        if self.seconds_to_expiry > MAX_SECONDS_TO_EXPIRY {
            return Err(MathError::SecondsToExpiry);
        }
        if self.vol_e9 != 0 && !(MIN_VOL_E9..=MAX_VOL_E9).contains(&self.vol_e9) {
            return Err(MathError::Volatility);
        }
        Ok(())
    }

    /// Inside the domain and no limit case: what the kernel takes.
    #[inline(always)]
    pub(crate) fn is_usual(&self) -> bool {
        self.spot_e8.wrapping_sub(1) < MAX_PRICE_E8
            && self.strike_e8.wrapping_sub(1) < MAX_PRICE_E8
            && self.seconds_to_expiry.wrapping_sub(1) < MAX_SECONDS_TO_EXPIRY
            && self.vol_e9.wrapping_sub(MIN_VOL_E9) <= MAX_VOL_E9 - MIN_VOL_E9
    }
}
