//! The search for a least value.

use crate::assert_near;
use risk_models::forecast::simplex::minimise;

/// Rosenbrock's (1960) curved valley, least at (1, 1).
fn valley(point: &[f64]) -> f64 {
    (1.0 - point[0]).powi(2) + 100.0 * (point[1] - point[0] * point[0]).powi(2)
}

#[test]
fn the_end_of_a_curved_valley_is_found() {
    let least = minimise(&[-1.2, 1.0], 0.5, 1_000, valley);
    assert_near(least[0], 1.0, 1e-4);
    assert_near(least[1], 1.0, 1e-4);
}

#[test]
fn it_ends_when_its_steps_are_used_up_and_is_never_worse_than_its_start() {
    for steps in 0..20 {
        assert!(valley(&minimise(&[-1.2, 1.0], 0.5, steps, valley)) <= valley(&[-1.2, 1.0]));
    }
}

#[test]
fn places_without_a_value_are_avoided() {
    let least = minimise(&[2.0], 0.5, 200, |point| (point[0] - 1.0).sqrt());
    assert!(least[0] >= 1.0 && least[0] < 1.01, "{least:?}");
}
