//! The rate of a token that stands for another one: what a jump and a dip do to it (ATTACKS 8).

mod common;

use common::{banks::*, cases, exact::*};
use proptest::prelude::*;
use vault_types::margin::{CollateralError, ExchangeRate};

const RATE: ExchangeRate = ExchangeRate { rate_e9: 1_000_000_000, observed_ts: NOW };

#[test]
fn attack_08_a_rate_that_jumps_counts_as_far_as_a_rate_can_grow() {
    for (secs, counted_e9) in
        [(0, 1_000_000_000), (DAY / 2, 1_005_000_000), (DAY, 1_010_000_000), (365 * DAY, 1_010_000_000)]
    {
        assert_eq!(RATE.counted_e9(2_000_000_000, 100, NOW + secs), counted_e9, "{secs}");
        assert_eq!(RATE.counted_e9(1_000_000_001, 100, NOW + secs), 1_000_000_001.min(counted_e9));
    }
    let mut rate = RATE;
    for minute in 1..=1_440 {
        rate.observe(2_000_000_000, 100, NOW + 60 * minute).unwrap();
    }
    // A day of compounding in small steps: 1 % and a half of its square.
    assert!((1_010_000_000..1_010_051_000).contains(&rate.rate_e9), "{rate:?}");
}

#[test]
fn a_rate_falls_at_once_and_comes_back_slowly() {
    let mut rate = RATE;
    assert_eq!(rate.observe(1_000_000_000, 100, NOW + 59), Err(CollateralError::TooSoon));
    assert_eq!(rate.counted_e9(500_000_000, 100, NOW), 500_000_000);
    rate.observe(500_000_000, 100, NOW + 1).unwrap();
    assert_eq!(rate.counted_e9(1_000_000_000, 100, NOW + 1 + DAY), 505_000_000);
    rate.observe(400_000_000, 100, NOW - DAY).unwrap();
    assert_eq!(rate.observed_ts, NOW + 1, "no clock that goes back gives time to grow");
}

proptest! {
    #![proptest_config(cases(5_000))]

    #[test]
    fn rates_are_exact(
        rate_e9 in common::magnitude(),
        current_e9 in common::magnitude(),
        growth_bps in 0u16..=10_000,
        secs in prop_oneof![0i64..2 * DAY, any::<i64>()],
    ) {
        let rate = ExchangeRate { rate_e9, observed_ts: NOW };
        let now_ts = NOW.saturating_add(secs);
        let grown_secs = (i128::from(now_ts) - i128::from(NOW)).clamp(0, DAY.into());
        let ceiling = exact(rate_e9) * (exact(1) + ratio(growth_bps, 10_000) * ratio(grown_secs, DAY));
        let expected = floor(&ceiling).unwrap_or(u64::MAX).min(current_e9);
        prop_assert_eq!(rate.counted_e9(current_e9, growth_bps, now_ts), expected);
    }
}
