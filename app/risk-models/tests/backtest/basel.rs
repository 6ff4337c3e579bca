//! Zones and windows.

use proptest::prelude::*;
use risk_models::backtest::basel::{windows, worst_window, Zone, WINDOW};

/// Table 2 of the Basel Committee's paper of 1996.
#[test]
fn zones_are_those_of_the_committee() {
    let names: Vec<&str> = (0..=11).map(|exceptions| Zone::of(exceptions).name()).collect();
    assert_eq!(names[..5], ["green"; 5]);
    assert_eq!(names[5..10], ["yellow"; 5]);
    assert_eq!(names[10..], ["red"; 2]);
}

/// 300 days with exceptions on these.
fn days(exceptions: &[usize]) -> Vec<bool> {
    (0..300).map(|day| exceptions.contains(&day)).collect()
}

#[test]
fn windows_by_hand() {
    let exceeded = days(&[0, 10, 249, 250, 299]);
    let counts = windows(&exceeded);
    assert_eq!(counts.len(), 51);
    // From day 0 to 249; from 1, with 250; from 10; from 11; the last.
    assert_eq!([0, 1, 10, 11, 50].map(|first| counts[first]), [3, 3, 3, 2, 3]);
    assert_eq!(worst_window(&exceeded, None), Some((0, 3)), "the earliest of several");
    assert_eq!(worst_window(&exceeded, Some(255)), Some((6, 3)), "the first window with day 255");
    assert_eq!(worst_window(&exceeded, Some(300)), None);
    assert_eq!((windows(&exceeded[..249]).len(), worst_window(&exceeded[..249], None)), (0, None));
}

proptest! {
    #[test]
    fn the_worst_window_has_the_most(exceptions in prop::collection::vec(0_usize..300, 0..12), day in 0_usize..300) {
        let exceeded = days(&exceptions);
        let counts = windows(&exceeded);
        let (first, most) = worst_window(&exceeded, None).unwrap();
        prop_assert_eq!(counts[first], most);
        prop_assert_eq!(counts.iter().copied().max(), Some(most));
        let (around, some) = worst_window(&exceeded, Some(day)).unwrap();
        prop_assert!(some <= most && (around..around + WINDOW).contains(&day));
    }
}
