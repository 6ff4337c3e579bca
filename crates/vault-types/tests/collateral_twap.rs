//! The average price of a bank: what a pump, a dip and silence do to it (ATTACKS 8).

mod common;

use common::{banks::*, cases, exact::*, USD};
use num_rational::BigRational;
use proptest::prelude::*;
use vault_types::margin::{AverageLimits, CollateralError, PriceAverage};

const LIMITS: AverageLimits = AverageLimits { window_secs: WINDOW_SECS, max_above_bps: 1_000 };
const GAP: i64 = 3 * DAY;

/// An average that is as old as its window, at this price.
fn settled(price_e8: u64) -> PriceAverage {
    PriceAverage {
        average_e8: price_e8,
        last_e8: price_e8,
        last_ts: NOW,
        average_fraction: 0,
        history_secs: WINDOW_SECS,
    }
}

/// The same price every so many seconds, for so long. Returns when it ends.
fn hold(average: &mut PriceAverage, price_e8: u64, step_secs: i64, secs: i64) -> i64 {
    let start_ts = average.last_ts;
    for step in 1..=secs / step_secs {
        average.observe(price_e8, start_ts + step * step_secs, &LIMITS).unwrap();
        assert!(average.invariant(&LIMITS));
    }
    average.last_ts
}

/// The rules in other words, in exact arithmetic on the grid of 2^-32.
#[derive(Default)]
struct Reference {
    average: Option<BigRational>,
    last: Option<(u64, i64)>,
    history: i64,
}

fn on_grid(value: &BigRational) -> BigRational {
    (value * exact(1u64 << 32)).floor() / exact(1u64 << 32)
}

impl Reference {
    fn observe(&mut self, price: u64, ts: i64, limits: &AverageLimits) -> bool {
        let Some((last, last_ts)) = self.last.filter(|(_, last_ts)| ts - last_ts <= GAP) else {
            *self = Self { last: Some((price, ts)), ..Self::default() };
            return true;
        };
        let (elapsed, window) = (ts - last_ts, i64::from(limits.window_secs));
        if elapsed < 60 {
            return false;
        }
        let interval = exact(price.min(last));
        let average = self.average.take();
        self.average = Some(match average {
            None => interval,
            Some(average) => {
                let top = on_grid(&(&average * ratio(10_000 + u64::from(limits.max_above_bps), 10_000)));
                let counted = if interval < average { elapsed } else { elapsed.min(600) }.min(window);
                let share = ratio(counted, (self.history + counted).min(window));
                on_grid(&(&average + (interval.min(top) - &average) * share))
            }
        });
        self.history = (self.history + elapsed.min(600)).min(window);
        self.last = Some((price, ts));
        true
    }

    fn ceiling(&self, now_ts: i64, limits: &AverageLimits) -> u64 {
        let is_alive = self.last.is_some_and(|(_, last_ts)| now_ts - last_ts <= GAP);
        let is_full = self.history >= i64::from(limits.window_secs);
        match &self.average {
            Some(average) if is_alive && is_full => {
                floor(&(average * ratio(10_000 + u64::from(limits.max_above_bps), 10_000))).unwrap_or(u64::MAX)
            }
            _ => 0,
        }
    }
}

proptest! {
    #![proptest_config(cases(3_000))]

    /// Any prices at any times: the same digits as exact arithmetic, and nothing overflows.
    #[test]
    fn averages_are_exact(
        steps in prop::collection::vec((common::magnitude(), prop_oneof![
            4 => 55i64..700, 4 => 600i64..10_000, 1 => GAP - 1..GAP + 2, 1 => -100i64..60
        ]), 1..40),
        near in any::<bool>(),
        window_secs in prop_oneof![Just(3_600u32), 3_600u32..=604_800],
        max_above_bps in 100u16..=2_500,
        history_secs in prop_oneof![Just(0u32), Just(u32::MAX)],
    ) {
        let limits = AverageLimits { window_secs, max_above_bps };
        let (mut average, mut reference) = (PriceAverage::default(), Reference::default());
        if history_secs > 0 {
            average = PriceAverage { history_secs: window_secs, ..settled(USD) };
            reference = Reference { average: Some(exact(USD)), last: Some((USD, NOW)), history: window_secs.into() };
        }
        let mut now_ts = NOW;
        for (price, secs) in steps {
            let price = if near { USD / 2 + price % USD } else { price.max(1) };
            now_ts += secs;
            let before = average;
            let taken = average.observe(price, now_ts, &limits);
            prop_assert_eq!(taken.is_ok(), reference.observe(price, now_ts, &limits));
            if taken.is_err() {
                prop_assert_eq!(taken, Err(CollateralError::TooSoon));
                prop_assert_eq!(average, before, "what is refused changes nothing");
            }
            now_ts = average.last_ts;
            prop_assert!(average.invariant(&limits));
            let bits = (u128::from(average.average_e8) << 32) | u128::from(average.average_fraction);
            let expected = reference.average.clone().unwrap_or_else(|| exact(0)) * exact(1u64 << 32);
            prop_assert_eq!(exact(bits), expected);
            prop_assert_eq!(i64::from(average.history_secs), reference.history);
            let ceiling = average.ceiling_e8(&limits, now_ts);
            prop_assert_eq!(ceiling, reference.ceiling(now_ts, &limits));
        }
    }

    /// Whatever is observed of a pump within an hour: ten times a minute or once.
    #[test]
    fn attack_08_an_hour_of_pump_moves_a_days_average_by_less_than_a_half_per_cent(
        steps in prop::collection::vec((60i64..3_000, 1u64..1_000), 1..60)
    ) {
        let mut average = settled(10 * USD);
        for (secs, times) in steps {
            if average.last_ts + secs <= NOW + 3_600 {
                average.observe(10 * USD * times, average.last_ts + secs, &LIMITS).unwrap();
            }
        }
        prop_assert!(average.average_e8 <= 10 * USD + 10 * USD / 200, "{average:?}");
    }
}

