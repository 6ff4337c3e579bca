use super::*;

/// 80 % a year is 0.8 * sqrt(600 / 31,536,000) = 0.3489493 % in ten minutes, by hand: four times that is 13,957,971.3, rounded up in each step.
#[test]
fn the_room_of_ten_minutes() {
    assert_eq!(room_e9(800_000_000, 600), 13_957_975);
    assert_eq!(room_e9(0, 600), 0);
}
