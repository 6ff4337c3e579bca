//! What of a model is bound, in which form, and what is refused.

use super::{model, parameters_for};
use crate::*;
use serde_json::{json, Value};

const EXAMPLE: &str = include_str!("../../../examples/snapshot_with_model.json");

/// [`straddle`] under simulated moves alone.
fn simulated() -> (SnapshotInput, Value) {
    let mut parameters = parameters_for(&straddle());
    parameters["stress"] = json!([{ "spot_ratio": 1, "volatility_ratio": 1 }]);
    parameters["monte_carlo"]["horizon_days"] = json!(20);
    (straddle(), parameters)
}

/// Every parameter is in the hash, and the seed in the levels too.
#[test]
fn whatever_is_changed_in_a_model_changes_the_hash() {
    let (input, parameters) = simulated();
    let body = |parameters: &Value| body_of(&SnapshotInput { risk_model: model(parameters.clone()), ..input.clone() });
    let first = body(&parameters);
    assert_eq!(first, body(&parameters), "and nothing else changes it");
    let changed = |pointer: &str, value: Value| {
        let mut parameters = parameters.clone();
        *parameters.pointer_mut(pointer).unwrap() = value;
        let body = body(&parameters);
        assert_ne!(body.market_data_hash, first.market_data_hash, "{pointer}");
        body.levels()
    };
    assert_ne!(changed("/monte_carlo/seed", json!(2)).maintenance_atoms, first.maintenance_margin_atoms);
    assert!(changed("/initial_factor", json!(2)).initial_atoms > first.initial_margin_atoms);
    assert!(changed("/markets/0/depth/half_spread", json!(0.1)).maintenance_atoms > first.maintenance_margin_atoms);
    assert!(changed("/stress/0/spot_ratio", json!(3)).maintenance_atoms > first.maintenance_margin_atoms);
    for pointer in [
        "/tail",
        "/correlation_breakdown",
        "/liquidation_factor",
        "/volatility_term/power",
        "/markets/0/haircut/0/value",
    ] {
        changed(pointer, json!(0.02));
    }
    for pointer in [
        "/chain_fees/base_lamports",
        "/monte_carlo/dynamics/jumps/common_per_year",
        "/markets/0/concentration/notional",
    ] {
        changed(pointer, json!(7));
    }
    changed("/monte_carlo/generator", json!("philox"));
    let mut other = model(parameters.clone());
    other.as_mut().unwrap().sol_price_e8 += 1;
    assert_ne!(body_of(&SnapshotInput { risk_model: other, ..input.clone() }).market_data_hash, first.market_data_hash);
}

/// Numbers written in another way are the same numbers.
#[test]
fn a_model_has_one_form() {
    let text = EXAMPLE;
    let written =
        text.replacen("\"seed\": 1,", "\"seed\" :1 ,", 1).replacen("1.25", "125e-2", 1).replacen("0.015", "0.0150", 1);
    assert_ne!(written, text);
    let snapshot = Snapshot::read(text.as_bytes()).unwrap();
    assert_eq!(Snapshot::read(written.as_bytes()).unwrap().encode(), snapshot.encode());
    let input: SnapshotInput = serde_json::from_str(text).unwrap();
    let saved = serde_json::to_vec(&input).unwrap();
    assert_eq!(Snapshot::read(&saved).unwrap(), snapshot);
    assert_ne!(Snapshot::new(&SnapshotInput { risk_model: None, ..input }).unwrap(), snapshot);
}

