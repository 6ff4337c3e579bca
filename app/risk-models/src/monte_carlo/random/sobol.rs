//! Sobol's sequence, any point at once.

use super::sobol_table::TABLE;

/// Dimensions with direction numbers.
pub const MOST_DIMENSIONS: usize = TABLE.len() + 1;

const BITS: usize = 32;

/// The direction numbers of some dimensions.
#[derive(Clone, Debug)]
pub struct Sobol {
    dimensions: usize,
    /// Bit by bit, dimension by dimension.
    directions: Vec<u32>,
}

impl Sobol {
    /// # Panics
    /// With more dimensions than [`MOST_DIMENSIONS`].
    pub fn new(dimensions: usize) -> Self {
        let of_dimensions: Vec<[u32; BITS]> = (0..dimensions).map(directions).collect();
        let directions = (0..BITS).flat_map(|bit| of_dimensions.iter().map(move |numbers| numbers[bit])).collect();
        Self { dimensions, directions }
    }

    /// Point number `index` of the sequence, its coordinates times 2^32: the direction numbers of the bits of `index`'s Gray code, combined
    /// by exclusive or. `point` has as many places as there are dimensions.
    ///
    /// Source: I. Antonov and V. Saleev, "An economic method of computing LP-tau sequences" (1979). The order within 2^k points differs from that
    /// without Gray's code, the points do not.
    pub fn point(&self, index: u32, point: &mut [u32]) {
        point.fill(0);
        let mut gray = index ^ (index >> 1);
        while gray != 0 {
            let first = gray.trailing_zeros() as usize * self.dimensions;
            let directions = &self.directions[first..first + self.dimensions];
            for (coordinate, direction) in point.iter_mut().zip(directions) {
                *coordinate ^= direction;
            }
            gray &= gray - 1;
        }
    }
}

/// Of one dimension, from its primitive polynomial `x^s + a_1 x^(s-1) + ... + 1` and first numbers `m_1 ... m_s`: with `v_k = m_k 2^(32-k)`,
/// `v_k = a_1 v_(k-1) ^ ... ^ a_(s-1) v_(k-s+1) ^ v_(k-s) ^ (v_(k-s) >> s)`.
///
/// Source: P. Bratley and B. Fox, "Algorithm 659: implementing Sobol's quasirandom sequence generator" (1988).
fn directions(dimension: usize) -> [u32; BITS] {
    let mut numbers = [0; BITS];
    if dimension == 0 {
        for (bit, number) in numbers.iter_mut().enumerate() {
            *number = 1 << (BITS - 1 - bit);
        }
        return numbers;
    }
    let (polynomial, initial) = TABLE[dimension - 1];
    let degree = initial.len();
    for bit in 0..BITS {
        numbers[bit] = if bit < degree {
            initial[bit] << (BITS - 1 - bit)
        } else {
            let oldest = numbers[bit - degree];
            (1..degree)
                .filter(|power| (polynomial >> (degree - power)) & 1 == 1)
                .fold(oldest ^ (oldest >> degree), |number, power| number ^ numbers[bit - power])
        };
    }
    numbers
}
