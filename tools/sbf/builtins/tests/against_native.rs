//! The helpers against the compiler's own arithmetic, on random and extreme numbers.

use sbf_builtins::divide::{divide_signed, divide_unsigned};
use sbf_builtins::multiply::{multiply_256, multiply_signed, multiply_signed_words, multiply_unsigned};

/// Random 128-bit numbers, half of them built of extreme words.
struct Numbers(u64);

impl Numbers {
    fn word(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn any_word(&mut self) -> u64 {
        const EXTREMES: [u64; 10] =
            [0, 1, 2, u32::MAX as u64, 1 << 32, (1 << 32) + 1, i64::MAX as u64, 1 << 63, (1 << 63) + 1, u64::MAX];
        let choice = self.word();
        if choice & 1 == 0 { self.word() } else { EXTREMES[(choice >> 1) as usize % EXTREMES.len()] }
    }

    fn next(&mut self) -> u128 {
        let number = u128::from(self.any_word()) << 64 | u128::from(self.any_word());
        number >> (self.word() % 4 * 32)
    }
}

fn check(check_pair: impl Fn(u128, u128)) {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for _ in 0..300_000 {
        check_pair(numbers.next(), numbers.next());
    }
}

#[test]
fn unsigned_division() {
    check(|a, b| {
        if b != 0 {
            assert_eq!(divide_unsigned(a, b), (a / b, a % b), "{a} / {b}");
        }
    });
}

#[test]
fn signed_division() {
    check(|a, b| {
        let (a, b) = (a as i128, b as i128);
        if b != 0 {
            assert_eq!(divide_signed(a, b), (a.wrapping_div(b), a.wrapping_rem(b)), "{a} / {b}");
        }
    });
    assert_eq!(divide_signed(i128::MIN, -1), (i128::MIN, 0));
}

#[test]
fn multiplication_with_overflow() {
    check(|a, b| {
        assert_eq!(multiply_unsigned(a, b), a.overflowing_mul(b), "{a} * {b}");
        assert_eq!(multiply_signed(a as i128, b as i128), (a as i128).overflowing_mul(b as i128), "{a} * {b} signed");
        let (x, y) = (a as i64, b as i64);
        assert_eq!(multiply_signed_words(x, y), x.overflowing_mul(y), "{x} * {y}");
    });
}

#[test]
fn multiplication_of_256_bits() {
    let words = |low: u128, high: u128| [low as u64, (low >> 64) as u64, high as u64, (high >> 64) as u64];
    check(|a, b| {
        let (low, high) = a.carrying_mul(b, 0);
        assert_eq!(multiply_256(words(a, 0), words(b, 0)), words(low, high), "{a} * {b}");
        // (a·2¹²⁸ + b)·a modulo 2²⁵⁶
        let (low, high) = b.carrying_mul(a, 0);
        let expected = words(low, high.wrapping_add(a.wrapping_mul(a)));
        assert_eq!(multiply_256(words(b, a), words(a, 0)), expected, "with an upper half: {a}, {b}");
    });
}
