//! Independent normal numbers made dependent.

use super::MonteCarloError;
use crate::numbers::in_range;

/// Least variance of a market that the markets before it do not explain: with less, rounding would decide.
const LEAST_OWN_VARIANCE: f64 = 1e-9;

/// The lower triangle L with `L L^T` = the correlations (Cholesky's decomposition), row by row.
#[derive(Clone, Debug)]
pub struct Correlation {
    rows: Vec<Vec<f64>>,
}

impl Correlation {
    /// # Errors
    /// Of a matrix that is not of this size, not symmetric with ones on its diagonal, or not positive definite.
    pub fn new(matrix: &[Vec<f64>], markets: usize) -> Result<Self, MonteCarloError> {
        check(matrix, markets)?;
        let mut rows: Vec<Vec<f64>> = Vec::new();
        for (row, numbers) in matrix.iter().enumerate() {
            let mut new = Vec::with_capacity(row + 1);
            for column in 0..row {
                let shared: f64 = new.iter().zip(&rows[column][..column]).map(|(left, right)| left * right).sum();
                new.push((numbers[column] - shared) / rows[column][column]);
            }
            let own = 1.0 - new.iter().map(|number| number * number).sum::<f64>();
            if own < LEAST_OWN_VARIANCE {
                return Err(MonteCarloError::NotPositive { row });
            }
            new.push(own.sqrt());
            rows.push(new);
        }
        Ok(Self { rows })
    }

    /// Standard normal numbers, one for each market: independent before, correlated after.
    pub fn apply(&self, normals: &mut [f64]) {
        for row in self.rows.iter().rev() {
            let sum: f64 = row.iter().zip(&*normals).map(|(weight, normal)| weight * normal).sum();
            normals[row.len() - 1] = sum;
        }
    }
}

fn check(matrix: &[Vec<f64>], markets: usize) -> Result<(), MonteCarloError> {
    let expect = |list: String, found: usize| match found == markets {
        true => Ok(()),
        false => Err(MonteCarloError::Markets { list, found, expected: markets }),
    };
    expect("correlation".to_owned(), matrix.len())?;
    for (row, numbers) in matrix.iter().enumerate() {
        expect(format!("correlation[{row}]"), numbers.len())?;
    }
    for (row, numbers) in matrix.iter().enumerate() {
        for (column, &value) in numbers.iter().enumerate() {
            in_range(format!("correlation[{row}][{column}]"), value, &(-1.0..=1.0))?;
            let mirrored = matrix[column][row];
            if value != mirrored || (row == column && value != 1.0) {
                return Err(MonteCarloError::NotSymmetric { row, column, value, mirrored });
            }
        }
    }
    Ok(())
}
