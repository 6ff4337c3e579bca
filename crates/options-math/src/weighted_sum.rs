//! Exact sums of parts times quantities, without the 128-bit products that are dear on chain.

use crate::kernel::words::{add, add_signed, mul, mul_signed};
use fixed::types::U28F36;

/// A quantity is three limbs of this many bits, the highest with its sign.
const LIMB: u32 = 22;
const MASK: u64 = (1 << LIMB) - 1;

/// A quantity, prepared to be multiplied with many parts: `high * 2^44 + middle * 2^22 + low`.
#[derive(Clone, Copy, Debug)]
pub struct Weight {
    high: i64,
    middle: u64,
    low: u64,
}

impl Weight {
    /// Any quantity; see [`WeightedSum::add`] for what a sum takes.
    pub fn new(quantity: i64) -> Self {
        let bits = quantity as u64;
        Self { high: quantity >> (2 * LIMB), middle: bits >> LIMB & MASK, low: bits & MASK }
    }
}

/// A sum of parts of something, each times a quantity: three sums of products that are never carried.
#[derive(Clone, Copy, Debug)]
pub struct WeightedSum {
    high: i64,
    middle: u64,
    low: u64,
}

impl WeightedSum {
    /// The empty sum.
    pub const ZERO: Self = Self { high: 0, middle: 0, low: 0 };

    /// Adds `part * weight`, exactly. For parts of at most one and at most 24 products: each limb's stays below `24 * 2^36 * 2^22`.
    #[inline(always)]
    pub fn add(&mut self, part: U28F36, weight: &Weight) {
        let part = part.to_bits();
        self.low = add(self.low, mul(part, weight.low));
        self.middle = add(self.middle, mul(part, weight.middle));
        self.high = add_signed(self.high, mul_signed(part as i64, weight.high));
    }

    /// The sum, times 2^36.
    pub fn total(&self) -> i128 {
        (i128::from(self.high) << (2 * LIMB))
            .wrapping_add(i128::from(self.middle) << LIMB)
            .wrapping_add(i128::from(self.low))
    }

    /// The sum and `more`, times a price: low by less than `price / 2^28 + 2^28` and one. For sums below 2^62 either way and prices
    /// below 2^63.
    pub fn times(&self, more: i64, price: u64) -> i128 {
        let total = self.total();
        let (whole, rest) = ((total >> U28F36::FRAC_NBITS) as i64, total as u64 & REST);
        // One wide product and not two: 28 bits of the rest are enough.
        let of_rest = mul(rest >> 8, price >> 28); // < 2^63
        i128::from(whole.wrapping_add(more)).wrapping_mul(price.into()).wrapping_add(of_rest.into())
    }
}

/// The bits of a part.
const REST: u64 = (1 << U28F36::FRAC_NBITS) - 1;
