//! Every kernel function against the bound in its comment: in f64 with libm, or in wide integers where f64 is not sharp enough.
//! `VAULT_TEST_LONG=1` takes a hundred times as many random inputs.

mod logarithm;
mod normal;
mod positions;
mod roots;
mod time;

use super::bell::{mills, tail_and_density, tail_at_row, FIRST_EMPTY_ROW, ONE_Q40};
use super::discount::{one_minus_exp, rate_time};
use super::evaluate::Shortened;
use super::log_ratio::{log_ratio, signed_log_ratio};
use super::position::{position, ratio_q40, scale, Deviation, Direct, Distance, Position};
use super::quantile::quantile;
use super::square_root::{root_q48, square_root};
use super::tables::{MILLS, TAIL_AND_DENSITY};
use super::time_root::{time_root, TimeRoot};
use super::words::{divide_signed, mul_high};
use crate::inputs::{OptionInputs, MAX_PRICE_E8, MAX_RATE_E9, MAX_SECONDS_TO_EXPIRY, MAX_VOL_E9, MIN_VOL_E9};
use crate::SECONDS_PER_YEAR;
use std::vec::Vec;

const Q31: f64 = (1u64 << 31) as f64;
const Q33: f64 = (1u64 << 33) as f64;
const Q35: f64 = (1u64 << 35) as f64;
const Q40: f64 = (1u64 << 40) as f64;
const Q48: f64 = (1u64 << 48) as f64;
const Q64: f64 = 18_446_744_073_709_551_616.0;

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

    fn within(&mut self, low: u64, high: u64) -> u64 {
        low + self.word() % (high - low + 1)
    }

    /// Every number of bits as likely as any other.
    fn of_any_size(&mut self, low: u64, high: u64) -> u64 {
        let bits = self.word() % 64;
        (self.word() >> bits).clamp(low, high)
    }
}

/// The same numbers on every run.
fn random() -> impl Iterator<Item = Random> {
    let is_long = std::env::var("VAULT_TEST_LONG").is_ok_and(|value| value == "1");
    let count = if is_long { 10_000_000 } else { 100_000 };
    (0..count).map(|seed| Random(seed << 20))
}

/// Each number of `centres` with those that follow and precede it.
fn around(centres: impl IntoIterator<Item = u64>) -> Vec<u64> {
    centres.into_iter().flat_map(|centre| centre.saturating_sub(2)..centre.saturating_add(3)).collect()
}

/// The largest error, and where it is.
#[derive(Debug, Default)]
struct Worst {
    error: f64,
    at: (u64, u64),
}

impl Worst {
    fn see(&mut self, error: f64, at: (u64, u64)) {
        assert!(error.is_finite(), "{at:?}");
        if error.abs() > self.error {
            *self = Self { error: error.abs(), at };
        }
    }

    fn assert_within(&self, name: &str, bound: f64) {
        std::println!("{name}: {:.3e} of {bound:.1e} at {:?}", self.error, self.at);
        assert!(self.error <= bound, "{name}: {:e} > {bound:e} at {:?}", self.error, self.at);
    }
}

/// The lower tail, N(-x).
fn tail(x: f64) -> f64 {
    0.5 * libm::erfc(x * core::f64::consts::FRAC_1_SQRT_2)
}

fn density(x: f64) -> f64 {
    libm::exp(-x * x / 2.0) / libm::sqrt(2.0 * core::f64::consts::PI)
}

/// `ln(a / b)`: near one of the exact difference, so it keeps its digits.
fn log(a: u64, b: u64) -> f64 {
    let (a, b) = (a as f64, b as f64);
    if (a - b).abs() < 0.5 * b {
        libm::log1p((a - b) / b)
    } else {
        libm::log(a / b)
    }
}

#[test]
fn high_words_and_signed_quotients_are_those_of_wide_integers() {
    for mut random in random() {
        let (a, b) = (random.of_any_size(0, u64::MAX), random.of_any_size(0, u64::MAX));
        assert_eq!(u128::from(mul_high(a, b)), (u128::from(a) * u128::from(b)) >> 64);
        let (a, b) = (a as i64, (b >> 1).max(1) as i64);
        assert_eq!(i128::from(divide_signed(a, b)), i128::from(a) / i128::from(b));
    }
    assert_eq!(mul_high(u64::MAX, u64::MAX), u64::MAX - 1);
    assert_eq!(divide_signed(i64::MIN, 1), i64::MIN);
}
