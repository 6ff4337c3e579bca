//! Where axis labels go, and what they say.

use jiff::{civil::Date, tz::TimeZone, Timestamp};

use super::scale::{Kind, Scale};
use crate::format::{grouped, strftime};

/// A labelled place on an axis.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tick {
    pub value: f64,
    pub label: String,
}

/// Labels for a scale of either kind.
pub(crate) fn scale_ticks(scale: &Scale, wanted: usize) -> Vec<Tick> {
    match scale.kind() {
        Kind::Linear => value_ticks(scale.domain(), wanted),
        Kind::Logarithmic => ratio_ticks(scale.domain(), &[1.0, 2.0, 5.0]),
    }
}

/// So many times each power of ten within `domain`, which lies above zero.
fn ratio_ticks((low, high): (f64, f64), steps: &[f64]) -> Vec<Tick> {
    let powers = low.log10().floor() as i32..=high.log10().floor() as i32;
    let values = powers.flat_map(|power| steps.iter().map(move |step| (step, power)));
    values
        .map(|(step, power)| (step * 10_f64.powi(power), power))
        .filter(|(value, _)| (low..=high).contains(value))
        .map(|(value, power)| Tick { value, label: grouped(value, usize::try_from(-power).unwrap_or(0)) })
        .collect()
}

/// Powers of ten within `domain`, which lies above zero.
pub(crate) fn power_ticks(domain: (f64, f64)) -> Vec<Tick> {
    ratio_ticks(domain, &[1.0])
}

/// About `wanted` round values (1, 2 or 5 times a power of ten apart) within `domain`.
pub(crate) fn value_ticks((low, high): (f64, f64), wanted: usize) -> Vec<Tick> {
    let rough = (high - low) / wanted.max(1) as f64;
    if !rough.is_finite() || rough <= 0.0 {
        return Vec::new();
    }
    let step = round_step(rough);
    let decimals = (-step.log10().floor()).clamp(0.0, 9.0) as usize;
    let first = (low / step).ceil() as i64;
    let last = (high / step).floor() as i64;
    (first..=last)
        .map(|index| {
            let value = index as f64 * step;
            let label = grouped(value, decimals);
            Tick { value, label }
        })
        .collect()
}

/// The smallest of 1, 2 or 5 times a power of ten that is not below `rough`.
fn round_step(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    let factors = [1.0, 2.0, 5.0, 10.0];
    let enough = factors.iter().find(|&&factor| factor * power >= rough);
    enough.unwrap_or(&10.0) * power
}

/// Most labels on a time axis.
const MOST_TIMES: usize = 10;
const DAY_SECS: i64 = 86_400;
const WEEK_SECS: i64 = 7 * DAY_SECS;
const MONTH_SECS: i64 = 30 * DAY_SECS;

/// Ticks on the first of a month; every week or two when the span is short, and every other midnight or so when it is shorter.
pub(crate) fn time_ticks(from_ts: i64, to_ts: i64) -> Vec<Tick> {
    let span = to_ts.saturating_sub(from_ts);
    if span <= 0 {
        return Vec::new();
    }
    if span < 3 * WEEK_SECS {
        return day_ticks(from_ts, to_ts);
    }
    if span <= 3 * MONTH_SECS {
        return week_ticks(from_ts, to_ts);
    }
    let months = span / MONTH_SECS;
    let step =
        [1, 2, 3, 6, 12, 24, 60, 120].into_iter().find(|step| months / step <= MOST_TIMES as i64).unwrap_or(1_200);
    month_ticks(from_ts, to_ts, step)
}

fn day_ticks(from_ts: i64, to_ts: i64) -> Vec<Tick> {
    let days = (to_ts - from_ts) / DAY_SECS;
    let step = (days / MOST_TIMES as i64 + 1) * DAY_SECS;
    let first = from_ts + (-from_ts).rem_euclid(DAY_SECS);
    let times = (0..).map(|index| first + index * step).take_while(|ts| *ts <= to_ts);
    let pattern = |index| if index == 0 { "%-d %b %Y" } else { "%-d %b" };
    times.enumerate().map(|(index, ts)| tick(ts, pattern(index))).collect()
}

fn week_ticks(from_ts: i64, to_ts: i64) -> Vec<Tick> {
    let weeks = (to_ts - from_ts) / WEEK_SECS;
    let step = if weeks > 7 { 2 * WEEK_SECS } else { WEEK_SECS };
    let count = (to_ts - from_ts) / step;
    let times = (0..=count).map(|index| from_ts + index * step);
    let pattern = |index| if index == 0 { "%-d %b %Y" } else { "%-d %b" };
    times.enumerate().map(|(index, ts)| tick(ts, pattern(index))).collect()
}

