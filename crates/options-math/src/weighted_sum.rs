//! Exact sums of prices times quantities, without the 128-bit products that are dear on chain.

use crate::kernel::words::{add, add_signed, mul, mul_signed, signed};

const HALF: u64 = 32;
const LOW_HALF: u64 = (1 << HALF) - 1;

/// A quantity, prepared to be multiplied with many prices: `high * 2^32 + low`.
#[derive(Clone, Copy, Debug)]
pub struct Weight {
    high: i64,
    low: u64,
}

impl Weight {
    /// Any quantity; see [`WeightedSum::add`] for what a sum takes.
    pub fn new(quantity: i64) -> Self {
        Self { high: quantity >> HALF, low: quantity as u64 & LOW_HALF }
    }
}

/// `high * 2^64 + middle * 2^32 + low`: parts of products, of which each is added to its own word.
#[derive(Clone, Copy, Debug)]
pub struct WeightedSum {
    high: i64,
    middle: i64,
    low: u64,
}

impl WeightedSum {
    /// The empty sum.
    pub const ZERO: Self = Self { high: 0, middle: 0, low: 0 };

    /// Adds `price * weight`, exactly. For prices below 2^63.5, at most 1,024 products, and quantities whose magnitudes add up to less
    /// than 2^62: then `middle` stays below `2^32 * (2^30 + 1,024) + 1,024 * 2^33` and `high` below `2^31.5 * (2^30 + 1,024) + 1,024 * 2^32`.
    #[inline(always)]
    pub fn add(&mut self, price: u64, weight: &Weight) {
        let (price_high, price_low) = (price >> HALF, price & LOW_HALF);
        let (low_by_low, high_by_low) = (mul(price_low, weight.low), mul(price_high, weight.low));
        let carried = signed(add(low_by_low >> HALF, high_by_low & LOW_HALF)); // < 2^33
        self.low = add(self.low, low_by_low & LOW_HALF);
        self.middle = add_signed(self.middle, add_signed(carried, mul_signed(signed(price_low), weight.high)));
        let from_high = add_signed(signed(high_by_low >> HALF), mul_signed(signed(price_high), weight.high));
        self.high = add_signed(self.high, from_high);
    }

    /// The sum.
    pub fn total(&self) -> i128 {
        (i128::from(self.high) << 64).wrapping_add(i128::from(self.middle) << 32).wrapping_add(i128::from(self.low))
    }
}
