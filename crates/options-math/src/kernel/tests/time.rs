//! Root of time, rate and discount.

use super::*;

/// From each on the root is scaled by one power of two less.
const SCALED_ANEW: [u64; 13] =
    [2, 7, 27, 105, 418, 1_670, 6_679, 26_713, 106_849, 427_393, 1_709_570, 6_838_280, 27_353_120];
const LONGEST: u64 = 109_000_000;

#[test]
fn roots_are_within_3e_10_and_fill_their_word() {
    let mut worst = Worst::default();
    let thresholds = SCALED_ANEW.into_iter().flat_map(|second| [second - 1, second, second + 1]);
    let random = random().map(|mut random| random.of_any_size(1, LONGEST));
    let spread = (1..=LONGEST).step_by(997);
    for seconds in (1..100_000).chain(thresholds).chain(random).chain(spread).chain(around([LONGEST - 2])) {
        let TimeRoot { root, scale } = time_root(seconds);
        assert!((1 << 31..1 << 32).contains(&root), "{seconds}: {root}");
        assert_eq!(scale, 13 - SCALED_ANEW.iter().filter(|&&second| seconds >= second).count() as u64, "{seconds}");
        let expected = (seconds as f64 / SECONDS_PER_YEAR as f64).sqrt() * 2f64.powi(61 + scale as i32) / 1e9;
        worst.see(root as f64 / expected - 1.0, (seconds, scale));
    }
    worst.assert_within("time_root", 3e-10);
}

/// The product is in range wherever the domain lets it be: time times vol, rounded to the nearest.
#[test]
fn deviations_are_rounded_to_the_nearest_and_fill_their_word() {
    for mut random in random() {
        let (vol_e9, seconds) = (random.of_any_size(MIN_VOL_E9, MAX_VOL_E9), random.of_any_size(1, LONGEST));
        let time = time_root(seconds);
        let Deviation { scaled, scale, .. } = Deviation::new(vol_e9, time);
        assert_eq!(scale, time.scale);
        assert!((1 << 29..8 << 35).contains(&scaled), "{vol_e9} {seconds}: {scaled}");
        let exact = u128::from(vol_e9) * u128::from(time.root);
        assert!((u128::from(scaled) << 26).abs_diff(exact) <= 1 << 25, "{vol_e9} {seconds}");
    }
}

#[test]
fn interest_is_exactly_rounded_down() {
    let exact = |rate_e9: u64, seconds: u64| {
        let product = (u128::from(rate_e9) * u128::from(seconds)) << 48;
        (product / (1_000_000_000 * u128::from(SECONDS_PER_YEAR))) as u64
    };
    for mut random in random() {
        let rate_e9 = random.of_any_size(0, MAX_RATE_E9);
        let seconds = random.of_any_size(0, MAX_SECONDS_TO_EXPIRY);
        assert_eq!(rate_time(rate_e9, seconds), exact(rate_e9, seconds), "{rate_e9} {seconds}");
    }
    for rate_e9 in [0, 1, 2, MAX_RATE_E9 - 1, MAX_RATE_E9] {
        for seconds in [0, 1, SECONDS_PER_YEAR, MAX_SECONDS_TO_EXPIRY - 1, MAX_SECONDS_TO_EXPIRY] {
            assert_eq!(rate_time(rate_e9, seconds), exact(rate_e9, seconds), "{rate_e9} {seconds}");
        }
    }
    assert_eq!(rate_time(MAX_RATE_E9, MAX_SECONDS_TO_EXPIRY), 2 << 48);
}

#[test]
fn the_discount_is_within_1e_15() {
    let mut worst = Worst::default();
    let random = random().flat_map(|mut random| [random.within(0, 2 << 48), random.of_any_size(0, 2 << 48)]);
    let cells = around((0..=128).map(|cell| cell << 42)).into_iter().filter(|x| *x <= 2 << 48);
    for x in random.chain(cells) {
        worst.see(one_minus_exp(x) as f64 / Q64 + libm::expm1(-(x as f64 / Q48)), (x, 0));
    }
    worst.assert_within("one_minus_exp", 1e-15);
    assert_eq!(one_minus_exp(0), 0);
}
