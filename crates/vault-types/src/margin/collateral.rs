//! What collateral counts for, in atoms of the quote that an account owes in.
//!
//! `value = amount * rate * min(price - confidence, average * (1 + max_above)) * (1 - haircut) * weight`, rounded down, where
//! - `rate` is 1, or what the token is worth in the token of its base bank ([`super::ExchangeRate`]);
//! - `average` is the bank's own ([`super::PriceAverage`]): a pump counts for little, a fall at once;
//! - `weight` goes in a straight line from 0, when the bank begins to count, to 1 at the end of its ramp.
//!
//! Prices are in USD and a unit of the quote counts as one, as in markets. The account's own quote counts in full, whatever its bank says:
//! what is owed is owed in the same atoms, so neither its price nor a haircut could make the account less able to pay.
//!
//! Nothing here fails on what a market does. A price that is too small, too high for a number, or without history counts less, down to
//! zero: an account whose value cannot be computed could not be liquidated.

use super::holding::MAX_DECIMALS;
use crate::{
    price::{PriceError, ValidatedPrice},
    state::OracleLimits,
    BPS,
};
use core::fmt;
use options_math::mul_div::{divide_by_power_of_ten, mul_div_floor};

/// The most kinds of collateral of an account.
pub const MAX_COLLATERALS: usize = 8;

const ONE_E9: u64 = 1_000_000_000;
const PRICE_DECIMALS: u32 = 8;

/// Why collateral is not taken, not given back, or not valued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CollateralError {
    /// The last observation is too young, or newer than this one.
    TooSoon,
    /// More than the bank's cap.
    AboveCap,
    /// More than may leave the bank today.
    AboveOutflow,
    /// More than the bank holds.
    NotDeposited,
    /// Tokens with more than [`MAX_DECIMALS`] decimals.
    Decimals,
    Price(PriceError),
}

impl fmt::Display for CollateralError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooSoon => "the last observation is less than a minute older: wait",
            Self::AboveCap => "the bank is full: its cap would be exceeded",
            Self::AboveOutflow => "more than may leave the bank today: withdraw less or wait",
            Self::NotDeposited => "the bank does not hold so much",
            Self::Decimals => "tokens with more than 12 decimals are not supported",
            Self::Price(error) => return error.fmt(f),
        })
    }
}

impl core::error::Error for CollateralError {}

impl From<PriceError> for CollateralError {
    fn from(error: PriceError) -> Self {
        Self::Price(error)
    }
}

/// A price for collateral: what the oracle says, and the least that it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CollateralPrice {
    pub mid: ValidatedPrice,
    /// Price less confidence, USD times 10^8, rounded down.
    pub low_e8: u64,
}

impl CollateralPrice {
    /// From an oracle's `(price ± confidence) * 10^exponent`, with the checks of [`ValidatedPrice::from_parts`].
    pub fn from_parts(
        price: i64,
        confidence: u64,
        exponent: i32,
        publish_ts: i64,
        prev_publish_ts: i64,
        limits: &OracleLimits,
    ) -> Result<Self, PriceError> {
        let validate = |price, confidence| {
            ValidatedPrice::from_parts(price, confidence, exponent, publish_ts, prev_publish_ts, limits)
        };
        let low = i64::try_from(confidence).map_or(0, |confidence| price.saturating_sub(confidence));
        // A price that rounds to nothing is worth nothing.
        let low_e8 = validate(low, 0).map_or(0, |low| low.price_e8);
        Ok(Self { mid: validate(price, confidence)?, low_e8 })
    }

    /// [`ValidatedPrice::check_fresh`], but for the size: collateral that has fallen below any price to trade at must still be valued.
    pub fn check_fresh(&self, now_ts: i64, limits: &OracleLimits) -> Result<(), PriceError> {
        let price_e8 = self.mid.price_e8.max(ValidatedPrice::MIN_TRADED_E8);
        ValidatedPrice { price_e8, ..self.mid }.check_fresh(now_ts, limits)
    }
}

/// What an amount of one token counts for; a bank makes it from a price or from the terms of its base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CollateralTerms {
    /// Price of a unit of the token that is priced, USD times 10^8.
    pub price_e8: u64,
    /// Atoms of the token that is priced per atom of the collateral, times 10^9.
    pub rate_e9: u64,
    /// How far the bank has ramped up, times 10^9: at most 1.
    pub weight_e9: u64,
    pub haircut_bps: u16,
    /// Of the token that is priced.
    pub decimals: u8,
}

impl CollateralTerms {
    /// The account's own quote: every atom is one.
    pub const fn quote(decimals: u8) -> Self {
        Self { price_e8: 100_000_000, rate_e9: ONE_E9, weight_e9: ONE_E9, haircut_bps: 0, decimals }
    }

    /// What the token is worth at a price, whatever counts of it.
    pub fn fair(&self, price_e8: u64) -> Self {
        Self { price_e8, weight_e9: ONE_E9, haircut_bps: 0, ..*self }
    }

    /// The terms of a token that is worth `rate_e9` of this one: haircuts add up, and the youngest weight holds.
    pub fn derived(&self, rate_e9: u64, weight_e9: u64, haircut_bps: u16) -> Self {
        Self {
            rate_e9: mul_div_floor(self.rate_e9, rate_e9, ONE_E9).unwrap_or(u64::MAX),
            weight_e9: self.weight_e9.min(weight_e9),
            haircut_bps: self.haircut_bps.saturating_add(haircut_bps),
            ..*self
        }
    }

    /// The value of an amount in atoms of the quote. Rounded down three times: to atoms of the token that is priced, to atoms of the quote,
    /// and after haircut and weight. A value above `u64::MAX` stays there.
    ///
    /// Errors: `Decimals` above [`MAX_DECIMALS`].
    pub fn value_atoms(&self, amount_atoms: u64, quote_decimals: u8) -> Result<u64, CollateralError> {
        if self.decimals > MAX_DECIMALS || quote_decimals > MAX_DECIMALS {
            return Err(CollateralError::Decimals);
        }
        let priced_atoms = mul_div_floor(amount_atoms, self.rate_e9, ONE_E9).unwrap_or(u64::MAX);
        let full_atoms = in_quote(priced_atoms, self.price_e8, self.decimals, quote_decimals);
        let counted_e13 = u128::from(full_atoms).wrapping_mul(self.counted_e13().into()); // at most 10^13 of 2^64
        Ok(u64::try_from(divide_by_power_of_ten(counted_e13, 13).0).unwrap_or(u64::MAX))
    }

    /// `(1 - haircut) * weight`, times 10^13: at most 1.
    fn counted_e13(&self) -> u64 {
        let kept_bps = BPS.saturating_sub(self.haircut_bps.into());
        kept_bps.saturating_mul(self.weight_e9.min(ONE_E9))
    }
}

/// `atoms * price * 10^quote_decimals / 10^(8 + decimals)`, rounded down.
fn in_quote(atoms: u64, price_e8: u64, decimals: u8, quote_decimals: u8) -> u64 {
    let (from, to) = (PRICE_DECIMALS.saturating_add(decimals.into()), u32::from(quote_decimals));
    let value = u128::from(atoms).wrapping_mul(price_e8.into());
    let scaled = match from.checked_sub(to) {
        Some(digits) => divide_by_power_of_ten(value, digits).0,
        None => value.saturating_mul(10_u128.saturating_pow(to.saturating_sub(from))),
    };
    u64::try_from(scaled).unwrap_or(u64::MAX)
}