fn month_ticks(from_ts: i64, to_ts: i64, step: i64) -> Vec<Tick> {
    let Some(start) = date_of(from_ts) else {
        return Vec::new();
    };
    let first = i64::from(start.year()) * 12 + i64::from(start.month()) - 1;
    let aligned = first.div_euclid(step) * step;
    (0..)
        .map_while(|index| first_of_month(aligned + index * step))
        .skip_while(|&ts| ts < from_ts)
        .take_while(|&ts| ts <= to_ts)
        .enumerate()
        .map(|(index, ts)| tick(ts, month_pattern(ts, index)))
        .collect()
}

/// The year is said at the first label and at each January.
fn month_pattern(ts: i64, index: usize) -> &'static str {
    let january = date_of(ts).is_some_and(|date| date.month() == 1);
    if index == 0 || january {
        "%b %Y"
    } else {
        "%b"
    }
}

fn date_of(ts: i64) -> Option<Date> {
    let time = Timestamp::from_second(ts).ok()?;
    Some(time.to_zoned(TimeZone::UTC).date())
}

/// Start of the month that is `months` after January of the year 0.
fn first_of_month(months: i64) -> Option<i64> {
    let year = i16::try_from(months.div_euclid(12)).ok()?;
    let month = i8::try_from(months.rem_euclid(12) + 1).ok()?;
    let date = Date::new(year, month, 1).ok()?;
    let zoned = date.to_zoned(TimeZone::UTC).ok()?;
    Some(zoned.timestamp().as_second())
}

fn tick(ts: i64, pattern: &str) -> Tick {
    Tick { value: ts as f64, label: strftime(pattern, ts) }
}

#[cfg(test)]
mod tests {
    use super::{power_ticks, scale_ticks, time_ticks, value_ticks};
    use crate::chart::scale::{Kind, Scale};

    const OCTOBER: i64 = 1_506_816_000; // 2017-10-01T00:00:00Z
    const WEEK: i64 = 7 * 86_400;

    fn labels(ticks: Vec<super::Tick>) -> Vec<String> {
        ticks.into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn values_are_round_and_labelled_with_enough_decimals() {
        assert_eq!(labels(value_ticks((3_900.0, 19_800.0), 5)), ["5,000", "10,000", "15,000"]);
        assert_eq!(labels(value_ticks((0.993, 1.004), 5)), ["0.995", "1.000"]);
        assert_eq!(labels(value_ticks((-5.0, 2.0), 5)), ["-4", "-2", "0", "2"]);
        assert!(value_ticks((1.0, 1.0), 5).is_empty());
        assert!(value_ticks((f64::NAN, 1.0), 5).is_empty());
    }

    #[test]
    fn ratios_are_labelled_at_1_2_and_5() {
        let ratio_ticks = |domain| scale_ticks(&Scale::new(Kind::Logarithmic, domain, (0.0, 1.0)), 5);
        assert_eq!(labels(ratio_ticks((3_100.0, 21_000.0))), ["5,000", "10,000", "20,000"]);
        assert_eq!(labels(ratio_ticks((0.3, 2.5))), ["0.5", "1", "2"]);
        assert_eq!(labels(power_ticks((1_000.0, 1_000_000.0))), ["1,000", "10,000", "100,000", "1,000,000"]);
    }

    #[test]
    fn times_are_never_crowded() {
        for weeks in 1..=700 {
            let ticks = time_ticks(OCTOBER, OCTOBER + weeks * WEEK);
            assert!(ticks.len() <= 13, "{weeks} weeks: {} labels", ticks.len());
            assert!(!ticks.is_empty(), "{weeks} weeks");
        }
        assert!(time_ticks(OCTOBER, OCTOBER).is_empty());
    }

    #[test]
    fn days_are_labelled_at_midnight() {
        let ticks = time_ticks(OCTOBER - 3_600, OCTOBER + 12 * 86_400);
        assert_eq!(labels(ticks), ["1 Oct 2017", "3 Oct", "5 Oct", "7 Oct", "9 Oct", "11 Oct", "13 Oct"]);
    }

    #[test]
    fn the_year_is_said_once_a_year() {
        assert_eq!(labels(time_ticks(OCTOBER, OCTOBER + 20 * WEEK)), ["Oct 2017", "Nov", "Dec", "Jan 2018", "Feb"]);
    }
}
