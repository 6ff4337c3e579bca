//! Features by hand, and what is learned from rows that follow a rule.

use crate::{assert_near, day, Uniform};
use risk_models::forecast::learned::{features, Learned, Training, FEATURES, NAMES};
use risk_models::forecast::{Day, Forecaster, Horizon};

fn of(all: &[f64; FEATURES], name: &str) -> f64 {
    all[NAMES.iter().position(|known| *known == name).unwrap()]
}

/// 30 days: the last has four times the variance of the others, half of it downside, and fell.
fn days() -> Vec<Day> {
    let mut days: Vec<Day> = (0..30).map(|index| day(index, 0.001)).collect();
    days[29] =
        Day { log_return: -0.05, downside: 0.002, late: 0.0005, largest: 0.001, of_range: 0.003, ..day(29, 0.004) };
    days
}

#[test]
fn features_by_hand() {
    let days = days();
    let all = features(&days).unwrap();
    let month = 0.0011; // (29 * 0.001 + 0.004) / 30
    for (name, expected) in [
        ("constant", 1.0),
        ("ln variance of 1 day", libm::log(0.004)),
        ("ln variance of 2 days", libm::log(0.0025)),
        ("ln variance of 4 days", libm::log(0.00175)),
        ("ln variance of 7 days", libm::log(0.01 / 7.0)),
        ("ln variance of 30 days", libm::log(month)),
        ("ln variance of 90 days", libm::log(month)),
        ("ln variance of the last 6 hours", libm::log(0.0005)),
        ("ln variance by the day's range", libm::log(0.003)),
        ("absolute return of 1 day / sqrt(m)", 0.05 / libm::sqrt(month)),
        ("return of 1 day / sqrt(m)", -0.05 / libm::sqrt(month)),
        ("return of 7 days / sqrt(7 m)", (6.0 * libm::sqrt(0.001) - 0.05) / libm::sqrt(7.0 * month)),
        ("downside share of 1 day", 0.5),
        ("downside share of 7 days", 0.2),
        ("share of the largest hour", 0.25),
        // Day 30 of 1970 is the 31st of January: a Saturday.
        ("tomorrow is Saturday", 1.0),
        ("tomorrow is Friday", 0.0),
        ("tomorrow is Sunday", 0.0),
    ] {
        assert_near(of(&all, name), expected, 1e-12);
    }
    assert_eq!(features(&days[..29]), None);
}

#[test]
fn a_rule_of_yesterday_is_learned() {
    let mut random = Uniform(1);
    let mut days = vec![day(0, 0.002)];
    for index in 1..1_500 {
        let before = days[index - 1].variance;
        let log = libm::log(0.002) + 0.6 * libm::log(before / 0.002) + 0.5 * random.normal();
        days.push(day(index, libm::exp(log)));
    }
    let mut model = Learned::new();
    let mut errors = Vec::new();
    for over in (1_200..1_500).step_by(10) {
        let expected = libm::log(0.002) + 0.6 * libm::log(days[over - 1].variance / 0.002) + 0.125;
        errors.push((libm::log(model.forecast(&days[..over]).unwrap().day) - expected).powi(2));
    }
    let mean = errors.iter().sum::<f64>() / errors.len() as f64;
    // What is forecast itself varies by 0.4^2 and more.
    assert!(mean < 0.02, "{mean}");
}

#[test]
fn a_training_in_parts_is_the_same() {
    let mut random = Uniform(9);
    let days: Vec<Day> = (0..120).map(|index| day(index, 0.001 + 0.003 * random.next())).collect();
    let (mut whole, mut parts) = (Training::new(Horizon::Week), Training::new(Horizon::Week));
    whole.add(&days, 0);
    let next = parts.add(&days[..77], 0);
    parts.add(&days, next);
    assert_eq!((whole.rows(), whole.weights()), (120 - 30 - 7 + 1, parts.weights()));
}
