//! Exact sums of parts times quantities, without the 128-bit products that are dear on chain.

use crate::kernel::words::{add, add_signed, mul, mul_signed, signed, sub_signed};
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

    /// `part * weight`, exactly: a sum of one product. For a part of at most one.
    #[inline(always)]
    pub fn of(part: U28F36, weight: &Weight) -> Self {
        let part = part.to_bits();
        let (middle, low) = (mul(part, weight.middle), mul(part, weight.low));
        Self { high: mul_signed(part as i64, weight.high), middle, low }
    }

    /// Adds `part * weight`, exactly. For parts of at most one and at most 24 products: each limb's stays below `24 * 2^36 * 2^22`.
    #[inline(always)]
    pub fn add(&mut self, part: U28F36, weight: &Weight) {
        let Self { high, middle, low } = Self::of(part, weight);
        self.low = add(self.low, low);
        self.middle = add(self.middle, middle);
        self.high = add_signed(self.high, high);
    }

    /// The sum, times 2^36.
    pub fn total(&self) -> i128 {
        (i128::from(self.high) << (2 * LIMB))
            .wrapping_add(i128::from(self.middle) << LIMB)
            .wrapping_add(i128::from(self.low))
    }

    /// Is the sum below another one?
    pub fn is_below(&self, other: &Self) -> bool {
        let low = sub_signed(signed(self.low), signed(other.low));
        let middle = add_signed(sub_signed(signed(self.middle), signed(other.middle)), low >> LIMB);
        add_signed(sub_signed(self.high, other.high), middle >> LIMB) < 0 // what is left is less than one
    }

    /// The sum and `more`, times a price: low by less than `price / 2^28 + 2^28` and one. For sums below 2^62 either way and prices
    /// below 2^63.
    #[inline(always)]
    pub fn times(&self, more: i64, price: u64) -> i128 {
        // The whole and 36 bits of rest of `high * 2^44 + middle * 2^22 + low`: shifts of 128 bits cost more.
        let carried = add(self.middle, self.low >> LIMB); // < 2^63
        let whole = (self.high << 8).wrapping_add((carried >> REST_OF_CARRIED) as i64);
        let rest = (carried & ((1 << REST_OF_CARRIED) - 1)) << LIMB | self.low & MASK;
        // One wide product and not two: 28 bits of the rest are enough.
        let of_rest = mul(rest >> 8, price >> 28); // < 2^63
        signed_product(whole.wrapping_add(more), price).wrapping_add(of_rest.into())
    }
}

/// Of the bits of a part, those above a limb.
const REST_OF_CARRIED: u32 = U28F36::FRAC_NBITS - LIMB;

/// `a * b` for `b` below 2^63, in halves of 32 bits: the compiler's own product of 128 bits is a function that knows less about them.
#[inline(always)]
fn signed_product(a: i64, b: u64) -> i128 {
    const HALF: u32 = 32;
    const LOW: u64 = (1 << HALF) - 1;
    let (a_high, a_low) = (a >> HALF, a as u64 & LOW);
    let (b_high, b_low) = (b >> HALF, b & LOW); // the high one below 2^31
    let low = mul(a_low, b_low);
    let middle = add(mul(a_low, b_high), low >> HALF); // < 2^63
    let signed_middle = mul_signed(a_high, b_low as i64); // from -2^63
    let carried = (signed_middle as u64 & LOW) + (middle & LOW); // < 2^33
    let high = mul_signed(a_high, b_high as i64) // < 2^62 either way
        .wrapping_add(signed_middle >> HALF)
        .wrapping_add((middle >> HALF) as i64)
        .wrapping_add((carried >> HALF) as i64);
    i128::from(high) << 64 | i128::from(carried << HALF | low & LOW)
}
