//! Sobol's points: against another generator's, and how evenly they fill the cube, scrambled or not.

use crate::sobol_reference::POINTS;
use proptest::prelude::*;
use risk_models::monte_carlo::random::{scramble, Sobol, MOST_DIMENSIONS};
use std::collections::HashSet;

fn point(sequence: &Sobol, dimensions: usize, index: u32) -> Vec<u32> {
    let mut point = vec![0; dimensions];
    sequence.point(index, &mut point);
    point
}

#[test]
fn points_are_those_of_another_generator() {
    let sequence = Sobol::new(MOST_DIMENSIONS);
    for (index, dimension, expected) in POINTS {
        assert_eq!(
            point(&sequence, MOST_DIMENSIONS, index)[dimension],
            expected,
            "point {index}, dimension {dimension}"
        );
    }
}

/// Of 2^k points in a row, one in each of 2^k equal parts of every axis.
#[test]
fn every_dimension_is_even() {
    let sequence = Sobol::new(MOST_DIMENSIONS);
    for power in [1, 4, 8] {
        let points: Vec<Vec<u32>> = (0..1 << power).map(|index| point(&sequence, MOST_DIMENSIONS, index)).collect();
        for dimension in 0..MOST_DIMENSIONS {
            for seed in [None, Some(0x1234_5678), Some(1)] {
                let coordinate =
                    |point: &Vec<u32>| seed.map_or(point[dimension], |seed| scramble(point[dimension], seed));
                let parts: HashSet<u32> = points.iter().map(|point| coordinate(point) >> (32 - power)).collect();
                assert_eq!(parts.len(), points.len(), "2^{power} points, dimension {dimension}, seed {seed:?}");
            }
        }
    }
}

/// The first two dimensions are a net: of 2^k points one in each box of area 2^-k with sides that are powers of two.
#[test]
fn the_first_two_dimensions_are_even_together() {
    const POWER: u32 = 10;
    let sequence = Sobol::new(2);
    for seeds in [None, Some((7, 9)), Some((0xdead_beef, 0x0bad_cafe))] {
        for across in 1..POWER {
            let boxes: HashSet<(u32, u32)> = (0..1 << POWER)
                .map(|index| {
                    let point = point(&sequence, 2, index);
                    let (left, right) = seeds.map_or((point[0], point[1]), |(left, right)| {
                        (scramble(point[0], left), scramble(point[1], right))
                    });
                    (left >> (32 - across), right >> (32 - (POWER - across)))
                })
                .collect();
            assert_eq!(boxes.len(), 1 << POWER, "{across} and {}, {seeds:?}", POWER - across);
        }
    }
}

/// Over many seeds, a scrambled point is anywhere, and two are independent once they differ in the first bit.
#[test]
fn scrambled_points_are_uniform_by_themselves() {
    const SEEDS: u32 = 20_000;
    let hash = |seed: u32| seed.wrapping_mul(0x9e37_79b9) ^ (seed << 7);
    for coordinate in [0, 1 << 31, 0x6a00_0000] {
        let mut counts = [0u32; 16];
        for seed in 0..SEEDS {
            counts[(scramble(coordinate, hash(seed)) >> 28) as usize] += 1;
        }
        let expected = f64::from(SEEDS) / 16.0;
        let chi_squared: f64 = counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum();
        assert!(chi_squared < 45.0, "{coordinate:x}: chi squared {chi_squared} with 15 degrees of freedom");
    }
}

proptest! {
    /// As far as two coordinates agree from the highest bit on, so far they agree scrambled: neither more nor less.
    #[test]
    fn scrambling_keeps_what_is_together_together(left: u32, right: u32, seed: u32) {
        let shared = (left ^ right).leading_zeros();
        prop_assert_eq!((scramble(left, seed) ^ scramble(right, seed)).leading_zeros(), shared);
    }
}
