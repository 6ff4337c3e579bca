//! The inverse of the normal distribution.

mod common;

use common::config;
use options_math::{norm_cdf, norm_inv, Fix, MathError};
use proptest::prelude::*;

const ONE: i64 = 1 << 48;

/// Probabilities of every size, near both ends as likely as in the middle.
fn probability() -> impl Strategy<Value = i64> {
    (0..48u32, any::<u64>(), any::<bool>()).prop_map(|(zeros, bits, is_low)| {
        let tail = ((bits >> 17 | 1 << 46) >> zeros).max(1) as i64;
        if is_low {
            tail
        } else {
            ONE - tail
        }
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_distribution_gives_the_probability_back(bits in probability()) {
        let x = norm_inv(Fix::from_bits(bits)).unwrap();
        let back = norm_cdf(x).to_bits();
        prop_assert!((back - bits).abs() <= 1, "{bits}: {back} at {x}");
        prop_assert_eq!(norm_inv(Fix::from_bits(ONE - bits)).unwrap(), -x);
    }

    #[test]
    fn every_number_but_probabilities_is_refused(bits: i64) {
        let is_probability = bits > 0 && bits < ONE;
        prop_assert_eq!(norm_inv(Fix::from_bits(bits)).is_ok(), is_probability);
    }
}

#[test]
fn known_quantiles() {
    // Abramowitz and Stegun (1964), table 26.5 and its extensions.
    let known = [(0.5, 0.0), (0.975, 1.959963984540054), (0.99, 2.326347874040841), (0.999, 3.090232306167813)];
    for (p, x) in known {
        let computed: f64 = norm_inv(Fix::from_num(p)).unwrap().to_num();
        assert!((computed - x).abs() < 1e-12, "{p}: {computed} instead of {x}");
    }
}

#[test]
fn the_ends_are_refused() {
    for bits in [0, -1, ONE, ONE + 1, i64::MIN, i64::MAX] {
        assert_eq!(norm_inv(Fix::from_bits(bits)), Err(MathError::Probability));
    }
}
