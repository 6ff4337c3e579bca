//! When a signed threshold is taken, and what it is worth later.

mod threshold_common;

use bytemuck::Zeroable;
use threshold_common::*;
use vault_types::{
    signed::SignedError,
    threshold::{message::MAX_SENSITIVITY, *},
};

/// What an account with this threshold makes of a message about it.
fn accept(
    stored: &StoredThreshold,
    form: Form,
    body: &ThresholdBody,
    portfolio: &Portfolio,
) -> Result<StoredThreshold, ThresholdError> {
    let signed = opened(form, stored.sequence + 1, NOW_TS, body);
    stored.accept(&signed, portfolio, &no_strikes(), &PARAMETERS, NOW_TS)
}

#[test]
fn the_first_threshold_is_kept_as_it_was_signed() {
    let kept = accept(&StoredThreshold::zeroed(), Form::Current, &body(), &portfolio()).unwrap();
    let expected = StoredThreshold {
        initial_margin_atoms: 150_000_000,
        maintenance_margin_atoms: 100_000_000,
        liquidation_threshold_atoms: 80_000_000,
        net_delta_atoms: -42_000_000,
        vega_atoms: -3_250_000,
        issued_ts: NOW_TS,
        expires_ts: i64::MAX,
        accepted_ts: NOW_TS,
        sequence: 1,
        generation: GENERATION,
        position_seq: 7,
        source: Source::SIGNED,
        is_void: 0,
        padding: [0; 6],
    };
    assert_eq!(kept, expected);
    assert!(kept.invariant() && StoredThreshold::zeroed().invariant());
}

#[test]
fn levels_may_not_rise_and_sensitivities_have_bounds() {
    let refused = |body| accept(&StoredThreshold::zeroed(), Form::Current, &body, &portfolio()).err();
    for (signed, error) in [
        (levels(3, 2, 1), None),
        (levels(2, 2, 2), None),
        (levels(0, 0, 0), None),
        (levels(u64::MAX, 0, 0), None),
        (levels(1, 2, 1), Some(ThresholdError::Levels)),
        (levels(3, 2, 3), Some(ThresholdError::Levels)),
        (levels(0, 0, 1), Some(ThresholdError::Levels)),
    ] {
        assert_eq!(refused(body_with(signed)), error, "{signed:?}");
    }
    let fields: [fn(&mut ThresholdBody) -> &mut i64; 4] = [
        |body| &mut body.net_delta_atoms,
        |body| &mut body.gamma_atoms,
        |body| &mut body.vega_atoms,
        |body| &mut body.theta_atoms,
    ];
    for field in fields {
        for (value, is_refused) in [
            (MAX_SENSITIVITY, false),
            (-MAX_SENSITIVITY, false),
            (MAX_SENSITIVITY + 1, true),
            (-MAX_SENSITIVITY - 1, true),
            (i64::MAX, true),
            (i64::MIN, true),
        ] {
            let mut body = body();
            *field(&mut body) = value;
            assert_eq!(refused(body), is_refused.then_some(ThresholdError::Sensitivities), "{value}");
        }
    }
}

#[test]
fn a_threshold_is_for_one_portfolio() {
    let none = StoredThreshold::zeroed();
    for position_seq in [0, 6, 8, u64::MAX] {
        let other = Portfolio { position_seq, ..portfolio() };
        assert_eq!(accept(&none, Form::Current, &body(), &other), Err(ThresholdError::PositionSequence));
    }
    let mut other = portfolio();
    other.position_hash[31] ^= 1;
    assert_eq!(accept(&none, Form::Current, &body(), &other), Err(ThresholdError::PositionHash));
}

/// The message names the sequence from before the trade and the hash from after it; the instruction ends with both one further.
#[test]
fn a_threshold_for_after_a_trade() {
    let last = stored(levels(30, 20, 10), NOW_TS - 60);
    let mut after = Portfolio { position_seq: 8, position_hash: [0x77; 32] };
    let signed = ThresholdBody { position_hash: after.position_hash, ..body_with(levels(9, 8, 7)) };
    let kept = accept(&last, Form::AfterTrade, &signed, &after).unwrap();
    assert_eq!((kept.position_seq, levels_of(&kept)), (8, levels(9, 8, 7)), "nothing to compare with");

    assert_eq!(accept(&last, Form::Current, &signed, &after), Err(ThresholdError::PositionSequence), "the other form");
    after.position_hash[0] ^= 1;
    assert_eq!(accept(&last, Form::AfterTrade, &signed, &after), Err(ThresholdError::PositionHash), "another trade");
    for position_seq in [7, 9, 0] {
        let not_one_trade = Portfolio { position_seq, position_hash: signed.position_hash };
        let refused = accept(&last, Form::AfterTrade, &signed, &not_one_trade);
        assert_eq!(refused, Err(ThresholdError::PositionSequence), "{position_seq}");
    }
}

