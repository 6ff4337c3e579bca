//! Bits, uniform, normal and Poisson numbers.

use crate::normal_reference::QUANTILES;
use proptest::prelude::*;
use risk_models::monte_carlo::random::{normal_quantile, philox, Generator, JumpCounts, Uniforms};

/// Source: `tests/kat_vectors` of D. E. Shaw Research's Random123, the lines `philox4x32 10`.
#[test]
fn philox_gives_the_known_answers() {
    for (counter, key, answer) in [
        ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
        ([u32::MAX; 4], [u32::MAX; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
        (
            [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
            [0xa409_3822, 0x299f_31d0],
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
        ),
    ] {
        assert_eq!(philox(counter, key), answer, "{counter:x?} {key:x?}");
    }
}

/// The measured error is 7e-16.
#[test]
fn normal_quantiles_are_exact_to_a_few_units() {
    for (probability, exact) in QUANTILES {
        let error = (normal_quantile(probability) / exact - 1.0).abs();
        assert!(error < 9e-16, "{probability}: off by {error}");
    }
    assert_eq!(normal_quantile(0.5), 0.0);
}

#[test]
fn poisson_counts_have_their_probabilities() {
    let counts = JumpCounts::new(2.0);
    let none = (-2.0f64).exp();
    for (uniform, expected) in
        [(1e-9, 0.0), (none * 0.999, 0.0), (none * 1.001, 1.0), (none * 2.999, 1.0), (none * 3.001, 2.0)]
    {
        assert_eq!(counts.quantile(uniform), expected, "{uniform}");
    }
    assert_eq!(JumpCounts::new(0.0).quantile(1.0 - 1e-16), 0.0);
    let draws = 100_000;
    for expected in [0.01, 1.0, 7.0, JumpCounts::MOST_EXPECTED] {
        let counts = JumpCounts::new(expected);
        let draw = |index: u32| counts.quantile((f64::from(index) + 0.5) / f64::from(draws));
        let mean = (0..draws).map(draw).sum::<f64>() / f64::from(draws);
        let square = (0..draws).map(|index| (draw(index) - expected).powi(2)).sum::<f64>() / f64::from(draws);
        assert!((mean / expected - 1.0).abs() < 2e-3, "mean {mean} for {expected}");
        assert!((square / expected - 1.0).abs() < 2e-3, "variance {square} for {expected}");
    }
}

fn numbers(generator: Generator, seed: u64, path: u64) -> [f64; 5] {
    let mut numbers = [0.0; 5];
    Uniforms::new(generator, seed, 64, 5).fill(path, &mut numbers);
    numbers
}

proptest! {
    #[test]
    fn quantiles_mirror_each_other_to_the_bit(bits in 0u64..1 << 52) {
        let probability = (bits as f64 + 0.5) * f64::EPSILON;
        prop_assert_eq!(normal_quantile(1.0 - probability), -normal_quantile(probability));
    }

    #[test]
    fn every_number_is_inside_of_the_unit_interval(seed: u64, path in 0u64..64) {
        for generator in [Generator::Philox, Generator::Antithetic, Generator::Sobol { replicates: 4 }] {
            prop_assert!(numbers(generator, seed, path).iter().all(|number| 0.0 < *number && *number < 1.0));
        }
    }

    #[test]
    fn antithetic_pairs_add_up_to_one(seed: u64, pair in 0u64..32) {
        let (first, second) = (numbers(Generator::Antithetic, seed, 2 * pair), numbers(Generator::Antithetic, seed, 2 * pair + 1));
        for (left, right) in first.iter().zip(second) {
            prop_assert_eq!(1.0 - left, right);
        }
        prop_assert_eq!(first, numbers(Generator::Philox, seed, pair));
    }

    #[test]
    fn seeds_and_paths_give_other_numbers(seed: u64, path in 0u64..63) {
        for generator in [Generator::Philox, Generator::Antithetic, Generator::Sobol { replicates: 4 }] {
            let first = numbers(generator, seed, path);
            prop_assert_ne!(first, numbers(generator, seed, path + 1));
            prop_assert_ne!(first, numbers(generator, seed ^ 1, path));
            prop_assert_ne!(first, numbers(generator, seed ^ (1 << 63), path));
        }
    }
}

/// Mean and variance of each dimension, and the correlation of each with the next, over paths.
#[test]
fn philox_numbers_are_uniform_and_independent() {
    const PATHS: u64 = 100_000;
    let uniforms = Uniforms::new(Generator::Philox, 3, PATHS, 6);
    let mut sums = [[0.0; 3]; 6];
    for path in 0..PATHS {
        let mut numbers = [0.0; 6];
        uniforms.fill(path, &mut numbers);
        for dimension in 0..6 {
            let (own, next) = (numbers[dimension] - 0.5, numbers[(dimension + 1) % 6] - 0.5);
            for (sum, term) in sums[dimension].iter_mut().zip([own, own * own - 1.0 / 12.0, own * next]) {
                *sum += term;
            }
        }
    }
    // Deviations of the three terms: sqrt(1/12), sqrt(1/180), 1/12.
    for sum in sums {
        for (total, deviation) in sum.into_iter().zip([0.2887, 0.0745, 0.0833]) {
            assert!(total.abs() < 4.0 * deviation * (PATHS as f64).sqrt(), "{total}");
        }
    }
}
