//! Hours of prices as a path by the minute.
//!
//! An hour goes from its open to one of its extremes in a third of the time, to the other one in the next third, and to its close. It sees first the
//! extreme that its close turned away from: the low if it closed higher than it opened, and otherwise the high. Missing hours are a straight line.

use market_data::{Bar, PriceSeries, HOUR_SECS};

const THIRD_SECS: i64 = HOUR_SECS / 3;

/// The price at a moment between the first bar's start and the last one's end; `None` outside.
pub fn price_at(prices: &PriceSeries, unix_ts: i64) -> Option<f64> {
    let bars = prices.bars();
    let started = bars.partition_point(|bar| bar.unix_ts <= unix_ts);
    let bar = bars[..started].last()?;
    if unix_ts < bar.end_ts() {
        return Some(within(bar, unix_ts - bar.unix_ts));
    }
    match bars.get(started) {
        Some(next) => Some(between((bar.end_ts(), bar.close), (next.unix_ts, next.open), unix_ts)),
        None => (unix_ts == bar.end_ts()).then_some(bar.close),
    }
}

/// So many seconds after the bar's start.
fn within(bar: &Bar, passed_secs: i64) -> f64 {
    let [first, second] = if bar.close >= bar.open { [bar.low, bar.high] } else { [bar.high, bar.low] };
    let corners = [bar.open, first, second, bar.close];
    let third = passed_secs.div_euclid(THIRD_SECS).clamp(0, 2);
    let [from, to] = [third, third + 1].map(|corner| (corner * THIRD_SECS, corners[corner as usize]));
    between(from, to, passed_secs)
}

/// On the straight line between two points of time and value.
fn between(from: (i64, f64), to: (i64, f64), at: i64) -> f64 {
    let share = (at - from.0) as f64 / (to.0 - from.0) as f64;
    from.1 + (to.1 - from.1) * share
}

#[cfg(test)]
mod tests {
    use super::{price_at, HOUR_SECS};
    use market_data::{Bar, PriceSeries};

    fn hour(number: i64, [open, high, low, close]: [f64; 4]) -> Bar {
        Bar { unix_ts: number * HOUR_SECS, open, high, low, close }
    }

    #[test]
    fn an_hour_that_fell_saw_its_high_first_and_one_that_rose_its_low() {
        let fell = hour(0, [100.0, 106.0, 82.0, 91.0]);
        let rose = hour(1, [91.0, 97.0, 88.0, 94.0]);
        let prices = PriceSeries::from_bars("two hours", vec![fell, rose, hour(2, [94.0; 4])]).unwrap();
        let at = |minute: i64| price_at(&prices, minute * 60).unwrap();
        let close_to =
            |minute, expected: f64| assert!((at(minute) - expected).abs() < 1e-9, "{minute}: {}", at(minute));
        for (minute, expected) in [(0, 100.0), (10, 103.0), (20, 106.0), (30, 94.0), (40, 82.0), (50, 86.5)] {
            close_to(minute, expected);
        }
        for (minute, expected) in [(60, 91.0), (80, 88.0), (100, 97.0), (119, 94.15), (120, 94.0), (180, 94.0)] {
            close_to(minute, expected);
        }
        assert_eq!((price_at(&prices, -1), price_at(&prices, 3 * HOUR_SECS + 1)), (None, None));
    }

    #[test]
    fn missing_hours_are_a_straight_line() {
        let bars = vec![hour(-2, [100.0; 4]), hour(-1, [100.0; 4]), hour(0, [100.0; 4]), hour(3, [130.0; 4])];
        let prices = PriceSeries::from_bars("a gap", bars).unwrap();
        assert!((price_at(&prices, 2 * HOUR_SECS).unwrap() - 115.0).abs() < 1e-9);
    }
}
