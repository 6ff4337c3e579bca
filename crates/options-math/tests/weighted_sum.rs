//! Weighted sums against sums in wide integers.

mod common;

use common::config;
use fixed::types::U28F36;
use options_math::{Weight, WeightedSum};
use proptest::prelude::*;

const ONE: u64 = 1 << 36;

fn sum(products: &[(u64, i64)]) -> WeightedSum {
    let mut sum = WeightedSum::ZERO;
    products.iter().for_each(|(part, quantity)| sum.add(U28F36::from_bits(*part), &Weight::new(*quantity)));
    sum
}

fn by_wide_integers(products: &[(u64, i64)]) -> i128 {
    products.iter().map(|(part, quantity)| i128::from(*part) * i128::from(*quantity)).sum()
}

/// How much less the sum and `more` times the price are than exactly, rounded down.
fn missing(sum: &WeightedSum, more: i64, price: u64) -> i128 {
    let (high, low) = (sum.total().div_euclid(1 << 36), sum.total().rem_euclid(1 << 36));
    let exactly = (high + i128::from(more)) * i128::from(price) + (low * i128::from(price)).div_euclid(1 << 36);
    exactly - sum.times(more, price)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn is_exact(
        products in prop::collection::vec((0..=ONE, any::<i64>(), 0..36u32, 6..70u32), 0..24),
        price in 0..1_u64 << 63, more in -(1_i64 << 61)..1 << 61,
    ) {
        let products: Vec<_> = products.into_iter().map(|(part, quantity, part_bits, bits)| {
            (part >> part_bits, if bits < 64 { quantity >> bits } else { 0 })
        }).collect();
        let sum = sum(&products);
        prop_assert_eq!(sum.total(), by_wide_integers(&products));
        prop_assert!((0..=i128::from(price >> 28) + (1 << 28) + 2).contains(&missing(&sum, more, price)));
    }

    /// And so are products with a price.
    #[test]
    fn are_ordered_as_their_totals(
        products in prop::collection::vec((0..=ONE, -(1_i64 << 57)..=1 << 57, 0..58u32), 0..12),
        part in 0..=ONE, quantity in -(1_i64 << 57)..=1 << 57, shift in 0..94u32,
        price in 0..1_u64 << 63, more in -(1_i64 << 61)..1 << 61,
    ) {
        let mut products: Vec<_> = products.into_iter().map(|(part, quantity, bits)| (part, quantity >> bits)).collect();
        let one = sum(&products);
        prop_assert!(!one.is_below(&one));
        // From neighbours to far apart.
        products.push((part >> shift.saturating_sub(57).min(36), quantity >> shift.min(57)));
        let other = sum(&products);
        prop_assert_eq!(one.is_below(&other), one.total() < other.total());
        prop_assert_eq!(other.is_below(&one), other.total() < one.total());
        let (lower, higher) = if one.is_below(&other) { (&one, &other) } else { (&other, &one) };
        prop_assert!(lower.times(more, price) <= higher.times(more, price));
    }
}

#[test]
fn the_largest_sums_are_exact() {
    for quantity in [(1_i64 << 57), -(1 << 57)] {
        let products = [(ONE, quantity); 24];
        assert_eq!(sum(&products).total(), by_wide_integers(&products));
        assert_eq!(sum(&products).times(0, u64::MAX >> 1), 24 * i128::from(quantity) * i128::from(u64::MAX >> 1));
        assert_eq!(sum(&products).times(-quantity, 3), 23 * i128::from(quantity) * 3);
    }
    for quantity in [(1_i64 << 62) - 1, 1 - (1 << 62), 0, -1, 1, 1 << 22, -(1 << 22), 1 << 44, -(1 << 44)] {
        for part in [ONE, 0, 1] {
            assert_eq!(sum(&[(part, quantity)]).total(), i128::from(part) * i128::from(quantity));
        }
    }
    assert_eq!(sum(&[(1, -1)]).times(0, 1), -1, "rounded down");
}
