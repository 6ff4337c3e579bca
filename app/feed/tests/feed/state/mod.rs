//! When a market is stale: each rule by itself, and on random streams all of them against their definition.

mod streams;

use crate::common::*;
use feed::state::{Board, Cause, MarketState, StaleInterval};

const PULL: PriceSource = PriceSource::PYTH_PULL;
const GAP_MS: i64 = GAP_SECS as i64 * 1_000;

fn state_of(board: &Board) -> MarketState {
    board.markets().next().unwrap().1.clone()
}

fn replayed(source: PriceSource, entries: &[Entry]) -> MarketState {
    state_of(&Board::replay(vec![market_feed(source)], entries.iter().cloned().map(Ok)).unwrap())
}

/// As whoever follows a node without end has it.
fn followed(entries: &[Entry]) -> MarketState {
    let mut board = Board::of_now(vec![market_feed(PULL)]);
    entries.iter().for_each(|entry| board.apply(entry));
    state_of(&board)
}

/// A good price that is published and received at once, so many milliseconds after the beginning.
fn priced(after_ms: i64) -> Entry {
    published(after_ms, NOW_TS + after_ms.div_euclid(1_000))
}

fn published(after_ms: i64, publish_ts: i64) -> Entry {
    seen(NOW_MS + after_ms, good(PULL, SPOT, publish_ts))
}

/// Too uncertain for the program.
fn uncertain(after_ms: i64) -> Entry {
    let publish_ts = NOW_TS + after_ms.div_euclid(1_000);
    let price = PriceUpdate { confidence: SPOT / 100 + 1, ..PriceUpdate::new(FEED, SPOT, publish_ts) };
    seen(NOW_MS + after_ms, pulled(&price))
}

fn waited(after_ms: i64) -> Entry {
    passed(NOW_MS + after_ms)
}

/// Since, until and why; times from the beginning.
fn stale(entries: &[Entry]) -> Vec<(i64, Option<i64>, String)> {
    let why = |cause: &Cause| match cause {
        Cause::NoPrice => "none".to_owned(),
        Cause::Gap => "gap".to_owned(),
        Cause::Refused(refusal) => refusal.name.clone(),
    };
    let shown = |interval: &StaleInterval| {
        (interval.since_ms - NOW_MS, interval.until_ms.map(|until_ms| until_ms - NOW_MS), why(&interval.cause))
    };
    replayed(PULL, entries).intervals().iter().map(shown).collect()
}

fn interval(since_ms: i64, until_ms: impl Into<Option<i64>>, why: &str) -> (i64, Option<i64>, String) {
    (since_ms, until_ms.into(), why.to_owned())
}

#[test]
fn the_latest_price_has_its_times_confidence_and_slot() {
    for source in [PriceSource::PYTH_PULL, PriceSource::PYTH_PUSH] {
        let later = AccountUpdate { slot: 9, ..good(source, 2 * SPOT, NOW_TS + 3) };
        let state = replayed(source, &[seen(NOW_MS, good(source, SPOT, NOW_TS)), seen(NOW_MS + 3_500, later)]);
        let latest = state.fresh().unwrap();
        assert_eq!((latest.slot, latest.received_ms), (9, NOW_MS + 3_500));
        assert_eq!((latest.price.validated.price_e8, latest.price.confidence_e8), (2 * SPOT, SPOT / 1_000));
        assert_eq!(latest.price.validated.publish_ts, NOW_TS + 3);
        assert_eq!(state.intervals(), []);
    }
}

#[test]
fn a_market_begins_stale() {
    assert_eq!(stale(&[waited(5), waited(7)]), [interval(5, None, "none")]);
    assert_eq!(stale(&[waited(5), priced(2_000)]), [interval(5, 2_000, "none")]);
    let state = replayed(PULL, &[waited(5)]);
    assert_eq!((state.latest(), state.fresh()), (None, None));
}

#[test]
fn a_gap_makes_it_stale_from_its_end_on() {
    assert_eq!(stale(&[priced(0), waited(GAP_MS - 1)]), []);
    assert_eq!(stale(&[priced(0), waited(GAP_MS)]), [interval(GAP_MS, None, "gap")]);
    assert_eq!(stale(&[priced(0), waited(50_000)]), [interval(GAP_MS, None, "gap")]);
    let state = replayed(PULL, &[priced(0), waited(GAP_MS)]);
    assert!(state.fresh().is_none() && state.latest().is_some());
}

/// Seeing the same price again is no sign of life of the oracle.
#[test]
fn only_a_new_price_ends_a_gap() {
    let again = |after_ms| published(after_ms, NOW_TS);
    let gap = |until_ms| [interval(GAP_MS, until_ms, "gap")];
    assert_eq!(stale(&[priced(0), again(9_000), again(11_000), again(20_000)]), gap(None));
    assert_eq!(stale(&[priced(0), published(12_000, NOW_TS - 1)]), gap(None));
    assert_eq!(stale(&[priced(0), again(11_000), priced(30_000)]), gap(Some(30_000)));
    // The time passes before the account is looked at, without a sign of life between.
    assert_eq!(stale(&[priced(0), priced(30_000)]), gap(Some(30_000)));
    assert_eq!(stale(&[priced(0), priced(GAP_MS)]), [], "in the millisecond in which the gap would begin");
}

