//! Directed products against wide arithmetic.

mod common;

use common::{any_word, config};
use options_math::mul_div::{mul_div_ceil, mul_div_floor};
use options_math::{fix_from_bps, Fix};
use proptest::prelude::*;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn quotients_are_directed(a in any_word(), b in any_word(), c in any_word()) {
        let product = u128::from(a) * u128::from(b);
        let floor = product.checked_div(u128::from(c)).and_then(|x| u64::try_from(x).ok());
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
