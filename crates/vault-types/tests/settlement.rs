//! The settlement price is the first valid one after expiry, in whatever order prices are brought (ATTACKS 6, 22).

mod common;

use common::cases;
use proptest::prelude::*;
use vault_types::{
    price::{candidacy, Candidacy, ValidatedPrice},
    state::{Settlement, SettlementStatus},
};

const EXPIRY_TS: i64 = 1_700_208_000;
const CHALLENGE_SECS: i64 = 21_600;

/// `post_settlement_price.rs` after its checks of the price. False if the price is refused.
fn post(settlement: &mut Settlement, price: &ValidatedPrice, now_ts: i64) -> bool {
    if settlement.final_price(now_ts).is_some() {
        return false;
    }
    let candidate_ts = settlement.candidate_ts();
    let status = match candidacy(price, EXPIRY_TS, candidate_ts) {
        Candidacy::Final => SettlementStatus::FINAL,
        Candidacy::Better => SettlementStatus::CANDIDATE,
        Candidacy::Worse => return false,
    };
    let challenge_end_ts = candidate_ts.map_or(now_ts + CHALLENGE_SECS, |_| settlement.challenge_end_ts);
    *settlement = Settlement {
        price_e8: price.price_e8,
        publish_ts: price.publish_ts,
        challenge_end_ts,
        status,
        padding: [0; 7],
    };
    true
}

fn price(price_e8: u64, publish_ts: i64, prev_publish_ts: i64) -> ValidatedPrice {
    ValidatedPrice { price_e8, publish_ts, prev_publish_ts }
}

/// What an oracle published, in order: several prices in some seconds, none in others.
fn published() -> impl Strategy<Value = Vec<ValidatedPrice>> {
    prop::collection::vec(0i64..3, 1..12).prop_map(|gaps| {
        let mut at = EXPIRY_TS - 2;
        let mut history = Vec::new();
        for (number, gap) in gaps.into_iter().enumerate() {
            let before = at;
            at += gap;
            history.push(price(100 + number as u64, at, before));
        }
        history.retain(|price| price.publish_ts >= EXPIRY_TS);
        history
    })
}

/// The first price of each second: what can be brought when the rest of the second is not known or not valid.
fn is_first_of_second(price: &ValidatedPrice) -> bool {
    price.prev_publish_ts < price.publish_ts
}

proptest! {
    #![proptest_config(cases(10_000))]

    /// Whatever subset of the history is usable and in whatever order it comes: the earliest of it wins.
    #[test]
    fn the_earliest_wins(
        (usable, order) in published().prop_flat_map(|history| prop::sample::subsequence(history.clone(), 0..=history.len()))
            .prop_flat_map(|usable| (Just(usable.clone()), Just(usable).prop_shuffle())),
        delays in prop::collection::vec(0i64..40, 12),
    ) {
        // Among the prices of one second only its first can prove its rank.
        let Some(earliest) = usable.first() else { return Ok(()) };
        let rivals = usable.iter().filter(|price| price.publish_ts == earliest.publish_ts).count();
        prop_assume!(rivals == 1 || is_first_of_second(earliest));

        let mut settlement = Settlement::UNPRICED;
        let mut now_ts = EXPIRY_TS + 10;
        for (price, delay) in order.iter().zip(delays) {
            post(&mut settlement, price, now_ts);
            now_ts += delay;
        }
        let outcome = settlement.final_price(EXPIRY_TS + 2 * CHALLENGE_SECS);
        prop_assert_eq!(outcome, Some((earliest.price_e8, earliest.publish_ts)));
    }
}

#[test]
fn the_first_price_is_final_at_once() {
    let mut settlement = Settlement::UNPRICED;
    assert_eq!(settlement.final_price(i64::MAX), None);
    assert!(post(&mut settlement, &price(150, EXPIRY_TS, EXPIRY_TS - 1), EXPIRY_TS));
    assert_eq!(settlement.final_price(i64::MIN), Some((150, EXPIRY_TS)));
    assert_eq!(settlement.candidate_ts(), None);
    assert!(!post(&mut settlement, &price(1, EXPIRY_TS, EXPIRY_TS - 1), EXPIRY_TS));
}

/// A price published exactly at expiry is after it; the one before is not the first price after expiry.
#[test]
fn exactly_at_expiry() {
    assert!(price(1, EXPIRY_TS, EXPIRY_TS - 1).is_first_after(EXPIRY_TS));
    assert!(!price(1, EXPIRY_TS, EXPIRY_TS).is_first_after(EXPIRY_TS));
    assert!(!price(1, EXPIRY_TS - 1, EXPIRY_TS - 2).is_first_after(EXPIRY_TS));
    assert!(!price(1, i64::MIN, i64::MIN).is_first_after(i64::MAX));
}

/// Two prices of one second: whoever is first to post must not get to choose.
#[test]
fn the_first_price_of_a_second_wins() {
    let first = price(150, EXPIRY_TS + 5, EXPIRY_TS + 3);
    let second = price(160, EXPIRY_TS + 5, EXPIRY_TS + 5);
    for order in [[first, second], [second, first]] {
        let mut settlement = Settlement::UNPRICED;
        for price in order {
            post(&mut settlement, &price, EXPIRY_TS + 20);
        }
        assert_eq!(settlement.final_price(EXPIRY_TS + 20 + CHALLENGE_SECS), Some((150, EXPIRY_TS + 5)));
    }
}

/// Nobody can keep the period open by bringing one price after the other, or bring one after its end.
#[test]
fn the_challenge_period_runs_once() {
    let mut settlement = Settlement::UNPRICED;
    let now_ts = EXPIRY_TS + 100;
    assert!(post(&mut settlement, &price(150, EXPIRY_TS + 50, EXPIRY_TS + 49), now_ts));
    assert!(post(&mut settlement, &price(149, EXPIRY_TS + 40, EXPIRY_TS + 39), now_ts + CHALLENGE_SECS - 1));
    assert_eq!(settlement.final_price(now_ts + CHALLENGE_SECS - 1), None);
    assert_eq!(settlement.final_price(now_ts + CHALLENGE_SECS), Some((149, EXPIRY_TS + 40)));
    let earlier = price(1, EXPIRY_TS + 1, EXPIRY_TS);
    assert!(!post(&mut settlement, &earlier, now_ts + CHALLENGE_SECS));
}
