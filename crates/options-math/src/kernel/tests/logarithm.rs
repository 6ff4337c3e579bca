//! The logarithm of a ratio.

use super::*;

const LARGEST_A: u64 = (1 << 49) - 1;
const LARGEST_B: u64 = (1 << 44) - 1;

fn error(a: u64, b: u64) -> f64 {
    log_ratio(a, b) as f64 / Q48 - log(a, b)
}

#[test]
fn below_two_it_is_within_3e_13() {
    let mut worst = Worst::default();
    for mut random in random() {
        let b = random.of_any_size(1, LARGEST_B);
        let a = random.within(b, 2 * b - 1);
        worst.see(error(a, b), (a, b));
    }
    // Where the cells of the table meet, at odd multiples of 1/256, and their centres.
    for cell in 0..=256 {
        for b in [1 << 8, 1 << 30, 1 << 43, LARGEST_B] {
            for a in around([b + b / 256 * cell]) {
                let a = a.clamp(b, 2 * b - 1);
                worst.see(error(a, b), (a, b));
            }
        }
    }
    worst.assert_within("log_ratio below two", 3e-13);
}

#[test]
fn from_two_on_it_is_within_7e_13() {
    let mut worst = Worst::default();
    for mut random in random() {
        let b = random.of_any_size(1, LARGEST_B);
        let a = random.of_any_size(2 * b, LARGEST_A);
        worst.see(error(a, b), (a, b));
        // One fraction of a power of two is as likely as any other.
        let a = (2 * b).saturating_mul(1 << random.within(0, 47)).clamp(2 * b, LARGEST_A);
        let a = random.within(a, (2 * a).min(LARGEST_A));
        worst.see(error(a, b), (a, b));
        // Just above two the quotient has the fewest digits, and the table's cell its longest rest.
        let a = random.within(2 * b, 2 * b + b / 64);
        worst.see(error(a, b), (a, b));
    }
    for power in 1..49 {
        for b in [1, 2, 3, 1 << 20, LARGEST_B - 1, LARGEST_B] {
            for a in around([1 << power, b << power.min(63 - 44), b * 2, LARGEST_A]) {
                let a = a.clamp(2 * b, LARGEST_A);
                worst.see(error(a, b), (a, b));
            }
        }
    }
    worst.assert_within("log_ratio from two on", 7e-13);
}

#[test]
fn up_to_1_001_it_is_within_three_units() {
    let mut worst = Worst::default();
    for mut random in random() {
        let b = random.of_any_size(1, LARGEST_B);
        let a = b + random.of_any_size(0, b / 1_000);
        worst.see(error(a, b), (a, b));
        let a = random.within(b, b + b / 1_000);
        worst.see(error(a, b), (a, b));
    }
    worst.assert_within("log_ratio up to 1.001", 3.0 / Q48);
    assert!(random().all(|mut random| {
        let b = random.of_any_size(1, LARGEST_B);
        log_ratio(b, b) == 0
    }));
}

#[test]
fn with_sign_it_is_odd_and_within_its_bound() {
    let mut worst = Worst::default();
    let mut see = |a: u64, b: u64| {
        assert_eq!(signed_log_ratio(a, b), -signed_log_ratio(b, a), "{a} {b}");
        worst.see(signed_log_ratio(a, b) as f64 / Q48 - log(a, b), (a, b));
    };
    for mut random in random() {
        see(random.of_any_size(1, LARGEST_A), random.of_any_size(1, LARGEST_A));
        // Both shortened, in any proportion to one another.
        see(random.within(1 << 44, LARGEST_A), random.within(1 << 44, LARGEST_A));
        see(random.within(1 << 44, 1 << 45) | 31, random.within(1 << 44, 1 << 45) & !31);
        see(random.within(1 << 45, 1 << 46) & !31, ((1 << 44) + random.within(0, 1 << 38)) | 31);
    }
    let corners: Vec<u64> = around([1 << 44, 1 << 45, LARGEST_A - 2, 3, (1 << 44) + 31, (1 << 45) + 31]);
    corners.iter().for_each(|&a| corners.iter().for_each(|&b| see(a.max(1), b.max(1))));
    worst.assert_within("signed_log_ratio", 2.5e-12);
}
