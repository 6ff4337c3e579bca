//! Directed products against wide arithmetic.

mod common;

use common::{any_word, config};
use options_math::mul_div::{divide, divide_by_power_of_ten, mul_div_ceil, mul_div_floor, wide_product};
use options_math::{fix_from_bps, Fix};
use proptest::prelude::*;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn quotients_are_directed(a in any_word(), b in any_word(), c in any_word()) {
        let product = u128::from(a) * u128::from(b);
        let floor = product.checked_div(u128::from(c)).and_then(|x| u64::try_from(x).ok());
        prop_assert_eq!(wide_product(a, b), product);
        prop_assert_eq!(mul_div_floor(a, b, c), floor);
        let ceil = (c != 0).then(|| product.div_ceil(u128::from(c))).and_then(|x| u64::try_from(x).ok());
        prop_assert_eq!(mul_div_ceil(a, b, c), ceil);
    }
}

#[test]
fn edges() {
    assert_eq!(mul_div_floor(1, 1, 0), None);
    assert_eq!(mul_div_ceil(u64::MAX, u64::MAX, 0), None);
    assert_eq!(mul_div_floor(u64::MAX, u64::MAX, u64::MAX), Some(u64::MAX));
    assert_eq!(mul_div_ceil(u64::MAX, 3, 2), None);
    assert_eq!(mul_div_floor(7, 1, 2), Some(3));
    assert_eq!(mul_div_ceil(7, 1, 2), Some(4));
}

#[test]
fn basis_points_round_down() {
    assert_eq!(fix_from_bps(0), Fix::ZERO);
    assert_eq!(fix_from_bps(10_000), Fix::ONE);
    assert_eq!(fix_from_bps(2_500), Fix::ONE / 4);
    assert_eq!(fix_from_bps(1).to_bits(), (1i64 << 48) / 10_000);
    assert_eq!(fix_from_bps(u16::MAX).to_bits(), 1_844_646_259_873_284);
}

proptest! {
    #[test]
    fn a_product_is_that_of_wide_numbers(a in any_word(), b in any_word()) {
        prop_assert_eq!(wide_product(a, b), u128::from(a) * u128::from(b));
    }

    #[test]
    fn a_division_is_that_of_wide_numbers(value in any::<u128>(), shift in 0..128u32, divisor in any::<u64>(), bits in 0..64u32) {
        let (value, divisor) = (value >> shift, divisor >> bits);
        let expected = value.checked_div(divisor.into()).map(|quotient| (quotient, (value % u128::from(divisor)) as u64));
        prop_assert_eq!(divide(value, divisor), expected);
    }

    #[test]
    fn a_division_by_a_power_of_ten_is_one_division(value in any::<u128>(), shift in 0..128u32, digits in 0..=38u32) {
        let (value, power) = (value >> shift, 10_u128.pow(digits));
        prop_assert_eq!(divide_by_power_of_ten(value, digits), (value / power, value % power > 0));
    }
}

#[test]
fn a_division_at_the_ends_of_its_words() {
    for divisor in [1, 2, u64::from(u32::MAX), u64::from(u32::MAX) + 1, u64::MAX] {
        for value in [0, 1, u128::from(divisor) - 1, u128::from(divisor), u128::from(u64::MAX), u128::MAX] {
            let expected = (value / u128::from(divisor), (value % u128::from(divisor)) as u64);
            assert_eq!(divide(value, divisor), Some(expected));
        }
    }
    assert_eq!(divide(1, 0), None);
    assert_eq!(divide_by_power_of_ten(u128::MAX, 60), (0, true));
}