/// A price is as old as its publication, and no younger than its receipt.
#[test]
fn a_price_ages_from_publication_or_receipt() {
    assert_eq!(stale(&[published(4_000, NOW_TS), waited(20_000)]), [interval(GAP_MS, None, "gap")]);
    assert_eq!(stale(&[published(4_000, NOW_TS + 9), waited(20_000)]), [interval(4_000 + GAP_MS, None, "gap")]);
    // Newer, and good for the program, but past its time when it comes.
    let late = [priced(0), published(30_000, NOW_TS + 20)];
    assert_eq!(stale(&late), [interval(GAP_MS, None, "gap")]);
    assert_eq!(replayed(PULL, &late).latest().unwrap().price.validated.publish_ts, NOW_TS + 20);
}

#[test]
fn what_the_program_refuses_makes_it_stale_at_once() {
    let missing = seen(NOW_MS + 2_000, AccountUpdate::missing(1, account()));
    assert_eq!(stale(&[priced(0), uncertain(2_000)]), [interval(2_000, None, "PriceTooUncertain")]);
    assert_eq!(stale(&[priced(0), missing]), [interval(2_000, None, "NoAccount")]);
    assert_eq!(stale(&[priced(0), published(2_000, NOW_TS + 8)]), [interval(2_000, None, "PriceFromTheFuture")]);
    assert_eq!(stale(&[priced(0), uncertain(1_000), published(2_000, NOW_TS)]).len(), 1);
    let back = [priced(0), uncertain(2_000), priced(5_000), waited(14_999)];
    assert_eq!(stale(&back), [interval(2_000, 5_000, "PriceTooUncertain")]);
    assert_eq!(replayed(PULL, &back).refusal(), None);
}

/// The first cause and its time stand; the last refusal can be asked for.
#[test]
fn a_refusal_in_a_gap_does_not_begin_it_anew() {
    let entries = [priced(0), waited(11_000), uncertain(12_000), waited(60_000)];
    assert_eq!(stale(&entries), [interval(GAP_MS, None, "gap")]);
    assert_eq!(replayed(PULL, &entries).refusal().unwrap().name, "PriceTooUncertain");
    let wrong = seen(NOW_MS, pulled(&PriceUpdate::new([8; 32], SPOT, NOW_TS)));
    assert_eq!(stale(&[wrong.clone(), waited(9)]), [interval(0, None, "none")]);
    assert_eq!(replayed(PULL, &[wrong]).refusal().unwrap().name, "WrongFeed");
}

#[test]
fn two_gaps_are_two_intervals() {
    let entries = [priced(0), priced(15_000), uncertain(16_000), priced(17_000), waited(40_000)];
    let expected =
        [interval(10_000, 15_000, "gap"), interval(16_000, 17_000, "PriceTooUncertain"), interval(27_000, None, "gap")];
    assert_eq!(stale(&entries), expected);
}

/// A market whose price is refused in every other second, for an hour: a recording's report has all of it, who follows keeps the last.
#[test]
fn who_follows_without_end_keeps_the_last_interval_only() {
    let flips: Vec<_> =
        (0..1_800).flat_map(|number| [priced(number * 2_000), uncertain(number * 2_000 + 1_000)]).collect();
    let (all, now) = (replayed(PULL, &flips), followed(&flips));
    assert_eq!(all.intervals().len(), 1_800);
    assert_eq!(now.intervals(), &all.intervals()[1_799..]);
}

#[test]
fn other_accounts_change_nothing_but_the_time() {
    let mut other = priced(9_000);
    other.update.as_mut().unwrap().address = Pubkey::new_from_array([8; 32]);
    assert_eq!(stale(&[priced(0), other.clone()]), []);
    other.received_ms += 1_000;
    assert_eq!(stale(&[priced(0), other]), [interval(GAP_MS, None, "gap")]);
}

#[test]
fn markets_are_apart() {
    let unseen = MarketFeed::on_chain("OTHER", &market(PULL), Pubkey::new_from_array([8; 32]), GAP_SECS).unwrap();
    let board = Board::replay(vec![unseen, market_feed(PULL)], [waited(0), priced(500)].map(Ok)).unwrap();
    let fresh: Vec<_> = board.markets().map(|(market, state)| (market.name(), state.fresh().is_some())).collect();
    assert_eq!(fresh, [("OTHER", false), ("COIN", true)]);
    assert_eq!(board.span_ms(), Some((NOW_MS, NOW_MS + 500)));
}
