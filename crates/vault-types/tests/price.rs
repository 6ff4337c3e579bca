//! Which oracle prices are accepted, and that eight decimals of them are exact (ATTACKS 6, 9, 21, 22).

mod common;

use common::{cases, exact::*, LIMITS};
use num_bigint::BigInt;
use proptest::prelude::*;
use vault_types::{
    price::{PriceError, ValidatedPrice},
    state::OracleLimits,
};

fn parts(price: i64, confidence: u64, exponent: i32) -> Result<u64, PriceError> {
    ValidatedPrice::from_parts(price, confidence, exponent, 0, 0, &LIMITS).map(|price| price.price_e8)
}

fn published(publish_ts: i64) -> ValidatedPrice {
    ValidatedPrice { price_e8: ValidatedPrice::MIN_TRADED_E8, publish_ts, prev_publish_ts: publish_ts }
}

fn power_of_ten(exponent: i32) -> num_rational::BigRational {
    let power = BigInt::from(10).pow(exponent.unsigned_abs());
    if exponent < 0 {
        ratio(1, power)
    } else {
        exact(power)
    }
}

/// What the documentation says, in exact arithmetic.
fn expected(price: i64, confidence: u64, exponent: i32, max_confidence_bps: u32) -> Result<u64, PriceError> {
    if price <= 0 {
        return Err(PriceError::NotPositive);
    }
    if exact(confidence) > exact(price) * ratio(max_confidence_bps, 10_000) {
        return Err(PriceError::TooUncertain);
    }
    if !(-18..=0).contains(&exponent) {
        return Err(PriceError::Exponent);
    }
    match floor(&(exact(price) * power_of_ten(exponent + 8))) {
        Some(0) => Err(PriceError::NotPositive),
        Some(price_e8) if price_e8 < 1 << 63 => Ok(price_e8),
        _ => Err(PriceError::Exponent),
    }
}

fn any_price() -> impl Strategy<Value = i64> {
    prop_oneof![
        8 => (1u32..64, any::<u64>()).prop_map(|(shift, bits)| (bits >> shift) as i64),
        1 => any::<i64>(),
        1 => prop::sample::select(vec![i64::MIN, -1, 0, 1, i64::MAX]),
    ]
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn any_parts(
        price in any_price(),
        confidence in common::magnitude(),
        exponent in prop_oneof![8 => -20i32..3, 1 => any::<i32>()],
        max_confidence_bps in prop_oneof![10u32..=500, any::<u32>()],
    ) {
        let limits = OracleLimits { max_confidence_bps, ..LIMITS };
        let valid = ValidatedPrice::from_parts(price, confidence, exponent, 7, 6, &limits);
        let expected = expected(price, confidence, exponent, max_confidence_bps);
        prop_assert_eq!(valid.map(|valid| (valid.price_e8, valid.publish_ts, valid.prev_publish_ts)),
            expected.map(|price_e8| (price_e8, 7, 6)));
    }

    /// Accepted exactly in `[now - max age, now + max future]`.
    #[test]
    fn any_freshness(now_ts: i64, distance in prop_oneof![-70i128..70, any::<i64>().prop_map(i128::from)]) {
        let publish = i128::from(now_ts) + distance;
        let Ok(publish_ts) = i64::try_from(publish) else { return Ok(()) };
        let expected = match distance {
            ..=-61 => Err(PriceError::TooOld),
            6.. => Err(PriceError::FromTheFuture),
            _ => Ok(()),
        };
        prop_assert_eq!(published(publish_ts).check_fresh(now_ts, &LIMITS), expected);
    }

    /// Accepted exactly in `[expiry, expiry + window + three days]`, and never more than `max future` ahead of the clock.
    #[test]
    fn any_settlement(expiry_ts: i64, after in prop_oneof![-3i128..3_700, 262_700i128..262_900, any::<i64>().prop_map(i128::from)], now: i64) {
        let Ok(publish_ts) = i64::try_from(i128::from(expiry_ts) + after) else { return Ok(()) };
        let ahead = i128::from(publish_ts) - i128::from(now);
        let expected = match after {
            ..0 => Err(PriceError::BeforeExpiry),
            262_801.. => Err(PriceError::AfterWindow),
            _ if ahead > 5 => Err(PriceError::FromTheFuture),
            _ => Ok(()),
        };
        prop_assert_eq!(published(publish_ts).check_settles(expiry_ts, now, &LIMITS), expected);
    }
}

