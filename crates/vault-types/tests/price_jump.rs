//! How far a price may be from the last one, for how long, and which prices become the last one (ATTACKS 9).

mod common;

use bytemuck::Zeroable;
use common::{cases, exact::*, LIMITS, USD};
use proptest::prelude::*;
use vault_types::{
    price::{PriceError, ValidatedPrice},
    state::{Market, OracleLimits},
};

const NOW_TS: i64 = 1_700_000_000;

fn price(price_e8: u64, publish_ts: i64) -> ValidatedPrice {
    ValidatedPrice { price_e8, publish_ts, prev_publish_ts: publish_ts - 1 }
}

/// A market whose last price is this one; ten per cent for ten minutes.
fn market(last_price_e8: u64, last_price_ts: i64) -> Market {
    Market { oracle_limits: LIMITS, last_price_e8, last_price_ts, ..Market::zeroed() }
}

fn last(market: &Market) -> (u64, i64) {
    (market.last_price_e8, market.last_price_ts)
}

proptest! {
    #![proptest_config(cases(10_000))]

    /// In exact arithmetic, over all prices: nothing overflows, and what is refused changes nothing.
    #[test]
    fn any_jump(
        before in common::magnitude(),
        after in prop_oneof![common::magnitude(), Just(0)],
        percent in 0u64..250,
        age_secs in prop_oneof![590i64..610, any::<i64>()],
        step_secs in -5i64..5,
        max_jump_bps in 1u32..=10_000,
    ) {
        let after = if after == 0 { (u128::from(before) * u128::from(percent) / 100).min(u64::MAX.into()) as u64 } else { after };
        let last_ts = NOW_TS.saturating_sub(age_secs);
        let mut market = market(before, last_ts);
        market.oracle_limits = OracleLimits { max_jump_bps, ..LIMITS };
        let distance = exact(before.max(after)) - exact(before.min(after));
        let jumps = distance > exact(before) * ratio(max_jump_bps, 10_000);
        let is_held = NOW_TS.saturating_sub(last_ts) < 600;
        let publish_ts = last_ts.saturating_add(step_secs);
        let (unchanged, checked) = (market, market.check_jump(&price(after, publish_ts), NOW_TS));
        prop_assert_eq!(market, unchanged, "a check changes nothing");
        let accepted = market.accept_price(&price(after, publish_ts), NOW_TS);
        prop_assert_eq!(accepted, if jumps && is_held { Err(PriceError::Jump) } else { Ok(()) });
        prop_assert_eq!(accepted, checked);
        prop_assert!(accepted.is_ok() || market == unchanged, "what is refused changes nothing");
        let moved = accepted.is_ok() && publish_ts > last_ts;
        prop_assert_eq!(last(&market), if moved { (after, publish_ts) } else { (before, last_ts) });
    }
}

#[test]
fn the_limit_is_the_last_price_that_passes() {
    for (price_e8, passes) in [
        (110 * USD, true),
        (110 * USD + 1, false),
        (90 * USD, true),
        (90 * USD - 1, false),
        (100 * USD, true),
        (u64::MAX, false),
        (0, false),
    ] {
        let accepted = market(100 * USD, NOW_TS - 1).accept_price(&price(price_e8, NOW_TS), NOW_TS);
        assert_eq!(accepted.is_ok(), passes, "{price_e8}");
    }
}

#[test]
fn the_window_ends_to_the_second() {
    let jump = price(200 * USD, NOW_TS);
    assert_eq!(market(100 * USD, NOW_TS - 599).accept_price(&jump, NOW_TS), Err(PriceError::Jump));
    assert_eq!(market(100 * USD, NOW_TS - 600).accept_price(&jump, NOW_TS), Ok(()));
    // A price from a little ahead of the clock holds that much longer.
    assert_eq!(market(100 * USD, NOW_TS + 5).accept_price(&jump, NOW_TS), Err(PriceError::Jump));
}

/// A new market has no last price: the zero of its account is out of every window.
#[test]
fn the_first_price_is_free() {
    let mut market = market(0, 0);
    market.accept_price(&price(100 * USD, NOW_TS), NOW_TS).unwrap();
    assert_eq!(last(&market), (100 * USD, NOW_TS));
}

/// Whoever trades at an older price that is still fresh does not bring it back as the last one.
#[test]
fn only_newer_prices_become_the_last_one() {
    for publish_ts in [NOW_TS - 60, NOW_TS - 11, NOW_TS - 10] {
        let mut market = market(100 * USD, NOW_TS - 10);
        market.accept_price(&price(95 * USD, publish_ts), NOW_TS).unwrap();
        assert_eq!(last(&market), (100 * USD, NOW_TS - 10));
    }
    let mut market = market(100 * USD, NOW_TS - 10);
    market.accept_price(&price(95 * USD, NOW_TS - 9), NOW_TS).unwrap();
    assert_eq!(last(&market), (95 * USD, NOW_TS - 9));
}

/// To the last price that passes and the last second of the window, whether the price is newer or not.
#[test]
fn a_check_refuses_what_would_not_be_accepted() {
    for age_secs in [-5, 0, 1, 599, 600, 601, 700] {
        let before = market(100 * USD, NOW_TS - age_secs);
        for price_e8 in [90 * USD - 1, 90 * USD, 100 * USD, 110 * USD, 110 * USD + 1] {
            for publish_ts in [NOW_TS - 60, before.last_price_ts, NOW_TS, NOW_TS + 5] {
                let (mut market, price) = (before, price(price_e8, publish_ts));
                let checked = market.check_jump(&price, NOW_TS);
                assert_eq!(market, before);
                assert_eq!(market.accept_price(&price, NOW_TS), checked, "{age_secs} {price_e8}");
                let is_far = !(90 * USD..=110 * USD).contains(&price_e8);
                assert_eq!(checked.is_err(), is_far && age_secs < 600, "{age_secs} {price_e8}");
            }
        }
    }
}

/// A liquidation takes the last price where nobody brings one, but only when nobody can have chosen between the two for an hour.
#[test]
fn the_last_price_stands_in_after_an_hour() {
    let last = ValidatedPrice { price_e8: 100 * USD, publish_ts: NOW_TS, prev_publish_ts: NOW_TS };
    let market_then = market(100 * USD, NOW_TS);
    let seen = [i64::MIN, 0, 3_599].map(|secs| market_then.last_seen(NOW_TS.saturating_add(secs)));
    assert_eq!(seen, [None; 3]);
    let seen = [3_600, 3_601, i64::MAX - NOW_TS].map(|secs| market_then.last_seen(NOW_TS + secs));
    assert_eq!(seen, [Some(last); 3]);
    assert_eq!(market(0, 0).last_seen(NOW_TS), None, "nobody ever showed one");
}
