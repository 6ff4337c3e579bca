//! Five equations with five unknowns.

pub(super) const PARAMETERS: usize = 5;
pub(super) type Vector = [f64; PARAMETERS];
pub(super) type Matrix = [Vector; PARAMETERS];

/// Of a diagonal that is zero, because nothing depends on the parameter.
const LEAST_DIAGONAL: f64 = 1e-12;

/// `x` with `(A + damping diag A) x = b` for a symmetric A that is nowhere negative, by Cholesky's method.
pub(super) fn solve(matrix: &Matrix, right_side: &Vector, damping: f64) -> Vector {
    let mut factor = *matrix;
    for (index, row) in factor.iter_mut().enumerate() {
        row[index] = (row[index] * (1.0 + damping)).max(LEAST_DIAGONAL);
    }
    for column in 0..PARAMETERS {
        for row in column..PARAMETERS {
            let mut value = factor[row][column];
            for (of_row, of_column) in factor[row][..column].iter().zip(&factor[column][..column]) {
                value -= of_row * of_column;
            }
            factor[row][column] = if row == column {
                value.max(LEAST_DIAGONAL * factor[row][row]).sqrt()
            } else {
                value / factor[column][column]
            };
        }
    }
    let mut solution = *right_side;
    for row in 0..PARAMETERS {
        for before in 0..row {
            solution[row] -= factor[row][before] * solution[before];
        }
        solution[row] /= factor[row][row];
    }
    for row in (0..PARAMETERS).rev() {
        for after in row + 1..PARAMETERS {
            solution[row] -= factor[after][row] * solution[after];
        }
        solution[row] /= factor[row][row];
    }
    solution
}
