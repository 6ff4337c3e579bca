//! How fast signed levels may loosen: in time, over many steps, and by signers with strikes.

mod common;
mod threshold_common;

use bytemuck::Zeroable;
use common::{cases, magnitude};
use proptest::prelude::*;
use threshold_common::*;
use vault_types::threshold::*;

#[test]
fn tightening_is_immediate_and_loosening_takes_time() {
    let last = stored(levels(36_000, 3_600, 360), NOW_TS);
    for elapsed_secs in [-100, 0, 1, 3_600] {
        let kept = next(&last, levels(u64::MAX, 3_601, 361), elapsed_secs);
        assert_eq!(levels_of(&kept), levels(u64::MAX, 3_601, 361), "{elapsed_secs}");
    }
    // A tenth an hour: the first level by one atom a second, the others rounded up.
    for (elapsed_secs, lowest) in [
        (-100, levels(36_000, 3_600, 360)),
        (0, levels(36_000, 3_600, 360)),
        (1, levels(35_999, 3_600, 360)),
        (9, levels(35_991, 3_600, 360)),
        (10, levels(35_990, 3_599, 360)),
        (100, levels(35_900, 3_590, 359)),
        (3_600, levels(32_400, 3_240, 324)),
        (35_999, levels(1, 1, 1)),
        (36_000, levels(0, 0, 0)),
        (1 << 60, levels(0, 0, 0)),
    ] {
        let kept = next(&last, levels(0, 0, 0), elapsed_secs);
        assert_eq!(levels_of(&kept), lowest, "{elapsed_secs}");
        assert_eq!(kept.sequence, last.sequence + 1, "it is taken all the same");
        // What asks for less than it may gets what it asks for; each level by itself.
        let kept = next(&last, levels(36_000, lowest.maintenance_atoms, 0), elapsed_secs);
        assert_eq!(levels_of(&kept), levels(36_000, lowest.maintenance_atoms, lowest.liquidation_atoms));
    }
    let mut other_generation = last;
    other_generation.generation += 1;
    assert_eq!(
        levels_of(&next(&other_generation, levels(0, 0, 0), 1)),
        levels(0, 0, 0),
        "what others signed binds nobody"
    );
}

#[test]
fn signers_with_too_many_strikes_only_tighten() {
    let last = stored(levels(300, 200, 100), NOW_TS);
    let accept = |last: &StoredThreshold, strikes, generation, signed| {
        let strikes = StrikeRecord { generation, strikes, ..StrikeRecord::zeroed() };
        let signed = opened(Form::Current, 11, NOW_TS + 3_600, &body_with(signed));
        last.accept(&signed, &portfolio(), &strikes, &PARAMETERS, NOW_TS + 3_600).map(|kept| levels_of(&kept))
    };
    let low = levels(0, 0, 0);
    assert_eq!(accept(&last, 2, GENERATION, low), Ok(levels(270, 180, 90)));
    assert_eq!(accept(&last, 3, GENERATION, low), Ok(levels(300, 200, 100)));
    assert_eq!(accept(&last, u32::MAX, GENERATION, levels(301, 150, 100)), Ok(levels(301, 200, 100)));
    assert_eq!(accept(&last, 3, GENERATION - 1, low), Ok(levels(270, 180, 90)), "strikes of the signers before");
    let refused = Err(ThresholdError::OnlyTightening);
    assert_eq!(accept(&StoredThreshold::zeroed(), 3, GENERATION, levels(9, 9, 9)), refused);
    let other_portfolio = StoredThreshold { position_seq: 6, ..last };
    assert_eq!(accept(&other_portfolio, 3, GENERATION, levels(999, 999, 999)), refused);
}

proptest! {
    #![proptest_config(cases(5_000))]

    /// However a time is cut into steps, and whatever is signed at each, the levels never end below those of a single step.
    #[test]
    fn many_small_steps_never_loosen_faster_than_one_big(
        start in magnitude(),
        steps in prop::collection::vec((0_i64..2_000, 0_u8..4), 1..40),
    ) {
        let start = levels(start, start / 2, start / 3);
        let (first, mut last, mut total_secs) = (stored(start, NOW_TS), stored(start, NOW_TS), 0);
        for (elapsed_secs, lie) in steps {
            let low = levels(start.initial_atoms / 8 * u64::from(lie), 0, 0);
            let kept = next(&last, low, elapsed_secs);
            prop_assert!(kept.invariant() && kept.source == Source::SIGNED);
            total_secs += elapsed_secs;
            last = kept;
            let once = levels_of(&next(&first, NO_FLOOR, total_secs));
            let many = levels_of(&last);
            prop_assert!(many.initial_atoms >= once.initial_atoms);
            prop_assert!(many.maintenance_atoms >= once.maintenance_atoms);
            prop_assert!(many.liquidation_atoms >= once.liquidation_atoms);
        }
    }

    /// Levels that do not rise stay so, whatever meets what.
    #[test]
    fn levels_stay_in_order(one in [magnitude(), magnitude(), magnitude()], other in [magnitude(), magnitude(), magnitude()], elapsed_secs in 0_i64..40_000) {
        let ordered = |mut values: [u64; 3]| {
            values.sort_unstable();
            levels(values[2], values[1], values[0])
        };
        let (one, other) = (ordered(one), ordered(other));
        let kept = next(&stored(one, NOW_TS), other, elapsed_secs);
        prop_assert!(kept.invariant());
        let kept = levels_of(&kept);
        // Never below what was signed, and never above the higher of the two.
        prop_assert!((other.initial_atoms..=other.initial_atoms.max(one.initial_atoms)).contains(&kept.initial_atoms));
        prop_assert!((other.maintenance_atoms..=other.maintenance_atoms.max(one.maintenance_atoms)).contains(&kept.maintenance_atoms));
    }
}
