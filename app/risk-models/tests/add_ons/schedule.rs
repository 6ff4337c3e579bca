//! Numbers that grow with volatility.

use proptest::prelude::*;
use risk_models::add_ons::{AddOnError, Schedule, Step};

fn schedule(steps: &[(f64, f64)]) -> Result<Schedule, AddOnError> {
    let steps = steps.iter().map(|&(volatility, value)| Step { volatility, value }).collect();
    Schedule::new("haircut", steps, &(0.0..=1.0))
}

#[test]
fn values_are_on_the_line_between_steps() {
    let schedule = schedule(&[(0.5, 0.1), (1.0, 0.2), (2.0, 0.8)]).unwrap();
    for (volatility, value) in [(0.0, 0.1), (0.5, 0.1), (0.75, 0.15), (1.0, 0.2), (1.5, 0.5), (2.0, 0.8), (9.0, 0.8)] {
        assert!((schedule.at(volatility) - value).abs() < 1e-15, "{volatility}: {}", schedule.at(volatility));
    }
}

#[test]
fn a_schedule_that_loosens_is_refused() {
    let refused = |steps: &[(f64, f64)]| schedule(steps).unwrap_err().to_string();
    assert_eq!(refused(&[]), "haircut is empty; give at least one step");
    assert!(refused(&[(0.5, 0.2), (1.0, 0.1)]).starts_with("haircut[1] does not tighten"));
    assert!(refused(&[(0.5, 0.2), (0.5, 0.3)]).starts_with("haircut[1] does not tighten"));
    assert_eq!(refused(&[(0.5, 1.1)]), "haircut[0].value is 1.1; it must be from 0 to 1");
    assert!(refused(&[(f64::NAN, 0.1)]).starts_with("haircut[0].volatility is NaN"));
}

proptest! {
    #[test]
    fn more_volatility_never_lowers_the_value(
        rises in prop::collection::vec((0.01f64..1.0, 0.0f64..0.2), 1..6), volatility in 0.0f64..5.0, more in 0.0f64..3.0,
    ) {
        let mut at = (0.0, 0.0);
        let steps: Vec<(f64, f64)> = rises.iter().map(|rise| { at = (at.0 + rise.0, f64::min(at.1 + rise.1, 1.0)); at }).collect();
        let schedule = schedule(&steps).unwrap();
        prop_assert!(schedule.at(volatility + more) >= schedule.at(volatility));
        prop_assert!((steps[0].1..=at.1).contains(&schedule.at(volatility)));
    }
}
