//! A payload is what the snapshot gives, or its first other field is shown.

use super::*;
use vault_types::{
    signed::{message::MessageHeader, SignedError},
    threshold::ThresholdError,
};

#[test]
fn each_byte_of_a_payload_is_compared() {
    let snapshot = Snapshot::new(&example()).unwrap();
    let message = snapshot.message(Form::Current, &address(ALICE)).unwrap();
    assert_eq!(snapshot.first_difference(&Payload::read(&message).unwrap()), Ok(None));
    for at in 0..message.len() {
        for flip in [1, 0x80] {
            let mut changed = message.clone();
            changed[at] ^= flip;
            let Ok(payload) = Payload::read(&changed) else { continue };
            let difference = snapshot.first_difference(&payload);
            let is_askers = (152..160).contains(&at) || (168..176).contains(&at);
            assert!(is_askers || difference != Ok(None), "byte {at} by {flip}");
        }
    }
}

/// Whoever asks chooses a sequence and an end. What is signed is verified all the same, if an account could take it.
#[test]
fn sequence_and_end_are_the_payloads_own() {
    let mut input = example();
    let bob = address(0xa2);
    input.round.sequence += 7;
    input.round.expires_ts -= 100;
    let message = Snapshot::new(&input).unwrap().message(Form::Current, &bob).unwrap();
    let (mut payload, snapshot) = (Payload::read(&message).unwrap(), Snapshot::new(&example()).unwrap());
    assert_eq!(snapshot.first_difference(&payload), Ok(None));
    payload.header.sequence = 1_699_999_100_000;
    let refused = |error| Err(SnapshotError::Threshold(ThresholdError::Signed(error)));
    assert_eq!(snapshot.first_difference(&payload), refused(SignedError::Sequence), "the account has taken this one");
    payload.header = MessageHeader { sequence: u64::MAX, expires_ts: NOW_TS - 1, ..payload.header };
    assert_eq!(snapshot.first_difference(&payload), refused(SignedError::Expired));
}

#[test]
fn the_first_difference_is_shown_with_both_values() {
    let snapshot = Snapshot::new(&example()).unwrap();
    let message = snapshot.message(Form::Current, &address(ALICE)).unwrap();
    let payload = Payload::read(&message).unwrap();
    let mut lower = payload;
    lower.body.maintenance_margin_atoms -= 1;
    lower.body.vega_atoms += 1;
    let (said, computed) = snapshot.first_difference(&lower).unwrap().unwrap();
    assert_eq!((said.name, computed.name), ("maintenance_margin_atoms", "maintenance_margin_atoms"));
    assert_eq!(said.value, (payload.body.maintenance_margin_atoms - 1).to_string());
    assert_eq!(computed.value, payload.body.maintenance_margin_atoms.to_string());
    let mut later = payload;
    later.header.issued_ts += 1;
    let (said, _) = snapshot.first_difference(&later).unwrap().unwrap();
    assert_eq!((said.name, said.value), ("issued_ts", (NOW_TS + 1).to_string()));
}

/// One tick, one hundred-millionth of volatility, one atom: each signs something else.
#[test]
fn any_other_input_is_another_payload() {
    type Change = fn(&mut SnapshotInput);
    let changes: [Change; 14] = [
        |input| input.house.generation += 1,
        |input| input.house.strikes += 1,
        |input| input.house.parameters.tolerance_bps += 1,
        |input| input.markets[0].spot_e8 += 1,
        |input| input.markets[0].grid[5] += 1,
        |input| input.markets[0].standard[0] += 1,
        |input| input.markets[0].delta_limit_bps += 1,
        |input| input.markets[0].underlying_mint = address(0x35).to_string(),
        |input| input.markets[1].volatility = VolatilityInput::FlatE9(480_000_001),
        |input| input.markets.push(market(0x61, USD, 9, VolatilityInput::FlatE9(480_000_001))),
        |input| input.accounts[0].options[0].quantity_atoms += 1,
        |input| input.accounts[0].options[3].expiry_ts += 1,
        |input| input.accounts[0].collaterals[0].amount_atoms += 1,
        |input| input.accounts[0].position_seq += 1,
    ];
    let message =
        |input: &SnapshotInput| Snapshot::new(input).unwrap().message(Form::Current, &address(ALICE)).unwrap();
    let known = Payload::read(&message(&example())).unwrap();
    for (number, change) in changes.iter().enumerate() {
        let mut other = example();
        change(&mut other);
        let difference = Snapshot::new(&other).unwrap().first_difference(&known);
        assert!(matches!(difference, Ok(Some(_))), "change {number}: {difference:?}");
    }
}

#[test]
fn a_strangers_payload_is_bad_input() {
    let snapshot = Snapshot::new(&example()).unwrap();
    let account = address(0x77);
    let unknown = Err(SnapshotError::UnknownAccount { account });
    assert_eq!(snapshot.message(Form::Current, &account), unknown);
    let unknown = Err(SnapshotError::UnknownAccount { account: address(ALICE) });
    assert_eq!(snapshot.message(Form::AfterTrade, &address(ALICE)), unknown);
}

#[test]
fn what_is_no_message_about_an_account_is_refused() {
    assert_eq!(Payload::read(&[0; 343]), Err(PayloadError::Length { len: 343 }));
    assert_eq!(Payload::read(&[0; 345]), Err(PayloadError::Length { len: 345 }));
    assert_eq!(Payload::read(&[0; 344]), Err(PayloadError::Domain));
}
