//! Square roots.

use super::*;

fn values() -> impl Iterator<Item = u64> {
    let powers = (0..64).flat_map(|bit| [1u64 << bit, (1 << bit) - 1, (1 << bit) + 1]);
    // Squares, and their neighbours.
    let squares = random().flat_map(|mut random| {
        let root = random.of_any_size(1, u64::from(u32::MAX));
        [root * root - 1, root * root, root * root + 1]
    });
    let random = random().map(|mut random| random.of_any_size(1, u64::MAX));
    let spread = (1..u64::MAX).step_by(123_456_789_012_345);
    powers.chain(squares).chain(random).chain(spread).chain([u64::MAX]).filter(|value| *value > 0)
}

#[test]
fn roots_are_at_most_two_units_low() {
    for value in values() {
        let root = square_root(value);
        assert!((1 << 62..1 << 63).contains(&root.mantissa), "{value}");
        // value * 4^shift * 2^62 against the square of the mantissa.
        let square = u128::from(value) << (2 * root.shift) << 62;
        let mantissa = u128::from(root.mantissa);
        assert!(mantissa * mantissa <= square, "{value}");
        assert!((mantissa + 2) * (mantissa + 2) > square, "{value}");
    }
    let root = square_root(0);
    assert_eq!((root.mantissa, root.shift), (0, 0));
}

#[test]
fn roots_in_q48_are_rounded_down_or_one_less() {
    // The numbers next to squares, where one unit of the mantissa decides.
    let next_to_squares = random().flat_map(|mut random| {
        let root = u128::from(random.of_any_size(1, (1 << 56) - 1));
        let square = ((root * root) >> 48) as u64;
        [square, square + 1]
    });
    for value in values().chain(next_to_squares).chain([0]) {
        let (root, square) = (u128::from(root_q48(value)), u128::from(value) << 48);
        assert!(root * root <= square && square < (root + 2) * (root + 2), "{value}");
    }
}
