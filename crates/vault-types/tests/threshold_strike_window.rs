//! Why no change of the strike window tightens: a longer one takes older messages and strikes less often, a shorter one lets lies go unpunished
//! sooner.

mod threshold_common;

use threshold_common::*;
use vault_types::threshold::{Form, StoredThreshold, ThresholdParameters, Verdict};

const DEFAULT: ThresholdParameters = ThresholdParameters::DEFAULT;
const LONGER: ThresholdParameters = ThresholdParameters { strike_window_secs: 3_600, ..DEFAULT };
const SHORTER: ThresholdParameters = ThresholdParameters { strike_window_secs: 60, ..DEFAULT };

#[test]
fn neither_a_longer_nor_a_shorter_window_tightens() {
    for other in [LONGER, SHORTER] {
        assert!(other.is_valid() && !other.tightens(&DEFAULT) && !DEFAULT.tightens(&other));
        let fewer_strikes = ThresholdParameters { max_strikes: 1, ..other };
        assert!(!fewer_strikes.tightens(&DEFAULT), "nor together with what does");
    }
    assert!(DEFAULT.tightens(&DEFAULT));
}

#[test]
fn a_longer_window_takes_older_messages() {
    let oldest = |parameters: &ThresholdParameters| {
        let accepts = |age_secs: &i64| {
            let signed = opened(Form::Current, 1, NOW_TS - age_secs, &body());
            let none: StoredThreshold = bytemuck::Zeroable::zeroed();
            none.accept(&signed, &portfolio(), &no_strikes(), parameters, NOW_TS).is_ok()
        };
        (0..=3_600).step_by(10).filter(accepts).max()
    };
    assert_eq!([SHORTER, DEFAULT, LONGER].map(|it| oldest(&it)), [Some(30), Some(300), Some(1_800)]);
}

/// Signers who lie once a minute for an hour, and are challenged each time.
#[test]
fn a_longer_window_strikes_less_often() {
    let strikes_in_an_hour = |parameters: &ThresholdParameters| {
        let mut strikes = no_strikes();
        for minute in 0..60 {
            let now_ts = NOW_TS + minute * 60;
            let lie = stored(levels(1, 1, 1), now_ts);
            let chain = levels(2_000, 2_000, 2_000);
            let verdict = lie.challenge(&chain, &strikes, &present(now_ts), parameters, 0).unwrap();
            let Verdict::Void { strikes: next, .. } = verdict else { panic!("a lie") };
            strikes = next;
        }
        strikes.count(GENERATION)
    };
    assert_eq!([SHORTER, DEFAULT, LONGER].map(|it| strikes_in_an_hour(&it)), [60, 6, 1]);
}

#[test]
fn a_shorter_window_forgives_sooner() {
    let is_struck_after = |parameters: &ThresholdParameters, secs| {
        let lie = stored(levels(1, 1, 1), NOW_TS);
        let chain = levels(2_000, 2_000, 2_000);
        match lie.challenge(&chain, &no_strikes(), &present(NOW_TS + secs), parameters, 0).unwrap() {
            Verdict::Void { strikes, .. } => strikes.count(GENERATION) == 1,
            Verdict::Upheld => panic!("a lie"),
        }
    };
    let struck = [SHORTER, DEFAULT, LONGER].map(|it| [60, 61, 600, 601].map(|secs| is_struck_after(&it, secs)));
    assert_eq!(struck, [[true, false, false, false], [true, true, true, false], [true; 4]]);
}
