//! The table of margins by model in the document; past days where the prices of SOL and BTC are present.

use crate::files::{case, here, read};
use risk_models::simulated_margin::{Case, Engine, Model};
use serde_json::{json, Value};
use std::fs;

/// The cells of a row, but its name.
fn cells(model: Model, parameters: &Value) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("parameters.json");
    fs::write(&path, parameters.to_string()).unwrap();
    let case: Case = serde_json::from_value(case()).unwrap();
    let all = Engine::from_path(model, &path).unwrap().margin(&case).unwrap();
    let shortfall = all.measure.expected_shortfall;
    let margins = [all.requirement.initial, all.requirement.maintenance, all.requirement.liquidation_threshold];
    let numbers = margins.into_iter().chain([shortfall.value, shortfall.standard_error]);
    numbers.map(|number| format!("{number:.2}")).collect::<Vec<_>>().join(" | ")
}

fn assert_row(name: &str, cells: &str) {
    let document = fs::read_to_string(here().join("../../docs/MONTE_CARLO.md")).unwrap();
    let row = format!("| {name} | {cells} |");
    assert!(document.contains(&row), "put this into docs/MONTE_CARLO.md: {row}");
}

#[test]
fn the_document_shows_both_simulated_models() {
    let mut parameters = read("parameters/monte_carlo.json");
    assert_row("jumps", &cells(Model::MonteCarlo, &parameters));
    let market = |long_run_variance: f64, volatility_of_variance: f64| {
        json!({
            "long_run_variance": long_run_variance, "reversion": 4,
            "volatility_of_variance": volatility_of_variance, "leverage": -0.3,
        })
    };
    let heston = json!({ "steps": 4, "volatility_days": 7, "markets": [market(0.8, 2.0), market(0.35, 1.2)] });
    parameters["monte_carlo"]["dynamics"] = json!({ "heston": heston });
    assert_row("Heston", &cells(Model::MonteCarlo, &parameters));
}

#[test]
fn the_document_shows_past_days() {
    let mut parameters = read("parameters/monte_carlo.json");
    for (market, coin) in ["sol", "btc"].into_iter().enumerate() {
        let path = here().join(format!("../../../shared/data/{coin}_usd_1h.csv"));
        if !path.exists() {
            eprintln!("skipped: {} is not there", path.display());
            return;
        }
        parameters["markets"][market]["prices"] = json!(path);
    }
    for (filtering, name) in
        [("half", "past days, half filtered (1,000)"), ("full", "past days, fully filtered (1,000)")]
    {
        parameters["historical"] = json!(filtering);
        assert_row(name, &cells(Model::Historical { as_of_ts: None }, &parameters));
    }
}
