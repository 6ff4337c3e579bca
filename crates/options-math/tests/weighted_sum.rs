//! Weighted sums against sums in wide integers.

mod common;

use common::config;
use options_math::{Weight, WeightedSum};
use proptest::prelude::*;

/// The largest price of a sum: 2^63.5, rounded down.
const LARGEST: u64 = 13_043_817_825_332_782_212;

fn sum(products: &[(u64, i64)]) -> i128 {
    let mut sum = WeightedSum::ZERO;
    products.iter().for_each(|(price, quantity)| sum.add(*price, &Weight::new(*quantity)));
    sum.total()
}

fn by_wide_integers(products: &[(u64, i64)]) -> i128 {
    products.iter().map(|(price, quantity)| i128::from(*price) * i128::from(*quantity)).sum()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn is_exact(products in prop::collection::vec((0..=LARGEST, any::<i64>(), 0..64u32, 6..70u32), 0..24)) {
        let products: Vec<_> = products.into_iter().map(|(price, quantity, price_bits, bits)| {
            (price >> price_bits, if bits < 64 { quantity >> bits } else { 0 })
        }).collect();
        prop_assert_eq!(sum(&products), by_wide_integers(&products));
    }
}

#[test]
fn the_largest_sums_are_exact() {
    for quantity in [(1_i64 << 52) - 1, -(1 << 52) + 1] {
        let products = [(LARGEST, quantity); 1_024];
        assert_eq!(sum(&products), by_wide_integers(&products));
    }
    for quantity in [(1_i64 << 62) - 1, 1 - (1 << 62), 0, -1, 1, u32::MAX.into(), -(1 << 32)] {
        for price in [LARGEST, 0, 1, u32::MAX.into(), 1 << 32] {
            assert_eq!(sum(&[(price, quantity)]), i128::from(price) * i128::from(quantity));
        }
    }
}
