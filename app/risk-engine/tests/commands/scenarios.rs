//! The commands `greeks` and `margin`: what they print, their exit codes, and that the document shows it.

use crate::running::{assert_refused, assert_shown_in, error, out, root, run, BAD_INPUT};
use serde_json::{json, Value};
use std::fs;
use tempfile::TempDir;

const EXAMPLES: &str = "app/risk-engine/examples";
const PARAMETERS: &str = "app/risk-models/parameters";

fn example(name: &str) -> Value {
    read(EXAMPLES, name)
}

fn parameters(name: &str) -> Value {
    read(PARAMETERS, name)
}

fn read(folder: &str, name: &str) -> Value {
    let text = fs::read_to_string(root().join(folder).join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// A folder with files.
fn folder(files: &[(&str, &Value)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, value) in files {
        fs::write(folder.path().join(name), value.to_string()).unwrap();
    }
    folder
}

#[test]
fn the_document_shows_the_greeks_of_the_example() {
    let output = run(&root(), &["greeks", &format!("{EXAMPLES}/account.json")]);
    assert_shown_in("docs/SCENARIOS.md", &output);
}

#[test]
fn the_document_shows_the_margins_of_the_examples() {
    for (model, parameters, cases) in [
        ("span16", "span16.json", &["account.json", "covered_write_arrays.json"][..]),
        ("deribit-grid", "deribit_grid.json", &["account.json"]),
    ] {
        let parameters = format!("{PARAMETERS}/{parameters}");
        let cases: Vec<String> = cases.iter().map(|case| format!("{EXAMPLES}/{case}")).collect();
        let mut arguments = vec!["margin", "--model", model, "--parameters", &parameters];
        arguments.extend(cases.iter().map(String::as_str));
        assert_shown_in("docs/SCENARIOS.md", &run(&root(), &arguments));
    }
}

#[test]
fn a_bad_portfolio_gets_one_line_with_file_and_field() {
    let mut account = example("account.json");
    account["markets"][0]["spot"] = json!(-1);
    let folder = folder(&[
        ("bad.json", &account),
        ("span16.json", &parameters("span16.json")),
        ("deribit_grid.json", &parameters("deribit_grid.json")),
    ]);
    let said = "error: bad.json: markets[0].spot is -1; it must be above zero";
    for arguments in [
        &["greeks", "bad.json"][..],
        &["margin", "--model", "span16", "--parameters", "span16.json", "bad.json"],
        &["margin", "--model", "deribit-grid", "--parameters", "deribit_grid.json", "bad.json"],
    ] {
        assert_refused(&run(folder.path(), arguments), said);
    }
}

#[test]
fn bad_parameters_get_one_line_with_file_and_field() {
    for (model, file, field, value, said) in [
        ("span16", "span16.json", "extreme_weight", 1.5, "markets[0].extreme_weight is 1.5; it must be within 0 and 1"),
        (
            "span16",
            "span16.json",
            "extreme_multiple",
            0.5,
            "markets[0].extreme_multiple is 0.5; it must be one or more",
        ),
        ("span16", "span16.json", "look_ahead_days", -1.0, "markets[0].look_ahead_days is -1; it must be zero or more"),
        ("deribit-grid", "deribit_grid.json", "price_range", 1.0, "markets[0].price_range is 1; it must be below 1"),
        ("deribit-grid", "deribit_grid.json", "least_days", 0.0, "markets[0].least_days is 0; it must be above zero"),
        (
            "deribit-grid",
            "deribit_grid.json",
            "width",
            1.0,
            "is not a file of deribit-grid parameters: unknown field `width`",
        ),
    ] {
        let mut parameters = parameters(file);
        parameters["markets"][0][field] = json!(value);
        let folder = folder(&[(file, &parameters), ("account.json", &example("account.json"))]);
        let output = run(folder.path(), &["margin", "--model", model, "--parameters", file, "account.json"]);
        assert_refused(&output, &format!("error: {file}: {said}"));
    }
}

#[test]
fn other_mistakes_in_parameters_are_named_too() {
    type Change = fn(&mut Value);
    let changes: [(&str, Change, &str); 8] = [
        (
            "deribit-grid",
            |file| file["liquidation_factor"] = json!(1.5),
            "liquidation_factor is 1.5; it must be within 0 and 1",
        ),
        (
            "span16",
            |file| file["liquidation_factor"] = json!(-1),
            "liquidation_factor is -1; it must be within 0 and 1",
        ),
        ("deribit-grid", |file| file["initial_factor"] = json!(0.9), "initial_factor is 0.9; it must be one or more"),
        ("span16", |file| file["initial_factor"] = json!(0.9), "initial_factor is 0.9; it must be one or more"),
        (
            "deribit-grid",
            |file| file["markets"][0]["buckets"] = json!(0),
            "markets[0].buckets is 0; it must be from 1 to 1000",
        ),
        (
            "deribit-grid",
            |file| file["markets"][0]["far_moves"] = json!([0.1]),
            "markets[0].far_moves[0] is 0.1; it must be beyond price_range",
        ),
        ("deribit-grid", |file| file["markets"][1]["name"] = json!("SOL"), "markets[1].name is \"SOL\" again"),
        ("span16", |file| file["markets"][1]["name"] = json!("SOL"), "markets[1].name is \"SOL\" again"),
    ];
    for (model, change, said) in changes {
        let name = format!("{}.json", model.replace('-', "_"));
        let mut parameters = parameters(&name);
        change(&mut parameters);
        let folder = folder(&[(&name, &parameters)]);
        let output = run(folder.path(), &["margin", "--model", model, "--parameters", &name, "account.json"]);
        assert_refused(&output, &format!("error: {name}: {said}"));
    }
}

#[test]
fn a_model_without_its_parameters_is_refused() {
    let account = format!("{EXAMPLES}/account.json");
    for model in ["span16", "deribit-grid"] {
        assert_refused(
            &run(&root(), &["margin", "--model", model, &account]),
            "error: this model needs a file of parameters; give --parameters",
        );
    }
    let arguments = ["margin", "--model", "derive-pmrm2", "--parameters", &account, &account];
    assert_refused(&run(&root(), &arguments), "error: the cases of derive-pmrm2 have their own parameters");
}

/// By every model with parameters here: whoever owes a coin and nothing else must hold something, and has less than nothing.
#[test]
fn every_model_prints_the_same_figures_with_the_same_sign() {
    let owed = json!({ "cash": 0, "markets": [{ "name": "SOL", "spot": 100, "coins": -1 }] });
    let of_two_markets = json!({
        "markets": [{ "name": "SOL", "spot": 100, "volatility": 0.6 }, { "name": "BTC", "spot": 60_000, "volatility": 0.5 }],
        "coins": [{ "market": "SOL", "amount": -1 }],
        "sol_price": 100,
    });
    let names = ["span16.json", "deribit_grid.json", "monte_carlo.json"];
    let [span16, grid, monte_carlo] = names.map(parameters);
    let folder = folder(&[
        ("span16.json", &span16),
        ("deribit-grid.json", &grid),
        ("monte-carlo.json", &monte_carlo),
        ("owed.json", &owed),
        ("two.json", &of_two_markets),
    ]);
    for (model, case) in [("span16", "owed.json"), ("deribit-grid", "owed.json"), ("monte-carlo", "two.json")] {
        let output = run(folder.path(), &["margin", "--model", model, "--parameters", &format!("{model}.json"), case]);
        let line = out(&output);
        let figures = line.strip_prefix(&format!("{case}: ")).and_then(|line| line.split_once(';')).unwrap().0;
        let named: Vec<(&str, f64)> = figures
            .split(", ")
            .map(|figure| figure.split_once(' ').unwrap())
            .map(|(name, usd)| (name, usd.parse().unwrap()))
            .collect();
        let [("IM", initial), ("MM", maintenance), ("LT", liquidation), ("collateral", collateral)] = named[..] else {
            panic!("{line}")
        };
        assert!(initial > maintenance && maintenance > liquidation && liquidation > 10.0, "{line}");
        assert_eq!(collateral, -100.0, "{line}");
    }
}

#[test]
fn a_bad_case_does_not_stop_the_others() {
    let folder = folder(&[
        ("bad.json", &json!({})),
        ("good.json", &json!({ "cash": 7, "markets": [{ "name": "SOL", "spot": 150 }] })),
        ("span16.json", &parameters("span16.json")),
    ]);
    let arguments = ["margin", "--model", "span16", "--parameters", "span16.json", "bad.json", "good.json"];
    let output = run(folder.path(), &arguments);
    assert_eq!(
        (output.status.code(), out(&output)),
        (BAD_INPUT, "good.json: IM 0, MM 0, LT 0, collateral 7; SOL options 0.00, risk 0.00 (nothing is lost)\n")
    );
    assert!(
        error(&output).starts_with("error: bad.json: is not a file of a portfolio: missing field"),
        "{}",
        error(&output)
    );
    assert_refused(&run(folder.path(), &["greeks", "none.json"]), "error: none.json: cannot be read: ");
}
