//! A market of the snapshot as the margin functions take it.

use super::{Market, MarketTerms, SmileTerms};
use bytemuck::Zeroable as _;
use options_math::MAX_PRICE_E8;
use vault_types::{
    margin::{ExpirySmile, MarketInputs, RiskParameters, Units},
    state::{SurfaceSlice, VolSurface},
    surface::MAX_SURFACE_AGE_SECS,
};

/// Basis points of all.
const BPS: u64 = 10_000;

impl MarketTerms {
    /// What the margin functions read of a market's parameters; the rest is not asked for.
    pub(super) fn risk(&self) -> RiskParameters {
        let Self { grid, standard, delta_limit_bps, .. } = *self;
        RiskParameters { grid, standard, delta_limit_bps, ..RiskParameters::DEFAULT }
    }

    /// The same with a limit that no net delta exceeds.
    pub(super) fn risk_without_rise(&self) -> RiskParameters {
        RiskParameters { delta_limit_bps: 10_000, ..self.risk() }
    }

    /// Does some multiple of the floor that the chain takes as a parameter give this ceiling?
    pub(super) fn is_ceiling_valid(&self) -> bool {
        let product = u128::from(self.ceiling_vol_e9) * u128::from(BPS);
        let is_floor = self.floor_vol_e9 > 0 && self.ceiling_vol_e9 >= self.floor_vol_e9;
        let least_bps = is_floor.then(|| product.div_ceil(self.floor_vol_e9.into()));
        let is_valid = |ceiling_over_realised_bps| {
            RiskParameters { ceiling_over_realised_bps, ..RiskParameters::DEFAULT }.is_valid()
        };
        least_bps.and_then(|bps| u16::try_from(bps).ok()).is_some_and(is_valid)
    }

    /// The highest price that the chain computes scenarios at: the extreme rise from it is to no higher one than [`MAX_PRICE_E8`]. USD times 10^8.
    pub(super) fn highest_spot_e8(&self) -> u64 {
        // Below 2^63.
        MAX_PRICE_E8 * BPS / self.grid.extreme_move_bps().saturating_add(BPS)
    }

    pub(super) const fn units(&self) -> Units {
        Units { underlying_decimals: self.underlying_decimals, quote_decimals: self.quote_decimals }
    }

    pub(super) fn inputs<'a>(&self, now_ts: i64, smiles: &'a [ExpirySmile]) -> MarketInputs<'a> {
        MarketInputs {
            spot_e8: self.spot_e8,
            now_ts,
            units: self.units(),
            smiles,
            fallback_vol_e9: self.fallback_vol_e9,
            floor_vol_e9: self.floor_vol_e9,
            ceiling_vol_e9: self.ceiling_vol_e9,
        }
    }
}

impl Market {
    /// The surface with those slices that are not too old at a moment.
    pub(super) fn surface_at(&self, at_ts: i64) -> VolSurface {
        let mut surface = VolSurface::zeroed();
        let fresh = self.smiles.iter().filter(|smile| at_ts < smile.too_old_ts());
        surface.slices.iter_mut().zip(fresh).for_each(|(slot, smile)| *slot = smile.slice());
        surface
    }

    /// The first one that the chain took after a moment.
    pub(super) fn later_smile(&self, now_ts: i64) -> Option<&SmileTerms> {
        self.smiles.iter().find(|smile| smile.posted_ts > now_ts)
    }

    /// Now, and every moment until then at which a smile becomes too old.
    pub(super) fn changes(&self, now_ts: i64, until_ts: i64) -> impl Iterator<Item = i64> + '_ {
        let later =
            self.smiles.iter().map(SmileTerms::too_old_ts).filter(move |ts| (now_ts + 1..=until_ts).contains(ts));
        std::iter::once(now_ts).chain(later)
    }
}

impl SmileTerms {
    /// As the chain has it, but for what only the next post is compared with.
    pub(super) fn slice(&self) -> SurfaceSlice {
        let Self { expiry_ts, a, b, rho, m, sigma, issued_ts, posted_ts } = *self;
        SurfaceSlice { expiry_ts, a, b, rho, m, sigma, issued_ts, posted_ts, ..SurfaceSlice::default() }
    }

    /// The first second in which the chain prices nothing by it.
    const fn too_old_ts(&self) -> i64 {
        self.posted_ts.saturating_add(MAX_SURFACE_AGE_SECS + 1)
    }
}
