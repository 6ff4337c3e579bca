//! Lines as SVG path data.

use std::fmt::Write;

/// Straight lines through `points`.
pub(crate) fn line(points: &[(f64, f64)]) -> String {
    let mut data = String::new();
    for (index, (x, y)) in points.iter().enumerate() {
        let command = if index == 0 { 'M' } else { 'L' };
        // Writing to a string cannot fail.
        let _ = write!(data, "{command}{x:.1} {y:.1}");
    }
    data
}

/// At most about two points per unit of width: the lowest and highest of each stretch, in the
/// order they came, so that no extreme is lost.
pub(crate) fn thinned(points: &[(f64, f64)], most: usize) -> Vec<(f64, f64)> {
    if points.len() <= most || most < 2 {
        return points.to_vec();
    }
    let mut kept = Vec::with_capacity(most + 2);
    kept.push(points[0]);
    for stretch in points.chunks(points.len().div_ceil(most / 2)) {
        let by_height = |&a: &usize, &b: &usize| stretch[a].1.total_cmp(&stretch[b].1);
        let lowest = (0..stretch.len()).min_by(by_height).unwrap_or(0);
        let highest = (0..stretch.len()).max_by(by_height).unwrap_or(0);
        kept.push(stretch[lowest.min(highest)]);
        if lowest != highest {
            kept.push(stretch[lowest.max(highest)]);
        }
    }
    kept.push(points[points.len() - 1]);
    kept
}

#[cfg(test)]
mod tests {
    use super::{line, thinned};

    #[test]
    fn a_line_moves_once_and_then_draws() {
        assert_eq!(line(&[(0.0, 1.0), (2.0, 3.25)]), "M0.0 1.0L2.0 3.2");
        assert_eq!(line(&[]), "");
    }

    #[test]
    fn thinning_keeps_ends_and_extremes() {
        let mut points: Vec<(f64, f64)> = (0..10_000).map(|i| (f64::from(i), 0.0)).collect();
        points[4_321].1 = 9.0;
        points[7_777].1 = -9.0;
        let kept = thinned(&points, 500);
        assert!(kept.len() <= 502);
        for index in [0, 4_321, 7_777, 9_999] {
            assert!(kept.contains(&points[index]), "{index}");
        }
        assert!(kept.windows(2).all(|pair| pair[0].0 <= pair[1].0));
    }
}
