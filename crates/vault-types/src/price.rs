//! The one type in which a price enters the vault, whichever oracle it came from.

use crate::{calendar::span_secs, state::OracleLimits, BPS};
use core::fmt;
use options_math::mul_div::mul_div_floor;

/// Why a price was refused. Each check has its own reason, so that a keeper knows what to post instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceError {
    NotPositive,
    Exponent,
    TooUncertain,
    TooOld,
    FromTheFuture,
    BeforeExpiry,
    AfterWindow,
    TooSmall,
    Jump,
}

impl fmt::Display for PriceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotPositive => "the price is not positive",
            Self::Exponent => "the price's exponent is outside -18 to 0, or the price too large",
            Self::TooUncertain => "the price's confidence interval is too wide",
            Self::TooOld => "the price is too old",
            Self::FromTheFuture => "the price is ahead of the clock",
            Self::BeforeExpiry => "the price was published before expiry",
            Self::AfterWindow => "the price was published after the settlement window",
            Self::TooSmall => "the price is below 0.001 USD: it has too few digits to trade at",
            Self::Jump => "the price is too far from the last one",
        })
    }
}

impl core::error::Error for PriceError {}

/// A price that passed the checks which need no clock: positive, representable, confident enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValidatedPrice {
    /// USD times 10^8, rounded down.
    pub price_e8: u64,
    /// When the oracle published it.
    pub publish_ts: i64,
    /// When the oracle published the price before this one.
    pub prev_publish_ts: i64,
}

impl ValidatedPrice {
    /// How old the last observed price must be before a liquidation takes it for one that nobody brings.
    pub const UNSEEN_SECS: u64 = 3_600;

    /// A price that was observed so long ago that nobody may have another one.
    pub(crate) fn last_seen(price_e8: u64, publish_ts: i64, now_ts: i64) -> Option<Self> {
        let is_unseen = price_e8 > 0 && span_secs(publish_ts, now_ts) >= Self::UNSEEN_SECS;
        is_unseen.then_some(Self { price_e8, publish_ts, prev_publish_ts: publish_ts })
    }

    /// From an oracle's `(price ± confidence) * 10^exponent`. Exponents from -18 to 0 are accepted; the price must fit
    /// into 2^63 at eight decimals and still be positive there; confidence is at most `max_confidence_bps` of the price.
    pub fn from_parts(
        price: i64,
        confidence: u64,
        exponent: i32,
        publish_ts: i64,
        prev_publish_ts: i64,
        limits: &OracleLimits,
    ) -> Result<Self, PriceError> {
        let price = u64::try_from(price).map_err(|_| PriceError::NotPositive)?;
        if price == 0 {
            return Err(PriceError::NotPositive);
        }
        let allowed = u128::from(price) * u128::from(limits.max_confidence_bps);
        if u128::from(confidence) * 10_000 > allowed {
            return Err(PriceError::TooUncertain);
        }
        let price_e8 = to_e8(price, exponent).ok_or(PriceError::Exponent)?;
        if price_e8 == 0 {
            return Err(PriceError::NotPositive);
        }
        Ok(Self { price_e8, publish_ts, prev_publish_ts })
    }

    /// The least price to trade at, 0.001 USD: what rounding it to 10^-8 USD takes is at most a hundred-thousandth.
    pub const MIN_TRADED_E8: u64 = 100_000;

    /// Good enough to trade on: published at most `max_age_secs` ago and at most `max_future_secs` ahead of the clock, and not so
    /// small that its rounding would be worth waiting for. A settlement takes smaller prices too.
    pub fn check_fresh(&self, now_ts: i64, limits: &OracleLimits) -> Result<(), PriceError> {
        let age_secs = now_ts.saturating_sub(self.publish_ts);
        if age_secs > i64::from(limits.max_age_secs) {
            return Err(PriceError::TooOld);
        }
        if self.price_e8 < Self::MIN_TRADED_E8 {
            return Err(PriceError::TooSmall);
        }
        self.check_not_ahead(now_ts, limits)
    }