#[test]
fn attack_08_a_single_print_raises_nothing() {
    let mut average = settled(10 * USD);
    let before_e8 = average.ceiling_e8(&LIMITS, NOW);
    assert_eq!(before_e8, 11 * USD);
    average.observe(100 * USD, NOW + 600, &LIMITS).unwrap();
    assert_eq!(average.ceiling_e8(&LIMITS, NOW + 600), before_e8);
    average.observe(10 * USD, NOW + 1_200, &LIMITS).unwrap();
    assert_eq!(average.ceiling_e8(&LIMITS, NOW + 1_200), before_e8);
}

#[test]
fn attack_08_time_in_which_nobody_looked_does_not_raise_it() {
    let mut watched = settled(10 * USD);
    hold(&mut watched, 100 * USD, 600, 1_200);
    let mut silent = settled(10 * USD);
    silent.observe(100 * USD, NOW + 600, &LIMITS).unwrap();
    silent.observe(100 * USD, NOW + 600 + GAP, &LIMITS).unwrap();
    assert_eq!(silent.average_e8, watched.average_e8);
}

#[test]
fn attack_08_the_first_prints_of_a_new_bank_are_not_its_history() {
    let mut average = PriceAverage::default();
    average.observe(100 * USD, NOW, &LIMITS).unwrap();
    let end_ts = hold(&mut average, 10 * USD, 600, DAY - 600);
    assert_eq!(average.ceiling_e8(&LIMITS, end_ts), 0, "one interval is missing");
    average.observe(10 * USD, end_ts + 600, &LIMITS).unwrap();
    assert_eq!(average.ceiling_e8(&LIMITS, end_ts + 600), 11 * USD);
}

#[test]
fn a_lasting_rise_is_followed() {
    let mut average = settled(10 * USD);
    hold(&mut average, 20 * USD, 600, 7 * DAY);
    assert!(average.average_e8 > 18 * USD, "{average:?}");
    hold(&mut average, 20 * USD, 600, 7 * DAY);
    assert!(average.average_e8 > 1_999 * USD / 100 && average.average_e8 <= 20 * USD, "{average:?}");
}

#[test]
fn a_fall_counts_for_all_the_time_that_nobody_looked() {
    let mut average = settled(10 * USD);
    average.observe(4 * USD, NOW + DAY / 2, &LIMITS).unwrap();
    assert_eq!(average.average_e8, 7 * USD, "half a window");
    average.observe(USD, NOW + 2 * DAY, &LIMITS).unwrap();
    assert_eq!((average.average_e8, average.average_fraction), (USD, 0), "more than a window");
}

#[test]
fn a_price_of_few_digits_is_followed_too() {
    let mut average = settled(1_000);
    hold(&mut average, 1_010, 60, DAY);
    assert!((1_005..1_008).contains(&average.average_e8), "{average:?}");
}

#[test]
fn attack_08_an_average_that_nobody_has_fed_for_three_days_is_none() {
    let mut average = settled(10 * USD);
    assert_eq!(average.ceiling_e8(&LIMITS, NOW + GAP), 11 * USD);
    assert_eq!(average.ceiling_e8(&LIMITS, NOW + GAP + 1), 0);
    average.observe(100 * USD, NOW + GAP + 1, &LIMITS).unwrap();
    assert_eq!((average.history_secs, average.ceiling_e8(&LIMITS, NOW + GAP + 1)), (0, 0));
    let end_ts = hold(&mut average, USD, 600, DAY);
    assert_eq!(average.ceiling_e8(&LIMITS, end_ts), 11 * USD / 10);
}

#[test]
fn observations_are_a_minute_apart_and_newer() {
    let mut average = settled(10 * USD);
    for publish_ts in [NOW + 59, NOW, NOW - 1, i64::MIN] {
        assert_eq!(average.observe(USD, publish_ts, &LIMITS), Err(CollateralError::TooSoon));
        assert_eq!(average, settled(10 * USD));
    }
    assert_eq!(average.observe(USD, NOW + 60, &LIMITS), Ok(()));
}
