//! Random inputs from a fixed seed: 10,000 of the whole domain, then limits and any bits.

use options_math::{
    OptionInputs, MAX_PRICE_E8, MAX_RATE_E9, MAX_SECONDS_TO_EXPIRY, MAX_VOL_E9, MIN_VOL_E9, SECONDS_PER_YEAR,
};

pub const ACCEPTED_CASES: usize = 10_000;
pub const ANY_CASES: usize = 4_000;

/// From here on prices are shortened before they are computed with.
pub const LONG_PRICE_E8: u64 = 1 << 44;

const SEED: u64 = 0x6f70_7469_6f6e_7321;

/// The least and the greatest value above zero, in the order of the arguments.
const RANGES: [(u64, u64); 5] =
    [(1, MAX_PRICE_E8), (1, MAX_PRICE_E8), (1, MAX_SECONDS_TO_EXPIRY), (MIN_VOL_E9, MAX_VOL_E9), (1, MAX_RATE_E9)];

/// Arguments of every function; one without a rate takes the first four.
#[derive(Clone, Copy)]
pub struct Case {
    pub inputs: OptionInputs,
    pub rate_e9: u64,
}

impl Case {
    pub fn arguments(&self) -> [u64; 5] {
        let OptionInputs { spot_e8, strike_e8, seconds_to_expiry, vol_e9 } = self.inputs;
        [spot_e8, strike_e8, seconds_to_expiry, vol_e9, self.rate_e9]
    }

    fn from_arguments([spot_e8, strike_e8, seconds_to_expiry, vol_e9, rate_e9]: [u64; 5]) -> Self {
        Self { inputs: OptionInputs { spot_e8, strike_e8, seconds_to_expiry, vol_e9 }, rate_e9 }
    }
}

/// [`ACCEPTED_CASES`] inside the domain, then [`ANY_CASES`] others.
pub fn all() -> Vec<Case> {
    let mut random = Random(SEED);
    let mut cases: Vec<_> = (0..ACCEPTED_CASES).map(|_| random.accepted()).collect();
    cases.extend((0..ANY_CASES).map(|_| random.any()));
    cases
}

/// SplitMix64: short, and the same everywhere.
struct Random(u64);

impl Random {
    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.word() % bound
    }

    /// Every length in bits as likely as another; the ends more often.
    fn logarithmic(&mut self, low: u64, high: u64) -> u64 {
        let (shortest, longest) = (u64::from(low.ilog2()), u64::from(high.ilog2()));
        let top = 1 << (shortest + self.below(longest - shortest + 1));
        (top + self.below(top)).clamp(low, high)
    }

    /// Half of the times, volatilities and rates evenly spread, so that many options have large deviations. Three of four
    /// strikes within seven standard deviations of the money, the others anywhere. Sometimes a zero.
    fn accepted(&mut self) -> Case {
        let mut arguments = RANGES.map(|(low, high)| self.logarithmic(low, high));
        for (argument, (low, high)) in arguments.iter_mut().zip(RANGES).skip(2) {
            if self.below(2) == 0 {
                *argument = low + self.below(high - low + 1);
            }
        }
        if self.below(4) != 0 {
            arguments[1] = self.strike_near_money(&Case::from_arguments(arguments).inputs);
        }
        if self.below(16) == 0 {
            arguments[1 + self.below(4) as usize] = 0;
        }
        Case::from_arguments(arguments)
    }

    fn strike_near_money(&mut self, inputs: &OptionInputs) -> u64 {
        let years_e12 = u128::from(inputs.seconds_to_expiry) * 1_000_000_000_000 / u128::from(SECONDS_PER_YEAR);
        let deviation_e9 = u128::from(inputs.vol_e9) * years_e12.isqrt() / 1_000_000;
        let factor_e9 = 1_000_000_000 + deviation_e9 * u128::from(self.below(7_001)) / 1_000;
        let spot_e8 = u128::from(inputs.spot_e8);
        let strike_e8 = match self.below(2) {
            0 => spot_e8 * factor_e9 / 1_000_000_000,
            _ => spot_e8 * 1_000_000_000 / factor_e9,
        };
        strike_e8.clamp(1, u128::from(MAX_PRICE_E8)) as u64
    }

    /// Half of them inside the domain but for one argument, the others with nothing but limits or nothing but random bits.
    fn any(&mut self) -> Case {
        let mut arguments = self.accepted().arguments();
        let one = self.below(5) as usize;
        match self.below(4) {
            0 => arguments = arguments.map(|_| self.word()),
            1 => arguments = RANGES.map(|range| self.limit(range)),
            2 => arguments[one] = self.logarithmic(1, u64::MAX),
            _ => arguments[one] = self.limit(RANGES[one]),
        }
        Case::from_arguments(arguments)
    }

    /// Where something changes, or one step to either side.
    fn limit(&mut self, (low, high): (u64, u64)) -> u64 {
        let limits = [0, low, high, LONG_PRICE_E8, 1 << 32, 1 << 63];
        let limit = limits[self.below(limits.len() as u64) as usize];
        limit.wrapping_add(self.below(3)).wrapping_sub(1)
    }
}
