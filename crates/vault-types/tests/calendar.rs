//! When series expire.

mod common;

use common::{cases, WEEK_SECS};
use proptest::prelude::*;
use vault_types::{
    calendar::{FRIDAY_0800_UTC_SECS, WEEK_SECS as PERIOD_SECS},
    state::ExpiryCalendar,
    LedgerError,
};

fn calendar(period_secs: u32, offset_secs: u32, min_tenor_secs: u32) -> ExpiryCalendar {
    ExpiryCalendar { period_secs, offset_secs, min_tenor_secs }
}

fn any_time() -> impl Strategy<Value = i64> {
    prop_oneof![
        any::<i64>(),
        (0u32..63, any::<i64>()).prop_map(|(shift, bits)| bits >> shift),
        (0i64..1 << 33).prop_map(|distance| i64::MAX - distance),
        (0i64..1 << 33).prop_map(|distance| i64::MIN + distance),
    ]
}

proptest! {
    #![proptest_config(cases(10_000))]

    /// The one expiry in `[now + tenor, now + tenor + period)`, whenever it can be written down; no calendar panics.
    #[test]
    fn the_next_expiry(now_ts in any_time(), period_secs: u32, offset_secs: u32, min_tenor_secs: u32) {
        let calendar = calendar(period_secs, offset_secs, min_tenor_secs);
        let (now, period) = (i128::from(now_ts), i128::from(period_secs));
        let earliest = now + i128::from(min_tenor_secs);
        if period_secs == 0 {
            prop_assert_eq!(calendar.next_expiry_ts(now_ts), Err(LedgerError::NoExpiry));
            prop_assert!(!calendar.is_expiry(now_ts) && !calendar.is_valid());
            return Ok(());
        }
        let past = (earliest - i128::from(offset_secs)).rem_euclid(period);
        let expected = earliest + (period - past) % period;
        prop_assert!((earliest..earliest + period).contains(&expected));
        match calendar.next_expiry_ts(now_ts) {
            Ok(expiry_ts) => {
                prop_assert_eq!(i128::from(expiry_ts), expected);
                prop_assert!(calendar.is_expiry(expiry_ts));
            }
            Err(error) => {
                prop_assert_eq!(error, LedgerError::NoExpiry);
                prop_assert!(expected > i128::from(i64::MAX), "{expected} could be written down");
            }
        }
    }

    #[test]
    fn expiries_are_one_period_apart(n in -1_000_000i64..1_000_000, period_secs in 1u32.., offset_secs: u32) {
        let calendar = calendar(period_secs, offset_secs, 0);
        let at = n * i64::from(period_secs) + i64::from(offset_secs);
        prop_assert!(calendar.is_expiry(at));
        prop_assert_eq!(calendar.is_expiry(at + 1), period_secs == 1);
        prop_assert_eq!(calendar.next_expiry_ts(at), Ok(at));
        prop_assert_eq!(calendar.next_expiry_ts(at - 1), Ok(if period_secs == 1 { at - 1 } else { at }));
    }
}

#[test]
fn fridays_at_eight() {
    let weekly = ExpiryCalendar::weekly(2 * 86_400);
    assert!(weekly.is_valid());
    assert_eq!(FRIDAY_0800_UTC_SECS, 115_200); // Friday, 2 January 1970, 08:00
    let friday = 1_700_208_000; // Friday, 17 November 2023, 08:00
    assert!(weekly.is_expiry(friday));
    let two_days = 2 * 86_400;
    assert_eq!(weekly.next_expiry_ts(friday - two_days), Ok(friday));
    assert_eq!(weekly.next_expiry_ts(friday - two_days + 1), Ok(friday + WEEK_SECS));
    assert_eq!(weekly.next_expiry_ts(friday), Ok(friday + WEEK_SECS));
}

/// A calendar whose rounds the pricing model refuses would let nobody ever start one.
#[test]
fn valid_calendars() {
    let year = 365 * 86_400;
    assert!(calendar(year, 0, year - 1).is_valid());
    assert!(calendar(1, 0, 0).is_valid());
    for invalid in [
        calendar(0, 0, 0),
        calendar(PERIOD_SECS, PERIOD_SECS, 0),
        calendar(PERIOD_SECS, 0, PERIOD_SECS),
        calendar(2 * year, 0, 1),
        calendar(u32::MAX, 0, 0),
        calendar(u32::MAX, u32::MAX, u32::MAX),
    ] {
        assert!(!invalid.is_valid(), "{invalid:?}");
    }
}