    fn check_not_ahead(&self, now_ts: i64, limits: &OracleLimits) -> Result<(), PriceError> {
        if self.publish_ts.saturating_sub(now_ts) > i64::from(limits.max_future_secs) {
            return Err(PriceError::FromTheFuture);
        }
        Ok(())
    }

    /// The same price, no farther from another one than `max_jump_bps` of that; rounded towards it.
    pub fn within(&self, last_e8: u64, max_jump_bps: u32) -> Self {
        Self { price_e8: clamped_e8(self.price_e8, last_e8, max_jump_bps), ..*self }
    }

    /// Is the distance from another price more than `max_jump_bps` of that one?
    pub fn jumps_from(&self, last_e8: u64, max_jump_bps: u32) -> bool {
        let distance = u128::from(self.price_e8.abs_diff(last_e8));
        distance * 10_000 > u128::from(last_e8) * u128::from(max_jump_bps)
    }

    /// Published in `[expiry, expiry + settlement window + retry time]`, and not ahead of the clock. Earlier prices replace later ones,
    /// so one of the retry time stands only where the window had none.
    pub fn check_settles(&self, expiry_ts: i64, now_ts: i64, limits: &OracleLimits) -> Result<(), PriceError> {
        if self.publish_ts < expiry_ts {
            return Err(PriceError::BeforeExpiry);
        }
        let late_secs = self.publish_ts.saturating_sub(expiry_ts);
        if late_secs > limits.last_settlement_secs() {
            return Err(PriceError::AfterWindow);
        }
        self.check_not_ahead(now_ts, limits)
    }

    /// Does the oracle itself say that no earlier price at or after the expiry exists?
    pub fn is_first_after(&self, expiry_ts: i64) -> bool {
        self.prev_publish_ts < expiry_ts && self.publish_ts >= expiry_ts
    }
}

/// `price * 10^(exponent + 8)`, rounded down; `None` outside the accepted exponents and above 2^63.
fn to_e8(price: u64, exponent: i32) -> Option<u64> {
    let value = match exponent {
        -18..=-9 => price / 10u64.checked_pow(exponent.checked_add(8)?.unsigned_abs())?,
        -8..=0 => price.checked_mul(10u64.checked_pow(exponent.checked_add(8)?.unsigned_abs())?)?,
        _ => return None,
    };
    i64::try_from(value).ok()?;
    Some(value)
}

/// The rule "first valid price at or after expiry", for prices that arrive in any order.
///
/// A price that the oracle itself marks as the first one ends the question. Any other price is a candidate, replaced by
/// every earlier one that somebody brings before its challenge period is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Candidacy {
    /// The first price after expiry: final at once.
    Final,
    /// Earlier than what was known, or the first of its second: stands until challenged.
    Better,
    /// Not earlier than what is known.
    Worse,
}

/// Compares a settling price with the earliest known publish time.
///
/// An oracle may publish several prices in one second. Of these the one whose predecessor was published before that
/// second is the first, so it wins over any other that came in earlier; brought twice, it replaces itself.
pub fn candidacy(price: &ValidatedPrice, expiry_ts: i64, earliest_ts: Option<i64>) -> Candidacy {
    if price.is_first_after(expiry_ts) {
        return Candidacy::Final;
    }
    let is_first_of_second = price.prev_publish_ts < price.publish_ts;
    match earliest_ts {
        Some(known_ts) if price.publish_ts > known_ts => Candidacy::Worse,
        Some(known_ts) if price.publish_ts == known_ts && !is_first_of_second => Candidacy::Worse,
        _ => Candidacy::Better,
    }
}

/// A price, no farther from another one than `max_jump_bps` of that.
pub(crate) fn clamped_e8(price_e8: u64, last_e8: u64, max_jump_bps: u32) -> u64 {
    let most_e8 = mul_div_floor(last_e8, max_jump_bps.into(), BPS).unwrap_or(u64::MAX);
    price_e8.clamp(last_e8.saturating_sub(most_e8), last_e8.saturating_add(most_e8))
}
