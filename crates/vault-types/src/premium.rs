//! What options cost: the model's price, and the Dutch auction's path around it.

use crate::{
    calendar::span_secs,
    payoff::payoff_from_writer,
    state::{MarginSeries, OptionKind, PremiumAuction, Series, VolSurface},
    surface::{SurfaceError, MAX_VOL_E9, MIN_VOL_E9},
    LedgerError, BPS,
};
use options_math::{mul_div::mul_div_ceil, price, OptionInputs, Prices};

/// The asking price over the model price, in bps, at a moment of the auction: from `10,000 + start_premium` at the
/// start in a straight line to `10,000 - end_discount` at the end; rounded up, so never in the bidder's favour.
pub fn ask_multiplier_bps(auction: &PremiumAuction, now_ts: i64) -> Result<u64, LedgerError> {
    let top = BPS + u64::from(auction.start_premium_bps);
    let bottom = BPS.saturating_sub(u64::from(auction.end_discount_bps));
    let length = span_secs(auction.start_ts, auction.end_ts);
    let left = span_secs(now_ts, auction.end_ts).min(length);
    if length == 0 {
        return Ok(bottom);
    }
    let above_bottom = mul_div_ceil(top.saturating_sub(bottom), left, length).ok_or(LedgerError::Overflow)?;
    bottom.checked_add(above_bottom).ok_or(LedgerError::Overflow)
}

/// What an option is, for its price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionTerms {
    pub kind: OptionKind,
    /// USD times 10^8.
    pub strike_e8: u64,
    pub expiry_ts: i64,
}

impl Series {
    /// Of one of its options.
    pub fn terms(&self) -> OptionTerms {
        OptionTerms { kind: self.kind, strike_e8: self.strike_e8, expiry_ts: self.expiry_ts }
    }
}

impl MarginSeries {
    /// Of one of its options.
    pub fn terms(&self) -> OptionTerms {
        OptionTerms { kind: self.kind, strike_e8: self.strike_e8, expiry_ts: self.expiry_ts }
    }
}

/// What the model says about an option at a spot price, rounded up by the model's own error: a billionth of spot and two units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModelPrice {
    spot_e8: u64,
    /// The most that one option on a whole unit of the underlying can be worth, USD times 10^12.
    option_e12: u64,
}

impl ModelPrice {
    /// From the spot price, USD times 10^8, and the values that `options_math` gives at it.
    pub fn new(kind: OptionKind, spot_e8: u64, prices: &Prices) -> Result<Self, LedgerError> {
        let value_e12 = match kind {
            OptionKind::CALL => prices.call_e12,
            OptionKind::PUT => prices.put_e12,
            _ => return Err(LedgerError::BrokenInvariant),
        };
        let model_error_e12 = spot_e8.div_ceil(100_000).saturating_add(2);
        Ok(Self { spot_e8, option_e12: value_e12.saturating_add(model_error_e12) })
    }
}

/// The model's price of an option now: with the volatility that the surface gives at the log-strike `ln(K / spot)`, whose own error is far
/// within that of the model for variances up to one. Refused if the expiry has no slice or a stale one, and if the volatility is outside the
/// surface's bounds: between the log-strikes at which a slice was checked it could be.
pub fn model_price(
    option: &OptionTerms,
    spot_e8: u64,
    surface: &VolSurface,
    now_ts: i64,
) -> Result<ModelPrice, SurfaceError> {
    let smile = surface.live_smile(option.expiry_ts, now_ts)?;
    let strike_e8 = option.strike_e8;
    let vol_e9 = smile.vol_e9(spot_e8, strike_e8)?;
    if !(MIN_VOL_E9..=MAX_VOL_E9).contains(&vol_e9) {
        return Err(SurfaceError::Volatility);
    }
    let prices = price(&OptionInputs { spot_e8, strike_e8, seconds_to_expiry: smile.seconds_to_expiry(), vol_e9 })?;
    Ok(ModelPrice::new(option.kind, spot_e8, &prices)?)
}

/// What options that `quantity_atoms` of collateral cover cost, in atoms of what they are settled in: `ceil(ceil(quantity * model / unit) * multiplier)`,
/// and at least one atom, so nothing is ever given away. The unit is what backs an option on a whole unit of the underlying: spot
/// for a call, the strike for a put. One of zero is an overflow.
pub fn premium_atoms(
    option: &OptionTerms,
    quantity_atoms: u64,
    model: &ModelPrice,
    multiplier_bps: u64,
) -> Result<u64, LedgerError> {
    let unit_e8 = match option.kind {
        OptionKind::CALL => model.spot_e8,
        OptionKind::PUT => option.strike_e8,
        _ => return Err(LedgerError::BrokenInvariant),
    };
    let unit_e12 = unit_e8.checked_mul(10_000).ok_or(LedgerError::Overflow)?;
    let at_model = mul_div_ceil(quantity_atoms, model.option_e12, unit_e12).ok_or(LedgerError::Overflow)?;
    let asked = mul_div_ceil(at_model, multiplier_bps, BPS).ok_or(LedgerError::Overflow)?;
    Ok(asked.max(1))
}

/// The lowest premium at which the auction sells now: [`premium_atoms`], but never less than exercising at this spot would
/// pay. Otherwise the discount at the auction's end would sell an option that has moved into the money for less than its
/// own payoff.
pub fn ask_atoms(
    option: &OptionTerms,
    quantity_atoms: u64,
    model: &ModelPrice,
    multiplier_bps: u64,
) -> Result<u64, LedgerError> {
    let asked = premium_atoms(option, quantity_atoms, model, multiplier_bps)?;
    let intrinsic = payoff_from_writer(option.kind, quantity_atoms, option.strike_e8, model.spot_e8)?;
    Ok(asked.max(intrinsic))
}
