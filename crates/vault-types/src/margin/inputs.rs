//! What a market says about the options of a portfolio: prices, smiles, and what stands in for them.

use super::{Holding, MarginError, Units};
use crate::{calendar::span_secs, state::VolSurface};
use options_math::{MathError, ScenarioPricer, SviSlice, MAX_PRICE_E8};

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
    /// No volatility is taken lower, whoever signed it. See [`super::RealisedVolatility`].
    pub floor_vol_e9: u64,
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
        self.slices.map(|slice| {
            let expiry_ts = slice.expiry_ts;
            let is_needed = holdings.iter().any(|holding| holding.expiry_ts == expiry_ts);
            let smile = if is_needed { self.live_smile(expiry_ts, now_ts).ok() } else { None };
            ExpirySmile { expiry_ts, smile }
        })
    }
}

impl MarketInputs<'_> {
    /// Refuses a spot price of zero, and one that moved by `highest_factor_bps` would be above [`MAX_PRICE_E8`].
    pub(super) fn check_spot(&self, highest_factor_bps: u32) -> Result<(), MarginError> {
        let highest_e12 = self.spot_e8.checked_mul(highest_factor_bps.into());
        match highest_e12 {
            Some(highest_e12) if self.spot_e8 > 0 && highest_e12 / crate::BPS <= MAX_PRICE_E8 => Ok(()),
            _ => Err(MathError::Spot.into()),
        }
    }

    /// Zero at expiry and after it.
    pub(super) fn seconds_to(&self, expiry_ts: i64) -> u64 {
        span_secs(self.now_ts, expiry_ts)
    }

    /// The yearly volatility, times 10^9, of an option: from the expiry's smile at the log-strike ln(K / spot), or the fallback; never
    /// below the floor.
    #[inline(always)]
    pub(super) fn vol_e9(&self, expiry_ts: i64, pricer: &ScenarioPricer) -> u64 {
        let of_expiry = self.smiles.iter().find(|smile| smile.expiry_ts == expiry_ts);
        let vol_e9 = match of_expiry.and_then(|of_expiry| of_expiry.smile.as_ref()) {
            Some(smile) => pricer.smile_vol_e9(smile),
            None => self.fallback_vol_e9,
        };
        vol_e9.max(self.floor_vol_e9)
    }
}