/// The same model written in any other way is no snapshot in bytes.
#[test]
fn bytes_of_a_model_in_another_form_are_refused() {
    let snapshot = Snapshot::read(EXAMPLE.as_bytes()).unwrap();
    let bytes = snapshot.encode();
    assert_eq!(Snapshot::decode(&bytes).unwrap(), snapshot);
    let start = bytes.windows(16).position(|window| window == b"{\"sol_price_e8\":").unwrap();
    let length = u32::from_le_bytes(bytes[start - 4..start].try_into().unwrap()) as usize;
    let (end, model) = (start + length, std::str::from_utf8(&bytes[start..start + length]).unwrap());
    let encoded = |model: &str| {
        let length = u32::try_from(model.len()).unwrap().to_le_bytes();
        [&bytes[..start - 4], &length, model.as_bytes(), &bytes[end..]].concat()
    };
    assert_eq!(encoded(model), bytes);
    for (from, to) in [
        (":", ": "),
        ("1.25", "1.250"),
        ("\"horizon_days\":3.0", "\"horizon_days\":3"),
        ("\"seed\":1", "\"seed\":01"),
        ("\"tail\":0.01,", ""),
        ("\"tail\":0.01,", "\"tail\":0.01,\"tails\":1,"),
        ("\"tail\":0.01", "\"tail\":0.01,\"historical\":null"),
    ] {
        let refused = Snapshot::decode(&encoded(&model.replacen(from, to, 1))).unwrap_err();
        let line = format!("byte {}: this is no risk model in its one form: docs/RISK_MODEL.md has it", start);
        assert_eq!(refused.to_string(), line, "{from} as {to}");
    }
    assert!(Snapshot::decode(&encoded("")).is_err());
}

#[test]
fn wrong_models_get_a_line_that_names_the_field() {
    let good: Value = serde_json::from_str(EXAMPLE).unwrap();
    let refused = |pointer: &str, value: Value| {
        let mut changed = good.clone();
        let (parent, field) = pointer.rsplit_once('/').unwrap();
        changed["risk_model"].pointer_mut(parent).unwrap()[field] = value;
        Snapshot::read(changed.to_string().as_bytes()).unwrap_err().to_string()
    };
    let market = good["risk_model"]["parameters"]["markets"][0].clone();
    let cases = [
        ("/sol_price_e8", json!(0), "risk_model.sol_price_e8: is no price"),
        ("/price", json!(1), "unknown field `price`"),
        ("/parameters/tails", json!(1), "unknown field `tails`"),
        ("/parameters/monte_carlo/pats", json!(1), "unknown field `pats`"),
        (
            "/parameters/historical",
            json!("full"),
            "risk_model.parameters.historical: needs files that others do not have",
        ),
        ("/parameters/monte_carlo", json!(null), "risk_model.parameters: monte_carlo is missing"),
        ("/parameters/tail", json!(0.9), "risk_model.parameters: tail is 0.9"),
        ("/parameters/tail", json!(0.001), "risk_model.parameters: a tail of 0.001 has 2 of 2048 losses"),
        ("/parameters/stress", json!([]), "risk_model.parameters: stress is empty"),
        (
            "/parameters/monte_carlo/paths",
            json!(131_072),
            "risk_model.parameters.monte_carlo.paths: a snapshot's model has at most 65536",
        ),
        ("/parameters/monte_carlo/paths", json!(2_049), "risk_model.parameters: paths is 2049"),
        (
            "/parameters/stress",
            json!(vec![json!({ "spot_ratio": 1, "volatility_ratio": 1 }); 257]),
            "risk_model.parameters.stress: a snapshot's model has at most 256",
        ),
        ("/parameters/monte_carlo/correlation", json!([[1]]), "risk_model.parameters: correlation"),
        ("/parameters/markets", json!([]), "risk_model.parameters.markets, 4K2V1kpV"),
        ("/parameters/markets", json!([market, market]), "risk_model.parameters.markets, 5PjDJaGf"),
    ];
    for (pointer, value, expected) in cases {
        let line = refused(pointer, value);
        assert!(line.contains(expected) && line.lines().count() == 1, "{pointer}: {line}");
    }
    let in_market = |field: &str, value: Value| {
        let mut markets = good["risk_model"]["parameters"]["markets"].clone();
        markets[1][field] = value;
        refused("/parameters/markets", markets)
    };
    assert!(in_market("name", json!("BTC")).starts_with("risk_model.parameters.markets, "), "one is missing");
    assert!(in_market("prices", json!("btc.csv")).starts_with("risk_model.parameters.markets[1].prices: is a file"));
    let mut markets = good["risk_model"]["parameters"]["markets"].clone();
    markets.as_array_mut().unwrap().push(market);
    assert!(refused("/parameters/markets", markets).contains("twice"));
}
