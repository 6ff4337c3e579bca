//! The uniform numbers of a path.

use super::{philox, scramble, Sobol, MOST_DIMENSIONS};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Where the random numbers come from. All three give the same mean; they differ in how fast it is approached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Generator {
    /// Every path by itself.
    Philox,
    /// In pairs: where one path has u, the other has 1 - u. Source: J. Hammersley and K. Morton, "A new Monte Carlo technique: antithetic
    /// variates" (1956).
    Antithetic,
    /// Scrambled points of Sobol's sequence, scrambled anew so many times: each replicate has an equal part of the paths.
    Sobol { replicates: u64 },
}

impl Generator {
    /// Paths that depend on each other: groups of so many, one after the other, are independent.
    pub fn group(self, paths: u64) -> u64 {
        match self {
            Self::Philox => 1,
            Self::Antithetic => 2,
            Self::Sobol { replicates } => paths / replicates,
        }
    }
}

impl fmt::Display for Generator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Philox => formatter.write_str("philox"),
            Self::Antithetic => formatter.write_str("antithetic"),
            Self::Sobol { replicates } => write!(formatter, "sobol of {replicates} replicates"),
        }
    }
}

/// 2^-52.
const PER_UNIFORM: f64 = f64::EPSILON;
/// 2^-32.
const PER_COORDINATE: f64 = 1.0 / 4_294_967_296.0;

/// Numbers from 0 to 1, both excluded: a function of seed, path and dimension.
#[derive(Clone, Debug)]
pub struct Uniforms {
    key: [u32; 2],
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    Philox,
    Antithetic,
    Sobol {
        sequence: Sobol,
        /// Of a replicate.
        points: u64,
        /// Replicate by replicate, dimension by dimension.
        scramblings: Vec<u32>,
    },
}

/// What a block of bits is for: no two have the same counter.
#[derive(Clone, Copy)]
enum Purpose {
    Numbers = 0,
    Scrambling = 1,
}

impl Uniforms {
    /// # Panics
    /// Of Sobol points, with more dimensions than [`MOST_DIMENSIONS`].
    pub fn new(generator: Generator, seed: u64, paths: u64, dimensions: usize) -> Self {
        let key = [seed as u32, (seed >> 32) as u32];
        let source = match generator {
            Generator::Philox => Source::Philox,
            Generator::Antithetic => Source::Antithetic,
            Generator::Sobol { replicates } => Source::Sobol {
                sequence: Sobol::new(dimensions),
                points: generator.group(paths),
                scramblings: scramblings(key, replicates, dimensions),
            },
        };
        Self { key, source }
    }

    /// The numbers of a path, one for each dimension.
    pub fn fill(&self, path: u64, numbers: &mut [f64]) {
        match &self.source {
            Source::Philox => self.fill_from_philox(path, numbers),
            Source::Antithetic => {
                self.fill_from_philox(path / 2, numbers);
                if path % 2 == 1 {
                    numbers.iter_mut().for_each(|number| *number = 1.0 - *number);
                }
            }
            Source::Sobol { sequence, points, scramblings } => {
                let mut point = [0; MOST_DIMENSIONS];
                let point = &mut point[..numbers.len()];
                sequence.point((path % points) as u32, point);
                let seeds = &scramblings[(path / points) as usize * numbers.len()..];
                for ((number, coordinate), seed) in numbers.iter_mut().zip(point).zip(seeds) {
                    *number = (f64::from(scramble(*coordinate, *seed)) + 0.5) * PER_COORDINATE;
                }
            }
        }
    }

    fn fill_from_philox(&self, path: u64, numbers: &mut [f64]) {
        for (block, pair) in numbers.chunks_mut(2).enumerate() {
            let bits = bits(self.key, path, block as u32, Purpose::Numbers);
            for (number, halves) in pair.iter_mut().zip(bits.chunks_exact(2)) {
                *number = uniform(u64::from(halves[0]) << 32 | u64::from(halves[1]));
            }
        }
    }
}

fn scramblings(key: [u32; 2], replicates: u64, dimensions: usize) -> Vec<u32> {
    let seed = |replicate, dimension: usize| bits(key, replicate, dimension as u32, Purpose::Scrambling)[0];
    (0..replicates).flat_map(|replicate| (0..dimensions).map(move |dimension| seed(replicate, dimension))).collect()
}

/// Bits of a counter that holds a large number (of a path or replicate), a small one and a purpose.
fn bits(key: [u32; 2], large: u64, small: u32, purpose: Purpose) -> [u32; 4] {
    philox([large as u32, (large >> 32) as u32, small, purpose as u32], key)
}

/// The middle of one of 2^52 equal parts of the unit interval: never 0 or 1, and 1 less it is exact.
fn uniform(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) * PER_UNIFORM
}
