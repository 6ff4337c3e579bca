//! What a market says about the options of a portfolio: prices, smiles, and what stands in for them.

use super::{Holding, MarginError, Units};
use crate::{
    calendar::span_secs,
    state::{SurfaceSlice, VolSurface},
    surface::SurfaceError,
};
use options_math::{MathError, ScenarioPricer, SviSlice, MAX_PRICE_E8, MAX_SECONDS_TO_EXPIRY};

/// One market at a moment.
#[derive(Clone, Copy, Debug)]
pub struct MarketInputs<'a> {
    /// Price of a unit of the underlying, USD times 10^8.
    pub spot_e8: u64,
    pub now_ts: i64,
    pub units: Units,
    /// In no order. An expiry that is not among them has no smile.
    pub smiles: &'a [ExpirySmile],
    /// The yearly volatility, times 10^9, of expiries without a smile. No requirement may wait for a signature: whoever owes could
    /// otherwise not be liquidated while the signers sleep.
    pub fallback_vol_e9: u64,
    /// What is owed is valued at no lower volatility, whoever signed it. See [`super::RealisedVolatility`].
    pub floor_vol_e9: u64,
    /// What is owned is valued at no higher one, whoever signed it: it pays for what is owed, so it must not be worth whatever signers like.
    pub ceiling_vol_e9: u64,
}

/// The smile of an expiry, if there is one that is good enough.
#[derive(Clone, Copy, Debug)]
pub struct ExpirySmile {
    pub expiry_ts: i64,
    /// Prepared for the time from now to the expiry.
    pub smile: Option<SviSlice>,
}

impl VolSurface {
    /// The smiles that a portfolio needs: those that are fresh, of expiries that are among its own. Others count as missing, since every
    /// smile costs about a thousand compute units.
    pub fn smiles_of(&self, holdings: &[Holding], now_ts: i64) -> [ExpirySmile; Self::MAX_SLICES] {
        self.needed_smiles(holdings, |slice| self.live_smile(slice.expiry_ts, now_ts).ok())
    }

    /// The same for a liquidation: the last ones, however old. An account must not be sold at a worse price because the signers sleep.
    pub fn last_smiles_of(&self, holdings: &[Holding], now_ts: i64) -> [ExpirySmile; Self::MAX_SLICES] {
        self.needed_smiles(holdings, |slice| slice.smile(now_ts).ok())
    }

    fn needed_smiles(
        &self,
        holdings: &[Holding],
        smile: impl Fn(&SurfaceSlice) -> Option<SviSlice>,
    ) -> [ExpirySmile; Self::MAX_SLICES] {
        self.slices.each_ref().map(|slice| {
            let expiry_ts = slice.expiry_ts;
            let is_needed = holdings.iter().any(|holding| holding.expiry_ts == expiry_ts);
            ExpirySmile { expiry_ts, smile: if is_needed { smile(slice) } else { None } }
        })
    }
}

impl MarketInputs<'_> {
    /// Refuses a portfolio with an expiry that has no smile: what it owes may be worth more than the fallback says, so nothing is added to it.
    pub fn check_smiles(&self, holdings: &[Holding]) -> Result<(), SurfaceError> {
        let has_smile = |holding: &Holding| {
            self.smiles.iter().any(|smile| smile.expiry_ts == holding.expiry_ts && smile.smile.is_some())
        };
        holdings.iter().all(has_smile).then_some(()).ok_or(SurfaceError::NoSlice)
    }

    /// Refuses a spot price of zero, and one that moved by `highest_factor_bps` would be above [`MAX_PRICE_E8`].
    pub(super) fn check_spot(&self, highest_factor_bps: u32) -> Result<(), MarginError> {
        let highest_e12 = self.spot_e8.checked_mul(highest_factor_bps.into());
        match highest_e12 {
            Some(highest_e12) if self.spot_e8 > 0 && highest_e12 / crate::BPS <= MAX_PRICE_E8 => Ok(()),
            _ => Err(MathError::Spot.into()),
        }
    }

    /// How long an option has: zero at expiry and after it. What is owned is valued as of [`LOOK_AHEAD_SECS`] from now, since time that has passed
    /// by then covers nothing; and the longest time that there are prices for is the longest there is.
    pub fn seconds_to(&self, expiry_ts: i64, is_owned: bool) -> u64 {
        let from_ts = if is_owned { self.now_ts.saturating_add(LOOK_AHEAD_SECS) } else { self.now_ts };
        span_secs(from_ts, expiry_ts).min(MAX_SECONDS_TO_EXPIRY)
    }

    /// The yearly volatility, times 10^9, of an option: from the expiry's smile at the log-strike ln(K / spot). What is owed is never valued below
    /// the floor, and without a smile at the fallback; what is owned never above the ceiling, and without a smile at the lower of floor and
    /// fallback.
    #[inline(always)]
    pub fn vol_e9(&self, expiry_ts: i64, is_owned: bool, pricer: &ScenarioPricer) -> u64 {
        let signed_e9 = self.signed_vol_e9(expiry_ts, pricer);
        match is_owned {
            true => signed_e9.unwrap_or(self.fallback_vol_e9.min(self.floor_vol_e9)).min(self.ceiling_vol_e9),
            false => signed_e9.unwrap_or(self.fallback_vol_e9).max(self.floor_vol_e9),
        }
    }

    /// The yearly volatility, times 10^9, that an option is traded at: the smile's, and without one the fallback; never above the ceiling.
    pub(crate) fn fair_vol_e9(&self, expiry_ts: i64, pricer: &ScenarioPricer) -> u64 {
        self.signed_vol_e9(expiry_ts, pricer).unwrap_or(self.fallback_vol_e9).min(self.ceiling_vol_e9)
    }

    #[inline(always)]
    fn signed_vol_e9(&self, expiry_ts: i64, pricer: &ScenarioPricer) -> Option<u64> {
        let of_expiry = self.smiles.iter().find(|smile| smile.expiry_ts == expiry_ts)?;
        of_expiry.smile.as_ref().map(|smile| pricer.smile_vol_e9(smile))
    }
}

/// A day: about as long as a liquidation may take from its start.
pub const LOOK_AHEAD_SECS: i64 = 86_400;
