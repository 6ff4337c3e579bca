//! Linear regression.

use crate::assert_near;
use proptest::prelude::*;
use risk_models::forecast::least_squares::{dot, LeastSquares};

fn of(rows: &[([f64; 3], f64)]) -> LeastSquares {
    let mut fitted = LeastSquares::new(3);
    rows.iter().for_each(|(x, y)| fitted.add(x, *y));
    fitted
}

fn assert_all_near(computed: &[f64], expected: &[f64]) {
    assert_eq!(computed.len(), expected.len());
    computed.iter().zip(expected).for_each(|(computed, expected)| assert_near(*computed, *expected, 1e-14));
}

/// Through -1 and 1: the slope 2 is `4 / (2 + penalty 2)` with a ridge of one. The third column is the second again and gets nothing.
#[test]
fn a_line_by_hand_with_and_without_a_penalty() {
    let mut fitted = LeastSquares::new(2);
    fitted.add(&[1.0, -1.0], 3.0 - 2.0);
    fitted.add(&[1.0, 1.0], 3.0 + 2.0);
    assert_all_near(&fitted.weights(0.0), &[3.0, 2.0]);
    assert_all_near(&fitted.weights(1.0), &[3.0, 1.0]);
    assert_eq!(fitted.rows(), 2);
}

#[test]
fn a_column_that_others_make_up_gets_no_weight() {
    let fitted = of(&[([1.0, -1.0, -1.0], 1.0), ([1.0, 1.0, 1.0], 5.0)]);
    assert_all_near(&fitted.weights(0.0), &[3.0, 2.0, 0.0]);
    let without = of(&[([1.0, -1.0, 0.0], 1.0), ([1.0, 1.0, 0.0], 5.0)]);
    assert_eq!(without.weights(0.5)[2], 0.0);
}

proptest! {
    /// The errors of least squares have nothing in common with any column.
    #[test]
    fn errors_are_orthogonal_to_columns(rows in prop::collection::vec((-2.0..2.0_f64, -2.0..2.0_f64, -5.0..5.0_f64), 8..30)) {
        let rows: Vec<([f64; 3], f64)> = rows.into_iter().map(|(a, b, y)| ([1.0, a, b], y)).collect();
        let weights = of(&rows).weights(0.0);
        for column in 0..3 {
            let common: f64 = rows.iter().map(|(x, y)| (y - dot(&weights, x)) * x[column]).sum();
            prop_assert!(common.abs() < 1e-6, "{common}");
        }
    }
}
