//! Random portfolios and markets, the same everywhere.

use crate::{DAY, NOW};
use options_math::{Fix, OptionType, SviParameters, SviSlice, MAX_PRICE_E8};
use vault_types::margin::{ExpirySmile, Holding, ScenarioGrid};

/// The generator of Steele, Lea and Flood (2014).
pub struct Random(pub u64);

impl Random {
    pub fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let word = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    pub fn unit(&mut self) -> f64 {
        (self.word() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn within(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// With a uniform logarithm.
    pub fn scaled(&mut self, low: f64, high: f64) -> f64 {
        (low.ln() + (high / low).ln() * self.unit()).exp()
    }

    pub fn below(&mut self, count: u64) -> u64 {
        self.word() % count
    }

    /// A portfolio around a spot price on four expiries, of which the first has passed now and then.
    pub fn holdings(&mut self, spot_e8: u64, expiries: &[i64; 4]) -> Vec<Holding> {
        let count = 1 + self.below(24);
        (0..count).map(|_| self.holding(spot_e8, expiries)).collect()
    }

    fn holding(&mut self, spot_e8: u64, expiries: &[i64; 4]) -> Holding {
        let expiry_ts = expiries[self.below(4) as usize];
        let years = ((expiry_ts - NOW).max(DAY) as f64) / 31_536_000.0;
        // A few steps, so that some portfolios have a strike twice.
        let steps = (self.within(-6.0, 6.0)).round() / 2.0;
        let strike_e8 = (spot_e8 as f64 * (steps * 0.8 * years.sqrt()).exp()) as u64;
        let size = self.scaled(1.0, 1e12) as i64;
        Holding {
            option_type: if self.below(2) == 0 { OptionType::Call } else { OptionType::Put },
            strike_e8: strike_e8.clamp(1, MAX_PRICE_E8),
            expiry_ts,
            quantity: if self.below(2) == 0 { size } else { -size },
        }
    }

    pub fn expiries(&mut self) -> [i64; 4] {
        let first = if self.below(4) == 0 { NOW - self.below(7_200) as i64 } else { NOW + 3_600 };
        let later = [1.0, 8.0, 60.0].map(|days| NOW + (self.scaled(days, days * 7.0) * DAY as f64) as i64);
        [first, later[0], later[1], later[2]]
    }

    /// Three of four expiries with a smile.
    pub fn smiles(&mut self, expiries: &[i64; 4]) -> [ExpirySmile; 4] {
        expiries.map(|expiry_ts| {
            let secs = (expiry_ts - NOW).max(0) as u64;
            let vol = self.scaled(0.1, 3.0);
            let variance = vol * vol * secs as f64 / 31_536_000.0;
            let parameters = SviParameters {
                a: Fix::from_num(0.7 * variance),
                b: Fix::from_num(self.within(0.0, 1.0) * variance.min(1.0)),
                rho: Fix::from_num(self.within(-0.8, 0.8)),
                m: Fix::from_num(self.within(-0.1, 0.1)),
                sigma: Fix::from_num(self.scaled(0.05, 1.0)),
            };
            let smile = if self.below(4) == 0 { None } else { SviSlice::new(parameters, secs).ok() };
            ExpirySmile { expiry_ts, smile }
        })
    }

    pub fn grid(&mut self) -> ScenarioGrid {
        let mut bps = |low: f64, high: f64| self.within(low, high) as u16;
        let grid = ScenarioGrid {
            price_range_bps: bps(100.0, 4_000.0),
            vol_up_bps: bps(100.0, 6_000.0),
            vol_down_bps: bps(100.0, 6_000.0),
            extreme_multiple_bps: bps(10_000.0, 24_000.0),
            extreme_weight_bps: bps(0.0, 10_001.0),
            short_minimum_bps: bps(0.0, 300.0),
            initial_factor_bps: bps(10_000.0, 30_001.0),
            liquidation_factor_bps: bps(5_000.0, 10_001.0),
        };
        assert!(grid.is_valid());
        grid
    }
}
