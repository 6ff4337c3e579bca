//! The chain's own number against the signed one.

mod threshold_common;

use threshold_common::*;
use vault_types::{
    margin::Requirement,
    threshold::{Form, Present, Source, Standing, StoredThreshold, StrikeRecord, ThresholdError, Verdict},
};

const SIGNED: Requirement = levels(1_500, 950, 800);

fn challenge(
    stored: &StoredThreshold,
    chain: &Requirement,
    strikes: &StrikeRecord,
    now_ts: i64,
) -> Result<Verdict, ThresholdError> {
    stored.challenge(chain, strikes, &present(now_ts), &PARAMETERS, 0)
}

/// What is kept when the challenge succeeds.
fn void(
    stored: &StoredThreshold,
    chain: &Requirement,
    strikes: &StrikeRecord,
    now_ts: i64,
) -> (StoredThreshold, StrikeRecord) {
    match challenge(stored, chain, strikes, now_ts) {
        Ok(Verdict::Void { threshold, strikes }) => (threshold, strikes),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_tolerance_is_exact() {
    // 950 is 5 % below 1,000.
    let stored = stored(SIGNED, NOW_TS);
    for chain in [0, 949, 950, 999, 1_000] {
        assert_eq!(challenge(&stored, &levels(5_000, chain, 0), &no_strikes(), NOW_TS), Ok(Verdict::Upheld), "{chain}");
    }
    for chain in [1_001, u64::MAX] {
        assert!(matches!(
            challenge(&stored, &levels(chain, chain, 0), &no_strikes(), NOW_TS),
            Ok(Verdict::Void { .. })
        ));
    }
    let exact = vault_types::threshold::ThresholdParameters { tolerance_bps: 0, ..PARAMETERS };
    let verdict =
        |chain| stored.challenge(&levels(chain, chain, 0), &no_strikes(), &present(NOW_TS), &exact, 0).unwrap();
    assert_eq!(verdict(950), Verdict::Upheld);
    assert_ne!(verdict(951), Verdict::Upheld);
}

/// The chain's number takes over, and what was signed cannot come back faster than it could have loosened.
#[test]
fn a_challenge_restores_the_chains_number() {
    let lie = stored(SIGNED, NOW_TS);
    let chain = levels(1_400, 1_200, 1_000);
    let (threshold, strikes) = void(&lie, &chain, &no_strikes(), NOW_TS + 60);
    let higher = levels(1_500, 1_200, 1_000);
    assert_eq!(threshold.standing(&NO_FLOOR, &present(NOW_TS + 60), &PARAMETERS), Standing::Fresh(higher));
    assert_eq!(
        (threshold.source, threshold.sequence, threshold.issued_ts),
        (Source::CHAIN, lie.sequence, lie.issued_ts)
    );
    assert_eq!((strikes.generation, strikes.strikes, strikes.last_strike_ts), (GENERATION, 1, NOW_TS + 60));
    assert!(threshold.invariant());

    // The same lie once more, a minute later: a tenth an hour is a 600th a minute.
    let again = opened(Form::Current, 11, NOW_TS + 120, &body_with(SIGNED));
    let kept = threshold.accept(&again, &portfolio(), &strikes, &PARAMETERS, NOW_TS + 120).unwrap();
    assert_eq!((kept.source, kept.maintenance_margin_atoms), (Source::SIGNED, 1_198));
    assert_eq!(challenge(&kept, &chain, &strikes, NOW_TS + 120), Ok(Verdict::Upheld), "within the tolerance");

    // A challenge makes nothing younger: it goes stale with the message.
    assert_eq!(threshold.standing(&NO_FLOOR, &present(NOW_TS + 901), &PARAMETERS), Standing::Stale);
    // Prices moved on: raised once more, without another strike.
    let (raised, same) = void(&threshold, &levels(3_000, 2_000, 900), &strikes, NOW_TS + 600);
    assert_eq!(
        raised.standing(&NO_FLOOR, &present(NOW_TS + 600), &PARAMETERS),
        Standing::Fresh(levels(3_000, 2_000, 1_000))
    );
    assert_eq!(same, strikes);
}

/// Otherwise an owner and lying signers would end a challenge with a change of one atom.
#[test]
fn after_a_challenge_no_other_portfolio_of_the_account_gets_through() {
    let (voided, strikes) = void(&stored(SIGNED, NOW_TS), &levels(1_400, 1_200, 1_000), &no_strikes(), NOW_TS);
    let other = |threshold: &StoredThreshold, signed, after_secs| {
        let position_seq = threshold.position_seq + 1;
        let mut body = body_with(signed);
        body.position_seq = position_seq;
        let message = opened(Form::Current, 12, NOW_TS + after_secs, &body);
        let changed = vault_types::threshold::Portfolio { position_seq, ..portfolio() };
        threshold.accept(&message, &changed, &strikes, &PARAMETERS, NOW_TS + after_secs).map(|kept| kept.is_void)
    };
    assert_eq!(other(&voided, SIGNED, 60), Err(ThresholdError::Void));
    assert_eq!(other(&voided, SIGNED, 10 * HOUR_SECS - 1), Err(ThresholdError::Void));
    assert_eq!(other(&voided, SIGNED, 10 * HOUR_SECS), Ok(0), "a tenth an hour");

    // The same lie for the same portfolio is taken as far as it may, and changes nothing of that.
    let again = opened(Form::Current, 11, NOW_TS + 60, &body_with(SIGNED));
    let clamped = voided.accept(&again, &portfolio(), &strikes, &PARAMETERS, NOW_TS + 60).unwrap();
    assert_eq!((clamped.is_void, other(&clamped, SIGNED, 120)), (1, Err(ThresholdError::Void)));
    // Signers who come up to the chain's number are believed again.
    let honest = opened(Form::Current, 11, NOW_TS + 60, &body_with(levels(1_500, 1_200, 1_000)));
    let restored = voided.accept(&honest, &portfolio(), &strikes, &PARAMETERS, NOW_TS + 60).unwrap();
    assert_eq!((restored.is_void, other(&restored, SIGNED, 120)), (0, Ok(0)));
}

#[test]
fn only_what_is_in_force_can_be_challenged() {
    let stored = stored(SIGNED, NOW_TS);
    let chain = levels(9_000, 9_000, 9_000);
    let at = |present| stored.challenge(&chain, &no_strikes(), &present, &PARAMETERS, 0);
    let now = present(NOW_TS + 900);
    assert!(at(now).is_ok());
    let nothing = Err(ThresholdError::NothingToChallenge);
    assert_eq!(at(Present { now_ts: NOW_TS + 901, ..now }), nothing);
    assert_eq!(at(Present { position_seq: 8, ..now }), nothing);
    assert_eq!(at(Present { generation: GENERATION + 1, ..now }), nothing);
    assert_eq!(challenge(&bytemuck::Zeroable::zeroed(), &chain, &no_strikes(), NOW_TS), nothing);
}

#[test]
fn a_strike_is_for_a_young_threshold_and_one_a_window() {
    let lie = stored(SIGNED, NOW_TS);
    let chain = levels(2_000, 2_000, 2_000);
    let strikes_after = |record: &StrikeRecord, issued_ts, now_ts| {
        void(&StoredThreshold { issued_ts, ..lie }, &chain, record, now_ts).1.count(GENERATION)
    };
    assert_eq!(strikes_after(&no_strikes(), NOW_TS, NOW_TS + 300), 1);
    assert_eq!(strikes_after(&no_strikes(), NOW_TS, NOW_TS + 301), 0, "the market has moved since");

    let (_, one) = void(&lie, &chain, &no_strikes(), NOW_TS);
    assert_eq!(strikes_after(&one, NOW_TS, NOW_TS), 1, "another account of the same batch");
    assert_eq!(strikes_after(&one, NOW_TS, NOW_TS + 299), 1);
    assert_eq!(strikes_after(&one, NOW_TS, NOW_TS + 300), 2);
    let theirs = StrikeRecord { generation: GENERATION - 1, strikes: 9, ..one };
    assert_eq!(strikes_after(&theirs, NOW_TS, NOW_TS), 1, "the signers before had nine");
    let most = StrikeRecord { strikes: u32::MAX, ..one };
    assert_eq!(strikes_after(&most, NOW_TS, NOW_TS + 300), u32::MAX);
}

/// Issued ahead of the clock, a threshold is young for longer than a window: it is still struck once.
#[test]
fn a_threshold_is_struck_once() {
    let early = StoredThreshold { issued_ts: NOW_TS + 30, ..stored(SIGNED, NOW_TS) };
    let (raised, strikes) = void(&early, &levels(2_000, 2_000, 2_000), &no_strikes(), NOW_TS);
    let (_, same) = void(&raised, &levels(3_000, 3_000, 3_000), &strikes, NOW_TS + 330);
    assert_eq!((strikes.count(GENERATION), same), (1, strikes));
}

/// Signers who lie on and on can only tighten after three windows, for every account.
#[test]
fn signers_who_lie_on_and_on_lose_their_say() {
    let (chain, mut strikes) = (levels(2_000, 2_000, 2_000), no_strikes());
    for lie in 0..3 {
        let now_ts = NOW_TS + lie * 300;
        (_, strikes) = void(&stored(SIGNED, now_ts), &chain, &strikes, now_ts);
    }
    let later_ts = NOW_TS + 3 * HOUR_SECS;
    let other_account = stored(levels(9_000, 8_000, 7_000), NOW_TS);
    let signed = opened(Form::Current, 11, later_ts, &body_with(SIGNED));
    let kept = other_account.accept(&signed, &portfolio(), &strikes, &PARAMETERS, later_ts).unwrap();
    assert_eq!((kept.maintenance_margin_atoms, kept.sequence), (8_000, 11));
    let none: StoredThreshold = bytemuck::Zeroable::zeroed();
    let refused = none.accept(&signed, &portfolio(), &strikes, &PARAMETERS, later_ts);
    assert_eq!(refused, Err(ThresholdError::OnlyTightening));
}
