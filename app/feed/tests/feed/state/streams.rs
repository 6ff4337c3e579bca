//! Random streams against the definition of a fresh price.

use super::*;
use feed::price;

/// What a stream may have: prices that are on time, late, early, old or uncertain, and times in which nothing comes.
fn any_stream() -> impl Strategy<Value = Vec<Entry>> {
    let entry = (0..8_000i64, -70..10i64, 0..10u8);
    prop::collection::vec(entry, 1..25).prop_map(|entries| {
        let mut after_ms = 0;
        let next = |(wait_ms, offset_secs, kind): (i64, i64, u8)| {
            after_ms += wait_ms;
            let publish_ts = NOW_TS + after_ms.div_euclid(1_000);
            match kind {
                0 => waited(after_ms),
                1 => uncertain(after_ms),
                2 => published(after_ms, publish_ts + offset_secs),
                _ => published(after_ms, publish_ts),
            }
        };
        entries.into_iter().map(next).collect()
    })
}

/// The definition, without a state: fresh is a market whose last price that was taken is younger than the gap, if nothing was refused
/// since.
fn is_fresh(entries: &[Entry], now_ms: i64) -> bool {
    let market = market_feed(PULL);
    let (mut newest_ts, mut fresh_until_ms) = (i64::MIN, i64::MIN);
    for entry in entries.iter().filter(|entry| entry.received_ms <= now_ms) {
        let Some(update) = &entry.update else { continue };
        let Ok(price) = price::read(&market, update) else {
            fresh_until_ms = i64::MIN;
            continue;
        };
        let publish_ts = price.validated.publish_ts;
        if publish_ts <= newest_ts {
            continue;
        }
        if price.validated.check_fresh(entry.received_ms / 1_000, &limits()).is_err() {
            fresh_until_ms = i64::MIN;
            continue;
        }
        newest_ts = publish_ts;
        fresh_until_ms = entry.received_ms.min(publish_ts * 1_000) + GAP_MS;
    }
    now_ms < fresh_until_ms
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    /// At every millisecond that matters, and where the recording ends.
    #[test]
    fn intervals_are_the_times_without_a_fresh_price(entries in any_stream()) {
        let state = replayed(PULL, &entries);
        let (first_ms, last_ms) = (entries[0].received_ms, entries[entries.len() - 1].received_ms);
        let edges = state.intervals().iter().flat_map(|interval| [Some(interval.since_ms), interval.until_ms]).flatten();
        let times = entries.iter().map(|entry| entry.received_ms).chain(edges);
        for now_ms in times.flat_map(|time_ms| time_ms - 1..=time_ms + 1).filter(|time| (first_ms..=last_ms).contains(time)) {
            let is_stale = state.intervals().iter().any(|interval| {
                interval.since_ms <= now_ms && interval.until_ms.is_none_or(|until_ms| now_ms < until_ms)
            });
            prop_assert_eq!(!is_stale, is_fresh(&entries, now_ms), "at {}", now_ms - NOW_MS);
        }
        prop_assert_eq!(state.fresh().is_some(), is_fresh(&entries, last_ms));
    }

    #[test]
    fn intervals_rise_and_only_the_last_is_open(entries in any_stream()) {
        let state = replayed(PULL, &entries);
        let intervals = state.intervals();
        for pair in intervals.windows(2) {
            prop_assert!(pair[0].until_ms.is_some_and(|until_ms| until_ms <= pair[1].since_ms));
        }
        for interval in intervals {
            prop_assert!(interval.until_ms.is_none_or(|until_ms| interval.since_ms < until_ms));
        }
    }

    /// How often somebody looks makes no difference.
    #[test]
    fn signs_of_life_between_change_nothing(entries in any_stream(), waits in prop::collection::vec(0..100_000i64, 0..20)) {
        let (first_ms, last_ms) = (entries[0].received_ms, entries[entries.len() - 1].received_ms);
        let mut more = entries.clone();
        more.extend(waits.iter().map(|after_ms| waited(*after_ms)).filter(|entry| (first_ms..=last_ms).contains(&entry.received_ms)));
        more.sort_by_key(|entry| entry.received_ms);
        prop_assert_eq!(replayed(PULL, &more), replayed(PULL, &entries));
    }

    /// Fresh means that the program would trade at it now.
    #[test]
    fn a_fresh_price_is_one_that_the_program_takes(entries in any_stream()) {
        for count in 1..=entries.len() {
            let state = replayed(PULL, &entries[..count]);
            if let Some(latest) = state.fresh() {
                let now_ts = entries[count - 1].received_ms / 1_000;
                prop_assert_eq!(price::check_fresh(&market_feed(PULL), &latest.price, now_ts), Ok(()));
            }
        }
    }

    /// Who keeps no past sees the same present.
    #[test]
    fn who_follows_without_end_knows_as_much_of_now(entries in any_stream()) {
        for count in 1..=entries.len() {
            let (all, now) = (replayed(PULL, &entries[..count]), followed(&entries[..count]));
            prop_assert_eq!((now.latest(), now.fresh(), now.refusal()), (all.latest(), all.fresh(), all.refusal()));
            prop_assert_eq!(now.stale(), all.stale());
            prop_assert!(now.intervals().len() <= 1);
        }
    }
}
