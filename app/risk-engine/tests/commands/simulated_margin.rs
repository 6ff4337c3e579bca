//! `risk-engine margin --model monte-carlo` and `--model historical`.

use crate::running::{error, out, root, run, BAD_INPUT};
use serde_json::{json, Value};
use std::fs;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

const PARAMETERS: &str = include_str!("../../../risk-models/parameters/monte_carlo.json");
const CASE: &str = include_str!("../../examples/two_markets.json");

/// With fewer paths than the file, for speed.
fn parameters() -> Value {
    let mut parameters: Value = serde_json::from_str(PARAMETERS).unwrap();
    parameters["monte_carlo"]["paths"] = 2_048.into();
    parameters
}

fn case() -> Value {
    serde_json::from_str(CASE).unwrap()
}

fn margin_in(folder: &Path, arguments: &[&str]) -> Output {
    run(folder, &[&["margin"][..], arguments].concat())
}

fn folder(parameters: &Value, case: &Value) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("parameters.json"), parameters.to_string()).unwrap();
    fs::write(folder.path().join("case.json"), case.to_string()).unwrap();
    folder
}

const MONTE_CARLO: [&str; 4] = ["--model", "monte-carlo", "--parameters", "parameters.json"];

/// To the last digit: the numbers are the same on every machine.
#[test]
fn the_document_shows_what_the_example_gives() {
    let examples = root().join("app/risk-engine/examples");
    let document = fs::read_to_string(root().join("docs/MONTE_CARLO.md")).unwrap();
    let (_, command) = document.split_once(" risk-engine -- margin ").unwrap();
    let arguments: Vec<&str> = command.lines().next().unwrap().split(' ').collect();
    let output = margin_in(&examples, &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", error(&output));
    assert!(document.contains(out(&output)), "put this into docs/MONTE_CARLO.md: {}", out(&output));
}

#[test]
fn a_bad_case_does_not_stop_the_others() {
    let folder = folder(&parameters(), &case());
    fs::write(folder.path().join("bad.json"), "{}").unwrap();
    let output = margin_in(folder.path(), &[&MONTE_CARLO[..], &["bad.json", "case.json"]].concat());
    assert_eq!(output.status.code(), BAD_INPUT);
    assert!(out(&output).starts_with("case.json: IM ") && out(&output).lines().count() == 1, "{}", out(&output));
    assert!(error(&output).starts_with("error: bad.json: is not understood: "), "{}", error(&output));
    assert_eq!(error(&output).lines().count(), 1);
}

#[test]
fn bad_parameters_get_one_line() {
    let mut bad = parameters();
    bad["tail"] = json!(7);
    let folder = folder(&bad, &case());
    let output = margin_in(folder.path(), &[&MONTE_CARLO[..], &["case.json", "case.json"]].concat());
    assert_eq!((output.status.code(), out(&output)), (BAD_INPUT, ""));
    assert_eq!(error(&output), "error: parameters.json: tail is 7; it must be from 0.0001 to 0.5\n");

    let output = margin_in(folder.path(), &["--model", "monte-carlo", "case.json"]);
    assert_eq!(output.status.code(), BAD_INPUT);
    assert!(error(&output).starts_with("error: the model needs --parameters FILE.json"), "{}", error(&output));

    let output = margin_in(folder.path(), &["--model", "monte-carlo", "--parameters", "missing.json", "case.json"]);
    assert_eq!(output.status.code(), BAD_INPUT);
    assert!(error(&output).starts_with("error: missing.json: cannot be read: "), "{}", error(&output));
}

#[test]
fn only_past_days_have_a_last_one() {
    let folder = folder(&parameters(), &case());
    let output = margin_in(folder.path(), &[&MONTE_CARLO[..], &["--as-of", "2024-12-31", "case.json"]].concat());
    assert_eq!((output.status.code(), out(&output)), (BAD_INPUT, ""));
    assert_eq!(error(&output), "error: only the model historical has an --as-of; leave it out\n");
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(vault_types::hash::sha256(&[bytes]))
}

/// Model, paths, generator and seed, and the hashes of both files: another seed, or one blank more in a file, is another origin.
#[test]
fn a_result_says_what_it_was_computed_from() {
    let folder = folder(&parameters(), &case());
    let printed = || out(&margin_in(folder.path(), &[&MONTE_CARLO[..], &["case.json"]].concat())).to_owned();
    let hash = |name: &str| sha256(&fs::read(folder.path().join(name)).unwrap());
    let origin = |generator: &str, seed: u64| {
        let (of_parameters, of_case) = (hash("parameters.json"), hash("case.json"));
        format!("; model jumps, paths 2048, generator {generator}, seed {seed}, parameters {of_parameters}, case {of_case}\n")
    };
    let first = printed();
    assert!(first.ends_with(&origin("sobol of 16 replicates", 1)), "{first}");
    let mut other = parameters();
    (other["monte_carlo"]["seed"], other["monte_carlo"]["generator"]) = (json!(u64::MAX), json!("antithetic"));
    fs::write(folder.path().join("parameters.json"), other.to_string()).unwrap();
    fs::write(folder.path().join("case.json"), format!("{} ", case())).unwrap();
    let second = printed();
    assert!(second.ends_with(&origin("antithetic", u64::MAX)), "{second}");
    assert_ne!(first.split_once(", ES ").unwrap().1, second.split_once(", ES ").unwrap().1);
}

#[test]
fn a_result_is_checked_by_computing_it_again() {
    let folder = folder(&parameters(), &case());
    fs::write(folder.path().join("other.json"), format!(" {}", case())).unwrap();
    let cases = ["case.json", "other.json"];
    let result = out(&margin_in(folder.path(), &[&MONTE_CARLO[..], &cases].concat())).to_owned();
    let check = |result: &str, cases: &[&str]| {
        fs::write(folder.path().join("result.txt"), result).unwrap();
        margin_in(folder.path(), &[&MONTE_CARLO[..], &["--check", "result.txt"], cases].concat())
    };
    let equal = check(&result, &cases);
    assert_eq!((equal.status.code(), out(&equal)), (Some(0), "equal\n"), "{}", error(&equal));
    for (changed, cases, said) in [
        (result.replacen("stress 2", "stress 3", 1), &cases[..], "line 1 is not equal\nin the file: case.json: IM "),
        (result.lines().next().unwrap().to_owned(), &cases, "line 2 is not equal\nin the file: nothing\n"),
        (result.clone(), &cases[..1], "the file has a line more than cases were given: other.json: IM "),
    ] {
        let output = check(&changed, cases);
        assert_eq!(output.status.code(), Some(1), "{}", error(&output));
        assert!(out(&output).starts_with(said), "{}", out(&output));
    }
    let missing = margin_in(folder.path(), &[&MONTE_CARLO[..], &["--check", "none.txt", "case.json"]].concat());
    assert_eq!((missing.status.code(), out(&missing)), (BAD_INPUT, ""));
    assert!(error(&missing).starts_with("error: none.txt: No such file"), "{}", error(&missing));
}

#[test]
fn past_prices_give_margins_too() {
    let mut past = parameters();
    let prices = root().join("app/market-data/data/btc_usd_1h.csv");
    for market in [0, 1] {
        past["markets"][market]["prices"] = json!(prices);
    }
    past["historical"] = json!("half");
    past["tail"] = json!(0.05);
    let folder = folder(&past, &case());
    let historical = ["--model", "historical", "--parameters", "parameters.json", "case.json"];
    let output = margin_in(folder.path(), &historical);
    assert_eq!(output.status.code(), Some(0), "{}", error(&output));
    assert!(out(&output).starts_with("case.json: IM ") && out(&output).contains(", LT "), "{}", out(&output));
    assert!(out(&output).contains("; model past days, half, days "), "{}", out(&output));
    let of_prices = sha256(&fs::read(&prices).unwrap());
    assert!(
        out(&output).contains(&format!(", as of 2018-12-31, prices {of_prices} {of_prices}, parameters ")),
        "{}",
        out(&output)
    );

    let as_of = |day: &'static str| margin_in(folder.path(), &[&historical[..], &["--as-of", day]].concat());
    let earlier = as_of("2018-12-20");
    assert!(out(&earlier).contains(", as of 2018-12-20, prices "), "{} {}", out(&earlier), error(&earlier));
    let never = as_of("2019-01-01");
    assert_eq!((never.status.code(), out(&never)), (BAD_INPUT, ""));
    let said = " has no whole day 2019-01-01; give one from 2017-10-01 to 2018-12-31 (--as-of)\n";
    assert!(error(&never).contains("btc_usd_1h.csv") && error(&never).ends_with(said), "{}", error(&never));

    let mut far = past.clone();
    far["tail"] = json!(0.01);
    fs::write(folder.path().join("parameters.json"), far.to_string()).unwrap();
    let output = margin_in(folder.path(), &historical);
    assert_eq!((output.status.code(), out(&output)), (BAD_INPUT, ""));
    assert!(error(&output).starts_with("error: case.json: a tail of 0.01 has 3 of "), "{}", error(&output));
    assert!(error(&output).contains("give at least 999 paths or past days"), "{}", error(&output));

    for (change, said) in [("historical", "historical is missing"), ("prices", "prices of a market is missing")] {
        let mut without = past.clone();
        match change {
            "historical" => without["historical"] = Value::Null,
            _ => without["markets"][1]["prices"] = Value::Null,
        }
        fs::write(folder.path().join("parameters.json"), without.to_string()).unwrap();
        let output = margin_in(folder.path(), &historical);
        assert_eq!(output.status.code(), BAD_INPUT);
        assert!(error(&output).starts_with(&format!("error: parameters.json: {said}")), "{}", error(&output));
    }
}
