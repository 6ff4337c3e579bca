//! The heterogeneous autoregressive model.

use crate::{assert_near, day, Uniform};
use risk_models::forecast::har::{Form, Har};
use risk_models::forecast::{Day, Forecaster, Horizon};

/// Variances that follow the model exactly: constant, day, week, month.
const TRUE: [f64; 4] = [0.0001, 0.4, 0.3, 0.2];

fn mean(days: &[Day], count: usize) -> f64 {
    days[days.len() - count..].iter().map(|day| day.variance).sum::<f64>() / count as f64
}

fn exact_days() -> Vec<Day> {
    let mut random = Uniform(7);
    let mut days: Vec<Day> = (0..30).map(|index| day(index, 0.0002 + 0.0016 * random.next())).collect();
    for index in 30..110 {
        let next = TRUE[0] + TRUE[1] * mean(&days, 1) + TRUE[2] * mean(&days, 7) + TRUE[3] * mean(&days, 30);
        days.push(day(index, next));
    }
    days
}

#[test]
fn weights_of_a_constructed_series_are_found() {
    let days = exact_days();
    let mut model = Har::new(Form::Variances);
    model.forecast(&days);
    for (found, expected) in model.weights(Horizon::Day).iter().zip(TRUE) {
        assert_near(*found, expected, 1e-6);
    }
}

#[test]
fn the_next_day_of_a_constructed_series_is_forecast() {
    let days = exact_days();
    let (known, next) = (&days[..100], days[100].variance);
    // A rising or falling series would be cut at what has been seen; this one stays within.
    assert_near(Har::new(Form::Variances).forecast(known).unwrap().day / next, 1.0, 1e-6);
}

#[test]
fn what_never_changes_is_forecast_by_both_forms() {
    let days: Vec<Day> = (0..100).map(|index| day(index, 0.0025)).collect();
    for form in [Form::Variances, Form::Logarithms] {
        let forecast = Har::new(form).forecast(&days).unwrap();
        assert_near(forecast.day / 0.0025, 1.0, 1e-9);
        assert_near(forecast.week / 0.0175, 1.0, 1e-9);
    }
}

#[test]
fn a_forecast_of_variances_stays_within_what_was_seen() {
    let mut random = Uniform(3);
    let mut days: Vec<Day> = (0..200).map(|index| day(index, 0.001 + 0.001 * random.next())).collect();
    let highest = days.iter().map(|day| day.variance).fold(0.0, f64::max);
    days.push(day(200, 10.0));
    let mut model = Har::new(Form::Variances);
    model.forecast(&days[..200]);
    let forecast = model.forecast(&days).unwrap();
    assert!(forecast.day > 0.0 && forecast.day <= 10.0 && forecast.week <= 7.0 * 10.0);
    assert!(forecast.week <= 7.0 * (10.0 + 6.0 * highest) / 7.0, "the highest week was seen too: {}", forecast.week);
}

#[test]
fn forecasts_do_not_depend_on_how_often_they_are_asked_for() {
    let days = exact_days();
    for form in [Form::Variances, Form::Logarithms] {
        let mut often = Har::new(form);
        let last = (60..=days.len()).map(|over| often.forecast(&days[..over])).last().unwrap();
        assert_eq!(last, Har::new(form).forecast(&days));
    }
}
