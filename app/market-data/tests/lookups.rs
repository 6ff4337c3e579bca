//! Lookups and volatility: known answers, and that nothing looks ahead or panics.

use market_data::{Bar, PriceSeries, DAY_SECS, HOUR_SECS, YEAR_SECS};
use proptest::prelude::*;

fn bar(unix_ts: i64, open: f64, close: f64) -> Bar {
    Bar { unix_ts, open, high: open.max(close), low: open.min(close), close }
}

/// Bars at 1 h, 2 h and, after two missing hours, 5 h.
fn with_a_gap() -> PriceSeries {
    let bars = vec![bar(HOUR_SECS, 10.0, 11.0), bar(2 * HOUR_SECS, 12.0, 13.0), bar(5 * HOUR_SECS, 14.0, 15.0)];
    PriceSeries::from_bars("gap", bars).unwrap()
}

#[test]
fn the_price_at_a_time_is_the_last_one_known_then() {
    let series = with_a_gap();
    for (ts, expected) in [
        (HOUR_SECS - 1, None),
        (HOUR_SECS, Some(10.0)),
        (2 * HOUR_SECS - 1, Some(10.0)),
        (2 * HOUR_SECS, Some(12.0)),
        (3 * HOUR_SECS, Some(13.0)),
        (5 * HOUR_SECS - 1, Some(13.0)),
        (5 * HOUR_SECS, Some(14.0)),
        (6 * HOUR_SECS, Some(15.0)),
        (6 * HOUR_SECS + 1, None),
        (i64::MIN, None),
        (i64::MAX, None),
    ] {
        assert_eq!(series.price_at(ts), expected, "at {ts}");
    }
}

#[test]
fn the_first_price_from_a_time_on_is_a_bar_open() {
    let series = with_a_gap();
    assert_eq!(series.first_at_or_after(0), Some((HOUR_SECS, 10.0)));
    assert_eq!(series.first_at_or_after(2 * HOUR_SECS), Some((2 * HOUR_SECS, 12.0)));
    assert_eq!(series.first_at_or_after(2 * HOUR_SECS + 1), Some((5 * HOUR_SECS, 14.0)));
    assert_eq!(series.first_at_or_after(5 * HOUR_SECS + 1), None);
}

/// Price that alternates by a fixed log return each hour, `skip` telling which hours are missing.
fn zigzag(hours: i64, log_return: f64, skip: impl Fn(i64) -> bool) -> PriceSeries {
    let price = |hour: i64| 100.0 * (log_return * (hour % 2) as f64).exp();
    let bars = (0..hours)
        .filter(|&hour| !skip(hour))
        .map(|hour| bar(hour * HOUR_SECS, price(hour), price(hour + 1)))
        .collect();
    PriceSeries::from_bars("zigzag", bars).unwrap()
}

#[test]
fn volatility_of_a_constant_hourly_move_is_that_move_annualised() {
    let series = zigzag(400, 0.01, |_| false);
    let hours_a_year = (YEAR_SECS / HOUR_SECS) as f64;
    let expected = 0.01 * hours_a_year.sqrt();
    let found = series.realised_vol(300 * HOUR_SECS, 7 * DAY_SECS).unwrap();
    assert!((found - expected).abs() < 1e-9, "{found} {expected}");
}

#[test]
fn missing_hours_count_as_time_that_passed() {
    // Hours 3, 4 and 5 of every day are missing: from hour 2 to hour 6 the price is unchanged,
    // so 20 of 24 hours carry a move.
    let series = zigzag(24 * 20 + 1, 0.01, |hour| matches!(hour % 24, 3..=5));
    let expected = 0.01 * (20.0 / 24.0 * (YEAR_SECS / HOUR_SECS) as f64).sqrt();
    let found = series.realised_vol(15 * DAY_SECS, 7 * DAY_SECS).unwrap();
    assert!((found - expected).abs() < 1e-9, "{found} {expected}");
}

