//! The decomposition of a matrix of correlations.

use crate::sample::correlated;
use proptest::prelude::*;
use risk_models::monte_carlo::correlation::Correlation;
use risk_models::monte_carlo::MonteCarloError;

/// `L e_k` for every axis k: the columns of L.
fn columns(correlation: &Correlation, size: usize) -> Vec<Vec<f64>> {
    let axis = |of: usize| (0..size).map(|index| f64::from(u8::from(index == of))).collect::<Vec<f64>>();
    (0..size)
        .map(|of| {
            let mut column = axis(of);
            correlation.apply(&mut column);
            column
        })
        .collect()
}

proptest! {
    /// Rows of arbitrary unit vectors have the correlations of their products.
    #[test]
    fn the_triangle_squared_is_the_matrix(rows in prop::collection::vec(prop::collection::vec(-1.0f64..1.0, 4), 4)) {
        let length = |row: &[f64]| row.iter().map(|x| x * x).sum::<f64>().sqrt();
        prop_assume!(rows.iter().all(|row| length(row) > 0.1));
        let product = |left: &[f64], right: &[f64]| {
            left.iter().zip(right).map(|(l, r)| l * r).sum::<f64>() / (length(left) * length(right))
        };
        let entry = |row: usize, column: usize| if row == column { 1.0 } else { product(&rows[row.min(column)], &rows[row.max(column)]) };
        let matrix: Vec<Vec<f64>> = (0..4).map(|row| (0..4).map(|column| entry(row, column)).collect()).collect();
        let correlation = Correlation::new(&matrix, 4);
        prop_assume!(correlation.is_ok());
        let columns = columns(&correlation.unwrap(), 4);
        for row in 0..4 {
            for column in 0..4 {
                let squared: f64 = columns.iter().map(|of| of[row] * of[column]).sum();
                prop_assert!((squared - matrix[row][column]).abs() < 1e-12, "{} for {}", squared, matrix[row][column]);
            }
        }
    }
}

#[test]
fn what_is_no_correlation_is_refused() {
    let refused = |matrix: &[Vec<f64>]| Correlation::new(matrix, 3).unwrap_err();
    assert_eq!(refused(&correlated(3, -0.6)), MonteCarloError::NotPositive { row: 2 });
    assert_eq!(refused(&correlated(3, 1.0)), MonteCarloError::NotPositive { row: 1 });
    let mut matrix = correlated(3, 0.5);
    matrix[0][2] = 0.4;
    assert!(refused(&matrix).to_string().starts_with("correlation[0][2] is 0.4, and 0.5 the other way round"));
    let mut matrix = correlated(3, 0.5);
    matrix[1][1] = 0.9;
    assert!(matches!(refused(&matrix), MonteCarloError::NotSymmetric { row: 1, column: 1, .. }));
    let mut matrix = correlated(3, 0.5);
    matrix[2][0] = f64::NAN;
    assert!(matches!(refused(&matrix), MonteCarloError::NotSymmetric { .. } | MonteCarloError::OutOfRange(_)));
    assert!(refused(&correlated(2, 0.5)).to_string().starts_with("correlation has 2 entries for 3 markets"));
    let mut matrix = correlated(3, 0.5);
    matrix[1].pop();
    assert!(refused(&matrix).to_string().starts_with("correlation[1] has 2 entries for 3 markets"));
}