#[test]
fn attack_03_a_late_message_leaves_no_time_to_challenge() {
    let signed = opened(Form::Current, 11, NOW_TS, &body());
    let at = |now_ts| StoredThreshold::zeroed().accept(&signed, &portfolio(), &no_strikes(), &PARAMETERS, now_ts);
    assert!(at(NOW_TS + 150).is_ok() && at(NOW_TS - 30).is_ok());
    assert_eq!(at(NOW_TS + 151), Err(SignedError::TooOld.into()));
}

#[test]
fn what_a_threshold_is_worth_later() {
    let stored = StoredThreshold { expires_ts: NOW_TS + 800, ..stored(levels(30, 20, 10), NOW_TS) };
    let standing = |stored: &StoredThreshold, present| stored.standing(&NO_FLOOR, &present, &PARAMETERS);
    let fresh = Standing::Fresh(levels(30, 20, 10));
    for (after_secs, worth) in [(-30, fresh), (0, fresh), (800, fresh), (801, Standing::Stale)] {
        assert_eq!(standing(&stored, present(NOW_TS + after_secs)), worth, "{after_secs}");
    }
    let patient = StoredThreshold { expires_ts: i64::MAX, ..stored };
    assert_eq!(standing(&patient, present(NOW_TS + 900)), fresh);
    assert_eq!(standing(&patient, present(NOW_TS + 901)), Standing::Stale);

    let now = present(NOW_TS);
    assert_eq!(standing(&stored, Present { position_seq: 8, ..now }), Standing::Missing);
    assert_eq!(standing(&stored, Present { generation: GENERATION + 1, ..now }), Standing::Missing);
    let nothing = Present { position_seq: 0, generation: 0, now_ts: 0 };
    assert_eq!(standing(&StoredThreshold::zeroed(), nothing), Standing::Missing);

    assert_eq!(stored.standing(&levels(51, 20, 0), &now, &PARAMETERS), Standing::Fresh(levels(51, 20, 10)));
    assert_eq!((stored.last_sequence(GENERATION), stored.last_sequence(GENERATION + 1)), (10, 0));
}

#[test]
fn broken_thresholds_are_known() {
    let good = stored(levels(30, 20, 10), NOW_TS);
    let broken: [fn(&mut StoredThreshold); 6] = [
        |stored| stored.maintenance_margin_atoms = 31,
        |stored| stored.liquidation_threshold_atoms = 21,
        |stored| stored.source = Source::NONE,
        |stored| stored.source = bytemuck::cast(3_u8),
        |stored| stored.sequence = 0,
        |stored| stored.generation = 0,
    ];
    assert!(good.invariant());
    for (index, spoil) in broken.into_iter().enumerate() {
        let mut stored = good;
        spoil(&mut stored);
        assert!(!stored.invariant(), "{index}");
    }
    assert!(!StoredThreshold { vega_atoms: 1, ..StoredThreshold::zeroed() }.invariant());
}

#[test]
fn parameters_have_bounds() {
    type Edit = fn(&mut ThresholdParameters, u32);
    let edits: [(Edit, u32, u32); 6] = [
        (|parameters, value| parameters.max_age_secs = value, 300, 86_400),
        (|parameters, value| parameters.strike_window_secs = value, 60, 900),
        (|parameters, value| parameters.loosen_bps_per_hour = value as u16, 1, 10_000),
        (|parameters, value| parameters.tolerance_bps = value as u16, 0, 5_000),
        (|parameters, value| parameters.floor_bps = value as u16, 2_500, 10_000),
        (|parameters, value| parameters.max_strikes = value as u16, 1, 100),
    ];
    assert!(PARAMETERS.is_valid());
    for (index, (edit, least, most)) in edits.into_iter().enumerate() {
        let is_valid = |value| {
            let mut parameters = PARAMETERS;
            edit(&mut parameters, value);
            parameters.is_valid()
        };
        assert!(is_valid(least) && is_valid(most) && !is_valid(most + 1), "{index}");
        assert!(least == 0 || !is_valid(least - 1), "{index}");
    }
    let long = ThresholdParameters { max_age_secs: 86_400, strike_window_secs: 3_601, ..PARAMETERS };
    assert!(!long.is_valid() && ThresholdParameters { strike_window_secs: 3_600, ..long }.is_valid());
    assert!(!ThresholdParameters { max_age_secs: 59, strike_window_secs: 59, ..PARAMETERS }.is_valid());
    let bytes = borsh::to_vec(&PARAMETERS).unwrap();
    assert_eq!(bytes, bytemuck::bytes_of(&PARAMETERS));
    assert_eq!(borsh::from_slice::<ThresholdParameters>(&bytes).unwrap(), PARAMETERS);
}
