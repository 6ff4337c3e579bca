//! What the signer signs by a snapshot: what threshold-model computes from it, of its own house, and nothing else.

mod common;

use common::*;
use signer::{
    recompute::{Recompute as _, RecomputeError},
    rules::{judge_content, prices::Spot, House, Refusal},
    snapshot::OwnNumbers,
    HouseInput, KnownModelInput, Request,
};
use threshold_model::{Snapshot, SnapshotError, SnapshotInput, VolatilityInput};
use vault_types::{
    signed::message::MessageHeader,
    threshold::{
        batch::{self, BatchBody},
        message, Form, ThresholdError,
    },
};

type Change = fn(&mut SnapshotInput);

fn own(input: &SnapshotInput) -> Result<OwnNumbers, RecomputeError> {
    OwnNumbers::new(Snapshot::new(input).unwrap(), &HOUSE)
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

/// A model can have everybody liquidated, so it counts only if the house has agreed on it; and one that it has agreed on cannot be left out.
#[test]
fn a_risk_model_is_the_one_that_the_house_knows() {
    let with_model = include_str!("../../threshold-model/examples/snapshot_with_model.json");
    let with_model: SnapshotInput = serde_json::from_str(with_model).unwrap();
    let terms = *Snapshot::new(&with_model).unwrap().risk_model().unwrap();
    let (hash, most_sol_price_e8) = (hex::encode(terms.parameters_hash), terms.sol_price_e8);
    let old = KnownModelInput { parameters_hash: "11".repeat(32), most_sol_price_e8: 1 };
    let known = |parameters_hash: &str, most_sol_price_e8| {
        let parameters_hash = parameters_hash.to_owned();
        let house: HouseInput = serde_json::from_str(include_str!("../examples/house.json")).unwrap();
        let input = HouseInput {
            risk_models: vec![old.clone(), KnownModelInput { parameters_hash, most_sol_price_e8 }],
            ..house
        };
        input.house().unwrap()
    };
    let house = known(&hash, most_sol_price_e8);
    let of = |input: &SnapshotInput, house: &House| OwnNumbers::new(Snapshot::new(input).unwrap(), house).err();
    assert_eq!(of(&with_model, &house), None);
    let mut other = with_model.clone();
    other.risk_model.as_mut().unwrap().parameters.initial_factor += 0.25;
    let refused = Some(RecomputeError::OtherHouse { field: "risk_model" });
    assert_eq!(of(&other, &house), refused, "another model");
    assert_eq!(of(&example_snapshot(), &house), refused, "no model");
    assert_eq!(of(&with_model, &HOUSE), refused, "none is known");
    assert_eq!(of(&with_model, &known(&hash, most_sol_price_e8 - 1)), refused, "a higher price of SOL");
    assert_eq!(of(&with_model, &known(&"00".repeat(32), most_sol_price_e8)), refused, "another hash");
}

/// With address and price, from both forms of a file: what the own prices are compared with.
#[test]
fn the_prices_of_an_account_are_those_of_its_markets() {
    let input = example_snapshot();
    let [first, second] = spots_of_the_example();
    let computed = Snapshot::new(&input).unwrap();
    let decoded = Snapshot::decode(&computed.encode()).unwrap();
    assert!(matches!(input.markets[0].volatility, VolatilityInput::Surface(_)));
    for computed in [computed, decoded] {
        let own = OwnNumbers::new(computed, &HOUSE).unwrap();
        assert_eq!(own.spots(Form::Current, &address(0xa1)), Ok(vec![first, second]));
        assert_eq!(own.spots(Form::Current, &address(0xa2)), Ok(vec![first]));
        assert_eq!(own.spots(Form::AfterTrade, &address(0xa2)), Ok(vec![first]));
        let unknown = SnapshotError::UnknownAccount { account: address(9) };
        assert_eq!(own.spots(Form::Current, &address(9)), Err(RecomputeError::Snapshot(unknown)));
    }
}

/// Of the accounts with a leaf: not of one that is left out, nor of a market that nobody has options on.
#[test]
fn the_prices_of_a_batch_are_those_of_its_accounts_markets() {
    let [first, second] = spots_of_the_example();
    let prices = |change: Change| {
        let mut input = example_snapshot();
        change(&mut input);
        let own = own(&input).unwrap();
        let batch = own.snapshot().batch().unwrap().payload();
        judge_content(&HOUSE, &own, &Request::read(&batch.bytes()).unwrap(), NOW_TS)
    };
    assert_eq!(prices(|_| ()), Ok(vec![first, second]));
    assert_eq!(prices(|input| drop(input.accounts.remove(0))), Ok(vec![first]), "nobody has options on the second");
    let expired: Change = |input| input.accounts[0].options[0].expiry_ts = NOW_TS;
    assert_eq!(prices(expired), Ok(vec![first]), "who has them is left out");
}

/// By rising address.
fn spots_of_the_example() -> [Spot; 2] {
    let input = example_snapshot();
    let mut spots = [0, 1].map(|market: usize| {
        let market = &input.markets[market];
        Spot { market: market.address.parse().unwrap(), price_e8: market.spot_e8 }
    });
    spots.sort_by_key(|spot| spot.market);
    spots
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
