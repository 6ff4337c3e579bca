//! The volatility surface: what signers may post, and what it says about an expiry at a moment.

pub mod limits;
pub mod message;
mod post;

pub use limits::{
    CHECKED_LOG_STRIKES, JUMP_LOG_STRIKES, JUMP_WINDOW_SECS, MAX_JUMP_BPS, MAX_SURFACE_AGE_SECS, MAX_VOL_E9, MIN_VOL_E9,
};
pub use message::SignedSlice;

use crate::{
    calendar::span_secs,
    state::{SurfaceSlice, VolSurface},
    LedgerError,
};
use core::fmt;
use options_math::{
    mul_div::mul_div_floor, Fix, MathError, SviParameters, SviSlice, MAX_SECONDS_TO_EXPIRY, SECONDS_PER_YEAR,
};

impl VolSurface {
    /// The smile of an expiry at a moment, if it is fresh enough to start a round and to sell options by.
    pub fn live_smile(&self, expiry_ts: i64, now_ts: i64) -> Result<SviSlice, SurfaceError> {
        let slice = self.slice(expiry_ts).ok_or(SurfaceError::NoSlice)?;
        if now_ts.saturating_sub(slice.posted_ts) > MAX_SURFACE_AGE_SECS {
            return Err(SurfaceError::Stale);
        }
        slice.smile(now_ts)
    }
}

impl SurfaceSlice {
    /// The smile with what is left of its variance: `a` and `b`, and with them the whole of it, in proportion to the time to expiry.
    pub fn smile(&self, now_ts: i64) -> Result<SviSlice, SurfaceError> {
        let signed_secs = span_secs(self.issued_ts, self.expiry_ts);
        let left_secs = span_secs(now_ts, self.expiry_ts);
        let left_of = |bits: i64| {
            let left =
                mul_div_floor(bits.unsigned_abs(), left_secs, signed_secs).and_then(|left| i64::try_from(left).ok());
            let left = left.ok_or(LedgerError::Overflow)?;
            Ok::<_, SurfaceError>(Fix::from_bits(if bits < 0 { left.saturating_neg() } else { left }))
        };
        let parameters = SviParameters {
            a: left_of(self.a)?,
            b: left_of(self.b)?,
            rho: Fix::from_bits(self.rho),
            m: Fix::from_bits(self.m),
            sigma: Fix::from_bits(self.sigma),
        };
        Ok(SviSlice::new(parameters, left_secs)?)
    }
}

/// A smile without a shape: one volatility for all strikes, nearest to `vol_e9` that the level of variance can say.
pub fn flat(vol_e9: u64, seconds_to_expiry: u64) -> SviParameters {
    // At most 2^34 squared times 2^26: with 28 more bits the product fits.
    let vol_e9 = u128::from(vol_e9.min(1 << 34));
    let seconds = u128::from(seconds_to_expiry.min(MAX_SECONDS_TO_EXPIRY));
    let variance = (vol_e9 * vol_e9 * seconds) << 28;
    let unit = (u128::from(SECONDS_PER_YEAR) * 1_000_000_000_000_000_000) >> 20; // a multiple of 2^20
    let level = i64::try_from((variance + unit / 2) / unit).unwrap_or(i64::MAX);
    SviParameters { a: Fix::from_bits(level), b: Fix::ZERO, rho: Fix::ZERO, m: Fix::ZERO, sigma: Fix::ONE }
}

/// Why a surface is refused, or does not help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurfaceError {
    // What is not taken.
    /// An expiry is not one of the market's next eight, or they are not in order.
    Expiry,
    /// The parameters of a slice are no smile.
    Slice,
    /// A volatility at one of the checked log-strikes is outside its bounds.
    Volatility,
    /// A wing is too steep.
    Wings,
    /// The density of the price at expiry would be negative.
    Butterfly,
    /// A later expiry has less variance than an earlier one.
    Calendar,
    /// The volatility has moved too far within the window.
    Jump,
    // What is not there.
    /// The expiry has no slice.
    NoSlice,
    /// The slice was posted too long ago.
    Stale,
    Math(MathError),
    Ledger(LedgerError),
}

impl fmt::Display for SurfaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Expiry => "expiries must rise and be among the market's next eight",
            Self::Slice => "the parameters of a slice are no smile",
            Self::Volatility => "a volatility is outside 5 % to 400 % at a checked log-strike",
            Self::Wings => "a wing is steeper than b (1 + |rho|) = 2",
            Self::Butterfly => "the smile allows butterfly arbitrage at a checked log-strike",
            Self::Calendar => "total variance falls from one expiry to the next at a checked log-strike",
            Self::Jump => "the volatility moves by more than half within an hour",
            Self::NoSlice => "the surface has no slice for the expiry",
            Self::Stale => "the expiry's slice is more than a day old",
            Self::Math(error) => return error.fmt(f),
            Self::Ledger(error) => return error.fmt(f),
        })
    }
}

impl core::error::Error for SurfaceError {}

impl From<MathError> for SurfaceError {
    fn from(error: MathError) -> Self {
        Self::Math(error)
    }
}

impl From<LedgerError> for SurfaceError {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}
