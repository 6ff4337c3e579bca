//! The average that forgets.

use crate::{assert_near, day};
use risk_models::forecast::ewma::{Ewma, Input, START_DAYS};
use risk_models::forecast::Forecaster;

#[test]
fn a_step_by_hand() {
    // 0.94 * 0.04 + 0.06 * 0.01
    assert_near(Ewma::next(0.04, 0.01), 0.0382, 1e-15);
}

#[test]
fn it_starts_with_a_mean_and_a_week_is_seven_days() {
    let mut days: Vec<_> = (0..START_DAYS).map(|index| day(index, if index % 2 == 0 { 0.01 } else { 0.03 })).collect();
    let mut model = Ewma::new(Input::RealisedVariances);
    assert_eq!(model.forecast(&days[..START_DAYS - 1]), None);
    assert_near(model.forecast(&days).unwrap().day, 0.02, 1e-14);
    days.push(day(START_DAYS, 0.12));
    let forecast = model.forecast(&days).unwrap();
    assert_near(forecast.day, 0.94 * 0.02 + 0.06 * 0.12, 1e-14);
    assert_near(forecast.week, 7.0 * forecast.day, 1e-14);
}

#[test]
fn the_two_inputs_are_what_they_say() {
    let days: Vec<_> =
        (0..40).map(|index| risk_models::forecast::Day { log_return: 0.02, ..day(index, 0.01) }).collect();
    assert_near(Ewma::new(Input::SquaredReturns).forecast(&days).unwrap().day, 0.0004, 1e-14);
    assert_near(Ewma::new(Input::RealisedVariances).forecast(&days).unwrap().day, 0.01, 1e-14);
}
