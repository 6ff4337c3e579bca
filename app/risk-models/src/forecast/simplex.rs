//! The least value of a function of a few numbers, without its slope.
//!
//! Source: J. Nelder and R. Mead, "A simplex method for function minimization" (1965), with their coefficients 1, 2, 1/2, 1/2. Every step
//! is decided by comparisons alone and their number is bounded: the same function gives the same point on every machine.

/// Stops when the values at all corners lie this close together, relative to them.
const TOLERANCE: f64 = 1e-10;

/// A corner and the function's value there.
type Corner = (Vec<f64>, f64);

/// The point with the least value found in at most `most_steps` steps from a simplex of edge `edge` at `start`.
/// Values that are not numbers count as infinite.
pub fn minimise(start: &[f64], edge: f64, most_steps: usize, function: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let value = |point: Vec<f64>| {
        let found = function(&point);
        (point, if found.is_nan() { f64::INFINITY } else { found })
    };
    let mut corners: Vec<Corner> = vec![value(start.to_vec())];
    for index in 0..start.len() {
        let mut point = start.to_vec();
        point[index] += edge;
        corners.push(value(point));
    }
    for _ in 0..most_steps {
        corners.sort_by(|left, right| left.1.total_cmp(&right.1));
        if is_small(&corners) {
            break;
        }
        step(&mut corners, &value);
    }
    corners.sort_by(|left, right| left.1.total_cmp(&right.1));
    corners.swap_remove(0).0
}

fn is_small(corners: &[Corner]) -> bool {
    let (best, worst) = (corners[0].1, corners[corners.len() - 1].1);
    worst - best <= TOLERANCE * (1.0 + best.abs())
}

/// Moves the worst corner through the middle of the others, or all corners towards the best. Corners come sorted.
fn step(corners: &mut [Corner], value: &impl Fn(Vec<f64>) -> Corner) {
    let last = corners.len() - 1;
    let middle = middle(&corners[..last]);
    let towards = |share: f64, worst: &[f64]| {
        value(middle.iter().zip(worst).map(|(centre, worst)| centre + share * (centre - worst)).collect())
    };
    let reflected = towards(1.0, &corners[last].0);
    if reflected.1 < corners[0].1 {
        let expanded = towards(2.0, &corners[last].0);
        corners[last] = if expanded.1 < reflected.1 { expanded } else { reflected };
    } else if reflected.1 < corners[last - 1].1 {
        corners[last] = reflected;
    } else {
        let outside = reflected.1 < corners[last].1;
        let contracted = towards(if outside { 0.5 } else { -0.5 }, &corners[last].0);
        if contracted.1 < reflected.1.min(corners[last].1) {
            corners[last] = contracted;
        } else {
            shrink(corners, value);
        }
    }
}

fn shrink(corners: &mut [Corner], value: &impl Fn(Vec<f64>) -> Corner) {
    let best = corners[0].0.clone();
    for corner in &mut corners[1..] {
        *corner = value(corner.0.iter().zip(&best).map(|(own, best)| best + (own - best) / 2.0).collect());
    }
}

fn middle(corners: &[Corner]) -> Vec<f64> {
    let width = corners[0].0.len();
    let mean = |index: usize| corners.iter().map(|corner| corner.0[index]).sum::<f64>() / corners.len() as f64;
    (0..width).map(mean).collect()
}
