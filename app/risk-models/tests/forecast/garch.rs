//! GARCH(1,1) by hand, and found again in what it made.

use crate::{assert_near, day, Uniform};
use risk_models::forecast::garch::{fit, minus_log_likelihood, Garch, Innovation, Parameters};
use risk_models::forecast::Forecaster;

const NORMAL: Parameters = Parameters { long_run: 0.0016, alpha: 0.1, beta: 0.85, innovation: Innovation::Normal };

/// Returns of a model; a Student variate is a normal one over the root of a mean of squares of others.
fn simulate(parameters: &Parameters, count: usize, seed: u64) -> Vec<f64> {
    let mut random = Uniform(seed);
    let mut variance = parameters.long_run;
    let mut returns = Vec::with_capacity(count);
    for _ in 0..count {
        let shock = match parameters.innovation {
            Innovation::Normal => random.normal(),
            Innovation::Student { freedom } => {
                let squares: f64 = (0..freedom as usize).map(|_| random.normal().powi(2)).sum();
                random.normal() / (squares / freedom).sqrt() * ((freedom - 2.0) / freedom).sqrt()
            }
        };
        returns.push(shock * variance.sqrt());
        variance = parameters.next(variance, shock * variance.sqrt());
    }
    returns
}

#[test]
fn a_step_and_several_days_by_hand() {
    // 0.0016 * 0.05 + 0.1 * 0.05^2 + 0.85 * 0.002
    assert_near(NORMAL.next(0.002, -0.05), 0.000_08 + 0.000_25 + 0.0017, 1e-15);
    let half = Parameters { long_run: 1.0, alpha: 0.25, beta: 0.25, ..NORMAL };
    assert_near(half.over(3.0, 3), 3.0 + 2.0 + 1.5, 1e-15);
    // The first variance is the mean square: 4; then 1 * 0.5 + 0.25 * 4 + 0.25 * 4 = 2.5.
    assert_near(half.after(&[-2.0]), 2.5, 1e-15);
}

/// `ln(0.0001) / 2 + 1/2 + ln(2 pi) / 2`, and with four degrees of freedom
/// `ln(0.0001) / 2 + 5/2 ln(3/2) + ln G(2) - ln G(5/2) + ln(2 pi) / 2`.
#[test]
fn the_likelihood_of_one_return_by_hand() {
    assert_near(minus_log_likelihood(&NORMAL, &[0.01]), -3.186_231_652_783_42, 1e-12);
    let student = Parameters { innovation: Innovation::Student { freedom: 4.0 }, ..NORMAL };
    assert_near(minus_log_likelihood(&student, &[0.01]), -2.957_251_752_971_65, 1e-9);
}

#[test]
fn many_degrees_of_freedom_are_nearly_normal() {
    let returns = simulate(&NORMAL, 500, 1);
    let student = Parameters { innovation: Innovation::Student { freedom: 1e6 }, ..NORMAL };
    assert_near(minus_log_likelihood(&student, &returns), minus_log_likelihood(&NORMAL, &returns), 1e-5);
}

#[test]
fn simulated_parameters_are_found() {
    let found = fit(&simulate(&NORMAL, 8_000, 5), None, Innovation::Normal);
    assert!((found.alpha - 0.1).abs() < 0.03, "{found:?}");
    assert!((found.beta - 0.85).abs() < 0.04, "{found:?}");
    assert!((found.long_run / 0.0016 - 1.0).abs() < 0.2, "{found:?}");
}

#[test]
fn simulated_degrees_of_freedom_are_found() {
    let truth = Parameters { innovation: Innovation::Student { freedom: 5.0 }, ..NORMAL };
    let found = fit(&simulate(&truth, 8_000, 11), None, Innovation::Student { freedom: 8.0 });
    let Innovation::Student { freedom } = found.innovation else { panic!("{found:?}") };
    assert!((freedom - 5.0).abs() < 1.0, "{found:?}");
    assert!((found.alpha - 0.1).abs() < 0.04 && (found.beta - 0.85).abs() < 0.05, "{found:?}");
}

#[test]
fn what_is_found_is_more_likely_than_the_truth() {
    let returns = simulate(&NORMAL, 1_000, 2);
    let found = fit(&returns, None, Innovation::Normal);
    assert!(minus_log_likelihood(&found, &returns) <= minus_log_likelihood(&NORMAL, &returns) + 1e-6);
}

#[test]
fn returns_of_nothing_do_not_break_it() {
    let days: Vec<_> =
        (0..150).map(|index| risk_models::forecast::Day { log_return: 0.0, ..day(index, 1e-8) }).collect();
    for innovation in [Innovation::Normal, Innovation::Student { freedom: 6.0 }] {
        let forecast = Garch::new(innovation).forecast(&days).unwrap();
        assert!(forecast.day.is_finite() && forecast.day > 0.0 && forecast.week > forecast.day, "{forecast:?}");
    }
    assert_eq!(Garch::new(Innovation::Normal).forecast(&days[..99]), None);
}
