//! What the signer signs by a snapshot: what threshold-model computes from it, of its own house, and nothing else.

mod common;

use common::*;
use signer::{
    recompute::{Recompute as _, RecomputeError},
    rules::{prices::Spot, Refusal},
    snapshot::Snapshot,
    Request,
};
use threshold_model::{Snapshot as Computed, SnapshotError, SnapshotInput, VolatilityInput};
use vault_types::{
    signed::message::MessageHeader,
    threshold::{
        batch::{self, BatchBody},
        message, Form, ThresholdError,
    },
};

type Change = fn(&mut SnapshotInput);

fn own(input: &SnapshotInput) -> Result<Snapshot, RecomputeError> {
    Snapshot::new(Computed::new(input).unwrap(), &HOUSE)
}

/// Of the example's moment and round.
fn header_for(domain: [u8; 16], target: u8) -> MessageHeader {
    MessageHeader { issued_ts: NOW_TS, ..header(domain, address(target), NOW_TS.unsigned_abs() * 1_000 + 1) }
}

fn message_of(input: &SnapshotInput) -> Request {
    let header = header_for(Form::Current.domain(), 0xa1);
    let body = own(input).unwrap().threshold(Form::Current, &address(0xa1), &header).unwrap();
    Request::read(&message::encode(&header, &body)).unwrap()
}

fn judged(input: &SnapshotInput) -> Result<(), Refusal> {
    judge(&HOUSE, &own(input).unwrap(), &message_of(&example_snapshot()), NOW_TS)
}

#[test]
fn what_is_computed_from_the_same_snapshot_is_approved() {
    let input = example_snapshot();
    assert_eq!(judged(&input), Ok(()));
    let sequence = NOW_TS.unsigned_abs() * 1_000;
    let header = MessageHeader { sequence, target: HOUSE.batch_account(), ..header_for(batch::DOMAIN, 9) };
    let leaves = own(&input).unwrap().leaves(&header).unwrap().leaves;
    assert!(leaves.iter().map(|leaf| leaf.margin_account).eq([address(0xa1), address(0xa2)]));
    let tree = batch::build(&leaves).unwrap();
    let message = batch::encode(&header, &BatchBody { root: tree.root(), depth: tree.depth() });
    assert_eq!(judge(&HOUSE, &own(&input).unwrap(), &Request::read(&message).unwrap(), NOW_TS), Ok(()));
}

/// One tick, one hundred-millionth of volatility, one atom: each signs something else.
#[test]
fn any_other_input_is_another_message() {
    let changes: [Change; 5] = [
        |input| input.markets[0].spot_e8 += 1,
        |input| input.markets[1].volatility = VolatilityInput::FlatE9(480_000_001),
        |input| input.accounts[0].options[0].quantity_atoms += 1,
        |input| input.accounts[0].collaterals[0].amount_atoms += 1,
        |input| input.accounts[0].position_seq += 1,
    ];
    for (number, change) in changes.iter().enumerate() {
        let mut other = example_snapshot();
        change(&mut other);
        let refused = judged(&other);
        assert!(matches!(refused, Err(Refusal::Differs { .. })), "change {number}: {refused:?}");
    }
}

#[test]
fn a_snapshot_of_another_house_is_refused() {
    let changes: [(Change, &str); 4] = [
        (|input| input.house.cluster_genesis_hash = address(8).to_string(), "cluster_genesis_hash"),
        (|input| input.house.config = address(8).to_string(), "config"),
        (|input| input.house.generation += 1, "generation"),
        (|input| input.house.parameters.floor_bps += 1, "parameters"),
    ];
    for (change, field) in changes {
        let mut other = example_snapshot();
        change(&mut other);
        assert_eq!(own(&other).err(), Some(RecomputeError::OtherHouse { field }));
    }
}

/// Every market with its address and its price, from both forms of a file: what the own prices are compared with.
#[test]
fn the_prices_are_those_of_all_markets() {
    let input = example_snapshot();
    let mut expected: Vec<_> = input
        .markets
        .iter()
        .map(|market| Spot { market: market.address.parse().unwrap(), price_e8: market.spot_e8 })
        .collect();
    expected.sort_by_key(|spot| spot.market);
    let computed = Computed::new(&input).unwrap();
    let decoded = Computed::decode(&computed.encode()).unwrap();
    assert!(expected.len() == 2 && matches!(input.markets[0].volatility, VolatilityInput::Surface(_)));
    for computed in [computed, decoded] {
        assert_eq!(Snapshot::new(computed, &HOUSE).unwrap().spots(), expected);
    }
}

/// One strike more on chain needs nobody to edit a file; with too many of them the chain's own rule is the signer's.
#[test]
fn strikes_are_those_of_the_snapshot() {
    let mut input = example_snapshot();
    input.house.strikes = 2;
    let message = message_of(&input);
    assert_eq!(judge(&HOUSE, &own(&input).unwrap(), &message, NOW_TS), Ok(()));
    assert!(matches!(judged(&input), Err(Refusal::Differs { .. })), "signers have to agree on them");
    input.house.strikes = 3;
    let header = header_for(Form::Current.domain(), 0xa1);
    let refused = own(&input).unwrap().threshold(Form::Current, &address(0xa1), &header);
    let error = SnapshotError::Threshold(ThresholdError::OnlyTightening);
    assert_eq!(refused, Err(RecomputeError::Snapshot(error)));
}

#[test]
fn a_snapshot_of_another_moment_or_account_is_no_help() {
    let refused = |error| Err(Refusal::Recompute(RecomputeError::Snapshot(error)));
    let mut other = example_snapshot();
    other.round.observed_ts += 1;
    let (observed_ts, issued_ts) = (NOW_TS + 1, NOW_TS);
    assert_eq!(judged(&other), refused(SnapshotError::OtherTime { observed_ts, issued_ts }));
    let mut other = example_snapshot();
    other.accounts.remove(0);
    assert_eq!(judged(&other), refused(SnapshotError::UnknownAccount { account: address(0xa1) }));
}