#[test]
fn volatility_needs_the_whole_window() {
    let series = zigzag(100, 0.01, |_| false);
    assert!(series.realised_vol(DAY_SECS, DAY_SECS).is_some());
    assert!(series.realised_vol(DAY_SECS - 1, DAY_SECS).is_none());
    assert!(series.realised_vol(series.end_ts() + 1, DAY_SECS).is_none());
    for window in [0, -1, i64::MIN, i64::MAX, 1] {
        assert!(series.realised_vol(2 * DAY_SECS, window).is_none(), "{window}");
    }
    assert!(series.realised_vol(i64::MIN, i64::MAX).is_none());
}

/// Any series that passes the checks: prices of any size, some hours missing.
fn any_series() -> impl Strategy<Value = PriceSeries> {
    let step = (prop_oneof![4 => Just(1_i64), 1 => 2..=24_i64], 1e-9..1e9_f64, 0.5..2.0_f64);
    prop::collection::vec(step, 2..200).prop_filter_map("mostly hourly", |steps| {
        let mut ts = 0;
        let bars = steps.into_iter().map(|(hours, open, growth)| {
            ts += hours * HOUR_SECS;
            bar(ts, open, open * growth)
        });
        PriceSeries::from_bars("any", bars.collect()).ok()
    })
}

proptest! {
    /// Changing everything that was not yet known at `ts` changes no answer for `ts`.
    #[test]
    fn nothing_looks_ahead(series in any_series(), share in 0.0..1.2_f64, window in 1..40_i64) {
        let span = (series.end_ts() - series.first_ts()) as f64;
        let ts = series.first_ts() + (share * span) as i64;
        let future_changed = series.bars().iter().map(|old| match old {
            Bar { unix_ts, .. } if *unix_ts > ts => bar(*unix_ts, 1.0, 2.0),
            Bar { unix_ts, open, .. } if old.end_ts() > ts => bar(*unix_ts, *open, open * 3.0),
            _ => *old,
        });
        let other = PriceSeries::from_bars("other", future_changed.collect()).unwrap();
        prop_assert_eq!(series.price_at(ts), other.price_at(ts));
        let window_secs = window * HOUR_SECS;
        prop_assert_eq!(series.realised_vol(ts, window_secs), other.realised_vol(ts, window_secs));
    }

    #[test]
    fn volatility_is_a_finite_number_and_does_not_depend_on_the_unit(
        series in any_series(), hours in 0..400_i64, window in 1..100_i64,
    ) {
        let (ts, window_secs) = (hours * HOUR_SECS, window * HOUR_SECS);
        let found = series.realised_vol(ts, window_secs);
        let scaled = series.bars().iter().map(|old| bar(old.unix_ts, 8.0 * old.open, 8.0 * old.close));
        let scaled = PriceSeries::from_bars("scaled", scaled.collect()).unwrap();
        match (found, scaled.realised_vol(ts, window_secs)) {
            (Some(a), Some(b)) => {
                prop_assert!(a.is_finite() && a >= 0.0);
                prop_assert!((a - b).abs() <= 1e-6 * (1.0 + a), "{} {}", a, b);
            }
            (a, b) => prop_assert_eq!(a, b),
        }
    }

    #[test]
    fn lookups_agree_with_each_other(series in any_series(), ts in -10_000..1_000_000_i64) {
        if let Some((at, price)) = series.first_at_or_after(ts) {
            prop_assert!(at >= ts);
            prop_assert_eq!(series.price_at(at), Some(price));
        }
    }

    #[test]
    fn no_bytes_make_the_loader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = PriceSeries::from_reader("bytes", bytes.as_slice());
    }

    #[test]
    fn no_rows_make_the_loader_panic(
        rows in "([0-9a-zA-Z.:+\"\r\n -]{0,24},){0,6}([0-9.eE+-]{0,12},){0,6}\n{0,2}",
        times in prop::collection::vec(any::<i64>(), 0..5),
    ) {
        let mut text = format!("time,open,high,low,close\n{rows}\n");
        for ts in times {
            text += &format!("{ts},1,1,1,1\n");
        }
        if let Err(error) = PriceSeries::from_reader("rows", text.as_bytes()) {
            prop_assert!(!error.to_string().contains('\n'));
        }
    }
}