#[test]
fn each_refusal_has_its_own_reason() {
    assert_eq!(parts(15_000_000_000, 1, -8), Ok(15_000_000_000));
    assert_eq!(parts(0, 0, -8), Err(PriceError::NotPositive));
    assert_eq!(parts(-1, 0, -8), Err(PriceError::NotPositive));
    assert_eq!(parts(i64::MIN, 0, -8), Err(PriceError::NotPositive));
    assert_eq!(parts(1, 0, -9), Err(PriceError::NotPositive), "a tenth of the smallest price");
    assert_eq!(parts(10_000, 101, -8), Err(PriceError::TooUncertain));
    assert_eq!(parts(10_000, 100, -8), Ok(10_000));
    assert_eq!(parts(1, u64::MAX, -8), Err(PriceError::TooUncertain));
    assert_eq!(parts(1, 0, 1), Err(PriceError::Exponent));
    assert_eq!(parts(i64::MAX, 0, -19), Err(PriceError::Exponent));
    assert_eq!(parts(1, 0, i32::MIN), Err(PriceError::Exponent));
    assert_eq!(parts(1, 0, i32::MAX), Err(PriceError::Exponent));
}

/// The settlement window with its retry time has both its ends: the second of expiry, and the last one.
#[test]
fn the_ends_of_the_window() {
    let settles = |after_secs: i64| published(1_000 + after_secs).check_settles(1_000, 1_000_000, &LIMITS);
    assert_eq!(settles(-1), Err(PriceError::BeforeExpiry));
    assert_eq!((settles(0), settles(3_600 + 3 * 86_400)), (Ok(()), Ok(())));
    assert_eq!(settles(3_601 + 3 * 86_400), Err(PriceError::AfterWindow));
}

/// A price of few digits starts no trade, but it settles: what was sold before a crash must end.
#[test]
fn small_prices_settle_and_do_not_trade() {
    let at = |price_e8| ValidatedPrice { price_e8, publish_ts: 1_000, prev_publish_ts: 999 };
    assert_eq!(at(ValidatedPrice::MIN_TRADED_E8).check_fresh(1_000, &LIMITS), Ok(()));
    assert_eq!(at(ValidatedPrice::MIN_TRADED_E8 - 1).check_fresh(1_000, &LIMITS), Err(PriceError::TooSmall));
    assert_eq!(at(1).check_settles(1_000, 1_000, &LIMITS), Ok(()));
}

/// The same price with another exponent is another price: nothing is assumed about the feed.
#[test]
fn exponents() {
    assert_eq!(parts(150, 0, 0), Ok(15_000_000_000));
    assert_eq!(parts(15_000, 0, -2), Ok(15_000_000_000));
    assert_eq!(parts(150_000_000_000_000_000, 0, -15), Ok(15_000_000_000));
    assert_eq!(parts(i64::MAX, 0, -8), Ok(i64::MAX.unsigned_abs()));
    assert_eq!(parts(i64::MAX, 0, -7), Err(PriceError::Exponent));
    assert_eq!(parts(i64::MAX, 0, -18), Ok(922_337_203));
}

/// Outside these bounds a market could never settle, or would let whoever trades choose the price.
#[test]
fn valid_limits() {
    assert!(LIMITS.is_valid());
    let edges = |change: fn(&mut OracleLimits, u32), allowed: std::ops::RangeInclusive<u32>| {
        let valid = |value| {
            let mut limits = LIMITS;
            change(&mut limits, value);
            limits.is_valid()
        };
        assert!(valid(*allowed.start()) && valid(*allowed.end()) && !valid(*allowed.end() + 1));
        assert!(allowed.contains(&0) || !valid(*allowed.start() - 1));
    };
    edges(|limits, value| limits.max_age_secs = value, 1..=300);
    edges(|limits, value| limits.max_future_secs = value, 0..=60);
    edges(|limits, value| limits.settlement_window_secs = value, 600..=86_400);
    edges(|limits, value| limits.settlement_challenge_secs = value, 21_600..=86_400);
    edges(|limits, value| limits.max_confidence_bps = value, 10..=500);
    edges(|limits, value| limits.max_jump_bps = value, 100..=10_000);
    edges(|limits, value| limits.jump_window_secs = value, 60..=3_600);
}
