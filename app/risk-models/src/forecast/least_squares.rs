//! Linear regression: weights that make the sum of squared errors least, with or without a penalty on large weights.

/// Pivots smaller than this share of their diagonal are rounding errors: the column is a sum of others.
const SINGULAR: f64 = 1e-11;

/// `y = w . x`, where the first entry of every x is 1. Rows are added one by one; only their products are kept:
/// the normal equations `(X'X + P) w = X'y`.
#[derive(Clone, Debug)]
pub struct LeastSquares {
    width: usize,
    rows: usize,
    /// `X'X`, row by row.
    products: Vec<f64>,
    /// `X'y`.
    moments: Vec<f64>,
}

impl LeastSquares {
    /// For rows of so many entries, the leading 1 included.
    pub fn new(width: usize) -> Self {
        Self { width, rows: 0, products: vec![0.0; width * width], moments: vec![0.0; width] }
    }

    /// How many rows were added.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Another row.
    pub fn add(&mut self, x: &[f64], y: f64) {
        for (row, &left) in x.iter().enumerate() {
            for (column, &right) in x.iter().enumerate() {
                self.products[row * self.width + column] += left * right;
            }
            self.moments[row] += left * y;
        }
        self.rows += 1;
    }

    /// The weights. `ridge` is the penalty of Hoerl and Kennard (1970) on the squares of weights of standardised columns, per row:
    /// `P = ridge * rows * variance of the column`, nothing for the leading 1. A column that other columns make up gets no weight.
    pub fn weights(&self, ridge: f64) -> Vec<f64> {
        let mut matrix = self.products.clone();
        for index in 1..self.width {
            matrix[index * self.width + index] += ridge * self.rows as f64 * self.column_variance(index);
        }
        solve(self.width, matrix, &self.moments)
    }

    fn column_variance(&self, index: usize) -> f64 {
        let rows = self.rows.max(1) as f64;
        let mean = self.products[index] / rows;
        (self.products[index * self.width + index] / rows - mean * mean).max(0.0)
    }
}

/// `w . x`.
pub fn dot(weights: &[f64], x: &[f64]) -> f64 {
    weights.iter().zip(x).map(|(weight, value)| weight * value).sum()
}

/// Cholesky: `matrix = L L'`, then `L z = right`, then `L' w = z`.
fn solve(width: usize, mut matrix: Vec<f64>, right: &[f64]) -> Vec<f64> {
    factorise(width, &mut matrix);
    let at = |row: usize, column: usize| matrix[row * width + column];
    let divided = |value: f64, pivot: f64| if pivot == 0.0 { 0.0 } else { value / pivot };
    let mut forward = vec![0.0; width];
    for row in 0..width {
        let known: f64 = (0..row).map(|column| at(row, column) * forward[column]).sum();
        forward[row] = divided(right[row] - known, at(row, row));
    }
    let mut weights = vec![0.0; width];
    for row in (0..width).rev() {
        let known: f64 = (row + 1..width).map(|below| at(below, row) * weights[below]).sum();
        weights[row] = divided(forward[row] - known, at(row, row));
    }
    weights
}

/// The lower triangle becomes L; a column without a pivot becomes zero.
fn factorise(width: usize, matrix: &mut [f64]) {
    for column in 0..width {
        let diagonal = matrix[column * width + column];
        let pivot = diagonal - row_product(matrix, width, column, column, column);
        if pivot <= diagonal * SINGULAR {
            (column..width).for_each(|row| matrix[row * width + column] = 0.0);
            continue;
        }
        let root = pivot.sqrt();
        matrix[column * width + column] = root;
        for row in column + 1..width {
            let rest = matrix[row * width + column] - row_product(matrix, width, row, column, column);
            matrix[row * width + column] = rest / root;
        }
    }
}

/// Product of the first `count` entries of two rows.
fn row_product(matrix: &[f64], width: usize, one: usize, other: usize, count: usize) -> f64 {
    (0..count).map(|index| matrix[one * width + index] * matrix[other * width + index]).sum()
}
