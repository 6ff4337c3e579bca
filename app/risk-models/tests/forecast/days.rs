//! Hours put together into days, by hand.

use crate::assert_near;
use market_data::{Bar, PriceSeries};
use risk_models::forecast::{days_of, LEAST_VARIANCE};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// Bars with these closes, each opening where the one before closed; from `first_ts` on.
fn series(first_ts: i64, closes: &[f64]) -> PriceSeries {
    let mut open = 100.0;
    let bar = |(index, &close): (usize, &f64)| {
        let bar =
            Bar { unix_ts: first_ts + index as i64 * HOUR, open, high: open.max(close), low: open.min(close), close };
        open = close;
        bar
    };
    PriceSeries::from_bars("made up", closes.iter().enumerate().map(bar).collect()).unwrap()
}

/// 100 all day, but 110 after its third hour and 99 after its last.
fn one_day() -> Vec<f64> {
    let mut closes = vec![100.0; 2];
    closes.extend([110.0; 21]);
    closes.push(99.0);
    closes
}

#[test]
fn a_day_by_hand() {
    let days = days_of(&series(10 * DAY, &one_day()));
    assert_eq!(days.len(), 1);
    let (up, down) = (1.1_f64.ln(), (99.0_f64 / 110.0).ln());
    assert_eq!((days[0].start_ts, days[0].end_ts(), days[0].close), (10 * DAY, 11 * DAY, 99.0));
    assert_near(days[0].log_return, 0.99_f64.ln(), 1e-14);
    assert_near(days[0].variance, up * up + down * down, 1e-14);
    assert_near(days[0].downside, down * down, 1e-14);
    assert_near(days[0].late, down * down, 1e-14);
    assert_near(days[0].largest, down * down, 1e-14);
    assert_near(days[0].of_range, (110.0_f64 / 99.0).ln().powi(2) / (4.0 * 2.0_f64.ln()), 1e-14);
}

#[test]
fn parts_of_days_at_the_ends_are_left_out() {
    let closes = vec![101.0; 5 + 24 + 24 + 7];
    let days = days_of(&series(10 * DAY - 5 * HOUR, &closes));
    assert_eq!(days.iter().map(|day| day.start_ts).collect::<Vec<_>>(), [10 * DAY, 11 * DAY]);
    assert_eq!(days[0].log_return, 0.0, "the move before midnight is the day before's");
}

#[test]
fn a_day_without_moves_has_the_least_variance() {
    let days = days_of(&series(0, &[100.0; 24]));
    assert_eq!((days[0].variance, days[0].downside, days[0].of_range), (LEAST_VARIANCE, 0.0, 0.0));
}

/// The bar that ends at midnight and the four after it are missing: the move belongs to the day in which it is seen.
#[test]
fn a_gap_over_midnight_counts_on_the_day_it_ends() {
    let mut bars = series(0, &[vec![100.0; 24], vec![120.0; 24]].concat()).bars().to_vec();
    bars.drain(23..28);
    let days = days_of(&PriceSeries::from_bars("with a gap", bars).unwrap());
    assert_eq!(days.len(), 2);
    assert_eq!((days[0].close, days[0].log_return), (100.0, 0.0));
    assert_near(days[1].log_return, 1.2_f64.ln(), 1e-14);
    assert_near(days[1].variance, 1.2_f64.ln().powi(2), 1e-14);
}

#[test]
fn the_returns_of_days_add_up_to_the_whole_move() {
    let prices = PriceSeries::bundled();
    let days = days_of(&prices);
    assert_eq!(days.len(), 457, "every day from 2017-10-01 to 2018-12-31");
    let sum: f64 = days.iter().map(|day| day.log_return).sum();
    assert_near(sum, (days[456].close / prices.bars()[0].open).ln(), 1e-12);
    assert!(days.iter().all(|day| day.downside <= day.variance && day.largest <= day.variance));
}
