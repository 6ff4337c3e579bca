//! The command: its lines, its exit codes, and that the documents show what it prints.

use crate::running::{assert_refused, assert_shown_in, error, out, root, run, BAD_INPUT};
use serde_json::{json, Value};
use std::fs;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

fn margin_in(folder: &Path, files: &[&str]) -> Output {
    run(folder, &[&["margin", "--model", "derive-pmrm2"][..], files].concat())
}

/// A folder with an account of 1000 USD in `good.json`, and other files.
fn folder(others: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.json"), cash(1_000.0).to_string()).unwrap();
    for (name, text) in others {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn cash(usd: f64) -> Value {
    let mut case: Value = serde_json::from_str(include_str!("../../examples/covered_call.json")).unwrap();
    let portfolio = &mut case["Scenario"];
    for held in ["Collaterals", "Options", "OptionFeeds"] {
        portfolio[held] = json!([]);
    }
    portfolio["Cash"] = json!(usd);
    case
}

#[test]
fn a_good_file_gets_a_line() {
    let folder = folder(&[]);
    let output = margin_in(folder.path(), &["good.json"]);
    assert_eq!((output.status.code(), out(&output), error(&output)), (Some(0), "good.json: IM 1000, MM 1000\n", ""));
}

#[test]
fn a_published_result_gets_its_relative_difference() {
    let mut case = cash(1_000.0);
    case["Result"] = json!({ "IM": 800.0, "MM": 1_000.0 });
    let folder = folder(&[("compared.json", &case.to_string())]);
    let output = margin_in(folder.path(), &["compared.json"]);
    assert_eq!(out(&output), "compared.json: IM 1000 (off by 2.5e-1), MM 1000 (off by 0.0e0)\n");
    assert_eq!(output.status.code(), Some(0), "a difference is a result, not an error");
}

#[test]
fn a_published_zero_gets_the_difference_itself() {
    let mut case = cash(0.5);
    case["Result"] = json!({ "IM": 0.0 });
    let folder = folder(&[("zero.json", &case.to_string())]);
    assert_eq!(out(&margin_in(folder.path(), &["zero.json"])), "zero.json: IM 0.5 (off by 5.0e-1), MM 0.5\n");
}

#[test]
fn bad_files_get_one_line_each_that_names_them() {
    let mut out_of_range = cash(1.0);
    out_of_range["Scenario"]["SpotPrice"] = json!(-1);
    let binary = "\u{0}\u{1}";
    for (name, text, said) in [
        ("half.json", "{ \"Scenario\": {", "is not a case of this model: EOF"),
        ("empty.json", "", "is not a case of this model: EOF"),
        ("list.json", "[]", "is not a case of this model"),
        ("binary.json", binary, "is not a case of this model"),
        ("range.json", &out_of_range.to_string(), "SpotPrice is -1; it must be above zero"),
    ] {
        let folder = folder(&[(name, text)]);
        let output = margin_in(folder.path(), &[name]);
        assert_refused(&output, &format!("error: {name}: {said}"));
    }
}

#[test]
fn a_missing_file_and_a_folder_are_named() {
    let folder = folder(&[]);
    for name in ["missing.json", "."] {
        let output = margin_in(folder.path(), &[name]);
        assert_refused(&output, &format!("error: {name}: cannot be read: "));
    }
}

#[test]
fn a_bad_file_does_not_stop_the_others() {
    let folder = folder(&[("bad.json", "{}")]);
    let output = margin_in(folder.path(), &["bad.json", "good.json"]);
    assert_eq!((output.status.code(), out(&output)), (BAD_INPUT, "good.json: IM 1000, MM 1000\n"));
    assert_eq!(error(&output).lines().count(), 1);
}

/// A line end within a word of the file would make two lines of the message.
#[test]
fn words_from_a_file_cannot_break_the_line() {
    let mut case = cash(0.0);
    case["Parameters"]["Scenarios"][0]["VolShockDirection"] = json!("Up\nerror: all is well");
    let folder = folder(&[("words.json", &case.to_string())]);
    let output = margin_in(folder.path(), &["words.json"]);
    assert_eq!((output.status.code(), error(&output).lines().count()), (BAD_INPUT, 1), "{}", error(&output));
}

/// What the back-test takes for all coins is what the example has.
#[test]
fn the_example_has_the_parameters_of_the_back_test() {
    let example: Value = serde_json::from_str(include_str!("../../examples/covered_call.json")).unwrap();
    let parameters = include_str!("../../../risk-models/parameters/derive_pmrm2.json");
    assert_eq!(example["Parameters"], serde_json::from_str::<Value>(parameters).unwrap());
}

#[test]
fn a_model_and_a_file_must_be_given() {
    let folder = folder(&[]);
    let code_of = |arguments: &[&str]| run(folder.path(), arguments).status.code();
    assert_eq!(code_of(&["margin", "--model", "derive-pmrm2"]), BAD_INPUT);
    assert_eq!(code_of(&["margin", "case.json"]), BAD_INPUT);
    assert_eq!(code_of(&["margin", "--model", "another", "case.json"]), BAD_INPUT);
}

/// To the last digit: the numbers are the same on every machine.
#[test]
fn the_document_shows_what_the_example_gives() {
    let output = margin_in(&root(), &["app/risk-engine/examples/covered_call.json"]);
    assert_shown_in("docs/PMRM2.md", &output);
}
