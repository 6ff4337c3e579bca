//! Random inputs of the pricing functions.

use super::logarithmic;
use options_math::{
    OptionInputs, MAX_PRICE_E8, MAX_RATE_E9, MAX_SECONDS_TO_EXPIRY, MAX_VOL_E9, MIN_VOL_E9, SECONDS_PER_YEAR,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::ops::RangeInclusive;

/// A part of the domain.
#[derive(Clone, Debug)]
pub struct Domain {
    pub spot_e8: RangeInclusive<u64>,
    pub largest_strike_e8: u64,
    pub seconds: RangeInclusive<u64>,
    pub vol_e9: RangeInclusive<u64>,
}

/// Prices below this are used as they are; from here on they are shortened.
pub const LARGE_PRICE_E8: u64 = 1 << 44;

pub const WHOLE: Domain = Domain {
    spot_e8: 1..=MAX_PRICE_E8,
    largest_strike_e8: MAX_PRICE_E8,
    seconds: 1..=MAX_SECONDS_TO_EXPIRY,
    vol_e9: MIN_VOL_E9..=MAX_VOL_E9,
};

pub const SMALL_PRICES: Domain =
    Domain { spot_e8: 1..=LARGE_PRICE_E8 - 1, largest_strike_e8: LARGE_PRICE_E8 - 1, ..WHOLE };

/// Where the strike is put.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// At this d1.
    D1(f64),
    /// At this d2.
    D2(f64),
    /// As near to the forward as it gets: rounding decides on which side.
    AtTheForward,
    /// This many USD * 1e8.
    Anywhere(u64),
}

/// Where cells of the kernel's tables meet: at odd multiples of 1/32.
fn cell_border() -> impl Strategy<Value = f64> {
    (-110..110i32).prop_map(|cell| f64::from(2 * cell + 1) / 32.0)
}

fn place(largest_strike_e8: u64) -> impl Strategy<Value = Place> {
    prop_oneof![
        3 => (-7.0..7.0f64).prop_map(Place::D1),
        3 => cell_border().prop_map(Place::D1),
        2 => cell_border().prop_map(Place::D2),
        1 => Just(Place::AtTheForward),
        1 => logarithmic(1, largest_strike_e8).prop_map(Place::Anywhere),
    ]
}

fn rate_e9() -> impl Strategy<Value = u64> {
    prop_oneof![2 => Just(0), 2 => 0..=MAX_RATE_E9, 1 => logarithmic(1, MAX_RATE_E9)]
}

impl Domain {
    /// Inputs and a rate, most of them within a few deviations of the money.
    pub fn strategy(&self) -> impl Strategy<Value = (OptionInputs, u64)> {
        let within = |range: &RangeInclusive<u64>| logarithmic(*range.start(), *range.end());
        let largest = self.largest_strike_e8;
        (within(&self.spot_e8), within(&self.seconds), within(&self.vol_e9), rate_e9(), place(largest)).prop_map(
            move |(spot_e8, seconds_to_expiry, vol_e9, rate_e9, place)| {
                let mut inputs = OptionInputs { spot_e8, strike_e8: 0, seconds_to_expiry, vol_e9 };
                inputs.strike_e8 = strike_at(&inputs, rate_e9, place).clamp(1, largest);
                (inputs, rate_e9)
            },
        )
    }

    /// The same ones on every run.
    pub fn samples(&self, count: u32) -> impl Iterator<Item = (OptionInputs, u64)> {
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let strategy = self.strategy();
        (0..count).map(move |_| strategy.new_tree(&mut runner).unwrap().current())
    }
}

/// Not yet within the domain.
fn strike_at(inputs: &OptionInputs, rate_e9: u64, place: Place) -> u64 {
    let years = inputs.seconds_to_expiry as f64 / SECONDS_PER_YEAR as f64;
    let deviation = inputs.vol_e9 as f64 / 1e9 * years.sqrt();
    let centre = match place {
        Place::D1(d1) => d1 - deviation / 2.0,
        Place::D2(d2) => d2 + deviation / 2.0,
        Place::AtTheForward => 0.0,
        Place::Anywhere(strike_e8) => return strike_e8,
    };
    let log_forward = rate_e9 as f64 / 1e9 * years;
    (inputs.spot_e8 as f64 * (log_forward - centre * deviation).exp()).round() as u64
    // the conversion saturates
}
