//! The inputs that operations are measured on.

use options_math::{MAX_PRICE_E8, OptionInputs, SECONDS_PER_YEAR};
use std::ops::RangeInclusive;

const USD_E8: u64 = 100_000_000;
const DAY_SECONDS: u64 = 86_400;
const UNIT_E9: f64 = 1e9;

/// Where the bars apply, which is less than the functions take. Each number is drawn so that its logarithm is uniform.
const SPOT_E8: RangeInclusive<f64> = 1e6..=160_000e8;
const SECONDS: RangeInclusive<f64> = 60.0..=2.0 * SECONDS_PER_YEAR as f64;
const VOL: RangeInclusive<f64> = 0.05..=4.0;
/// How far strikes lie from spot, in standard deviations until expiry. Nothing has time value beyond 6.5 plus half of one.
const MOST_DEVIATIONS: f64 = 8.0;

const RANDOM_CALLS: usize = 5_000;
const SEED: u64 = 2026;

/// A week of calls around 150 USD.
pub fn weekly() -> Vec<OptionInputs> {
    let strikes = [100, 120, 135, 150, 165, 180, 220];
    let vols_e9 = [400_000_000, 800_000_000, 1_200_000_000];
    let call = |strike: u64, vol_e9| OptionInputs {
        spot_e8: 150 * USD_E8,
        strike_e8: strike * USD_E8,
        seconds_to_expiry: 7 * DAY_SECONDS,
        vol_e9,
    };
    strikes.iter().flat_map(|strike| vols_e9.map(|vol_e9| call(*strike, vol_e9))).collect()
}

/// Random inputs of every kind, and the corners of the ranges that they are drawn from.
pub fn domain() -> Vec<OptionInputs> {
    let mut random = SplitMix(SEED);
    let mut draw = || {
        let (spot_e8, seconds, vol) = (random.within(&SPOT_E8), random.within(&SECONDS), random.within(&VOL));
        call(spot_e8, seconds, vol, random.deviations())
    };
    let mut calls: Vec<_> = (0..RANDOM_CALLS).map(|_| draw()).collect();
    for spot_e8 in ends(&SPOT_E8) {
        for seconds in ends(&SECONDS) {
            for vol in ends(&VOL) {
                let deviations = [-MOST_DEVIATIONS, -1.0, 0.0, 1.0, MOST_DEVIATIONS];
                calls.extend(deviations.map(|deviations| call(spot_e8, seconds, vol, deviations)));
            }
        }
    }
    calls
}

/// Inputs with the strike so many standard deviations above spot, as far as strikes go.
fn call(spot_e8: f64, seconds: f64, vol: f64, deviations: f64) -> OptionInputs {
    let deviation = vol * libm::sqrt(seconds / SECONDS_PER_YEAR as f64);
    let strike_e8 = spot_e8 * libm::exp(deviations * deviation);
    OptionInputs {
        spot_e8: spot_e8 as u64,
        strike_e8: (strike_e8.min(MAX_PRICE_E8 as f64) as u64).max(1),
        seconds_to_expiry: seconds as u64,
        vol_e9: (vol * UNIT_E9) as u64,
    }
}

fn ends(range: &RangeInclusive<f64>) -> [f64; 2] {
    [*range.start(), *range.end()]
}

/// The generator of Steele, Lea and Flood (2014): the same numbers everywhere.
struct SplitMix(u64);

impl SplitMix {
    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let word = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// In [0, 1).
    fn unit(&mut self) -> f64 {
        (self.word() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// In the range, with a uniform logarithm.
    fn within(&mut self, range: &RangeInclusive<f64>) -> f64 {
        let (low, high) = (libm::log(*range.start()), libm::log(*range.end()));
        libm::exp(low + (high - low) * self.unit()).clamp(*range.start(), *range.end())
    }

    /// Bell-shaped up to [`MOST_DEVIATIONS`] either way: the sum of four uniform numbers.
    fn deviations(&mut self) -> f64 {
        let sum: f64 = (0..4).map(|_| self.unit()).sum();
        (sum - 2.0) / 2.0 * MOST_DEVIATIONS
    }
}
