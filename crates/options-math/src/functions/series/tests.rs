//! The series against digits that f64 cannot hold, and the joints between their pieces.

use super::exponential::{exponential, gaussian};
use super::logarithm::ln_ratio;
use super::scaled_tail::scaled_tail;
use std::vec::Vec;

/// T(y) in Q63, rounded down, from forty-digit arithmetic; y in 64ths.
const SCALED_TAILS: [(u64, u64); 7] = [
    (0, 0x4000000000000000),
    (8, 0x3a15e573e7f2dc88),
    (32, 0x2cc04f5a98495e35),
    (84, 0x1cad0f1473e89741),
    (192, 0x0f8dc4e118f4dbc4),
    (544, 0x05ed7ccc4121f27e),
    (906, 0x0396e7e6ff92710c),
];

#[test]
fn scaled_tail_is_within_eight_units_of_q63() {
    for (y_in_64ths, expected) in SCALED_TAILS {
        let actual = scaled_tail(y_in_64ths << 42);
        assert!(actual.abs_diff(expected) <= 8, "{y_in_64ths}: {actual:#x}");
    }
    assert_eq!(scaled_tail(u64::MAX), 0);
}

/// The step over the joint equals the step after it, so no piece starts above or below the end of the one before.
#[test]
fn scaled_tail_cells_meet_within_eight_units_of_q63() {
    for edge in 1..114u64 {
        let end = edge << 45;
        let over = scaled_tail(end - 1) as i64 - scaled_tail(end) as i64;
        let after = scaled_tail(end) as i64 - scaled_tail(end + 1) as i64;
        assert!((over - after).abs() <= 8, "edge {edge}: {over} and {after}");
        assert!(after > 64, "edge {edge}: a joint must be far below one step");
    }
}

/// The claim behind the monotone cdf: before the last rounding, one step of 2^-48 lowers the product.
#[test]
fn tail_product_falls_at_every_step() {
    let product = |d: u64| {
        let weight = gaussian(d);
        let exact = u128::from(weight.mantissa) * u128::from(scaled_tail(d));
        (weight.exponent, exact)
    };
    let falls = |d: u64| {
        let ((e0, p0), (e1, p1)) = (product(d), product(d + 1));
        // A lower exponent by one halves the product.
        match e0 - e1 {
            0 => p1 < p0,
            1 => p1 < p0 * 2,
            _ => false,
        }
    };
    let limit = 17u64 << 47;
    let spread = (0..limit).step_by(7_654_321_987);
    let edges = (1..68u64).flat_map(|cell| (cell << 45) - 20..(cell << 45) + 20);
    for d in spread.chain(edges).chain(0..20_000) {
        assert!(falls(d), "{d}");
    }
}

#[test]
fn logarithm_keeps_the_order_across_powers_of_two() {
    // The series is handed over where a / b = 181 / 128 times a power of two.
    for shift in 0..40u32 {
        let base = 1u64 << 20 << (shift / 2);
        let centre = (base as u128 * 181 / 128) as u64;
        let values: Vec<i64> = (0..400).map(|i| ln_ratio(centre - 200 + i, base)).collect();
        assert!(values.windows(2).all(|pair| pair[0] <= pair[1]), "{shift}");
        let values: Vec<i64> = (0..400).map(|i| ln_ratio(base, centre - 200 + i)).collect();
        assert!(values.windows(2).all(|pair| pair[0] >= pair[1]), "{shift}");
    }
    // Where one step is below the resolution, too.
    let centre = (u64::MAX as u128 * 128 / 181) as u64;
    let values: Vec<i64> = (0..4_000).map(|i| ln_ratio(u64::MAX, centre - 2_000 + i)).collect();
    assert!(values.windows(2).all(|pair| pair[0] >= pair[1]));
}

#[test]
fn logarithm_of_known_ratios() {
    let ln_2 = 99_893_036_290_645_747i64;
    assert_eq!(ln_ratio(1, 1), 0);
    assert_eq!(ln_ratio(u64::MAX, u64::MAX), 0);
    assert_eq!(ln_ratio(2, 1), ln_2);
    assert_eq!(ln_ratio(1, 1 << 63), -63 * ln_2);
    assert_eq!(ln_ratio(0, 1), 0);
    assert_eq!(ln_ratio(1, 0), 0);
    // ln(3/2) and ln(10) in Q57.
    assert!((ln_ratio(3, 2) - LN_3_HALVES).abs() <= 2);
    assert!((ln_ratio(10, 1) - LN_10).abs() <= 4);
}
const LN_3_HALVES: i64 = 58_433_680_313_205_344;
const LN_10: i64 = 331_837_483_737_498_977;

#[test]
fn exponential_of_known_arguments() {
    let one = exponential(0);
    assert_eq!((one.mantissa, one.exponent), (1 << 63, 0));
    // e = 2 * 1.359..., 1/e = 1.471... / 4, mantissas in Q63.
    let e = exponential(1 << 64);
    assert_eq!(e.exponent, 1);
    assert!(e.mantissa.abs_diff(12_535_862_302_449_814_171) < 32, "{:#x}", e.mantissa);
    let inverse = exponential(-(1 << 64));
    assert_eq!(inverse.exponent, -2);
    assert!(inverse.mantissa.abs_diff(13_572_355_802_537_770_549) < 32, "{:#x}", inverse.mantissa);
}
