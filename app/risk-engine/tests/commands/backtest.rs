//! The command: tables, page, exit codes.

use crate::extreme_prices::assert_numbers_for_extreme_prices;
use crate::running::{assert_refused, assert_shown_in, error, out, root, run, BAD_INPUT};
use std::fs;
use std::path::Path;
use std::process::Output;

fn backtest(folder: &Path, arguments: &[&str]) -> Output {
    run(folder, &[&["backtest"][..], arguments].concat())
}

#[test]
fn the_document_shows_what_the_bundled_prices_give() {
    let output = backtest(&root(), &["--model", "half-filtered"]);
    assert_shown_in("docs/BACKTEST.md", &output);
}

#[test]
fn a_page_is_written_and_is_the_same_every_time() {
    let folder = tempfile::tempdir().unwrap();
    for page in ["made/first.html", "second.html"] {
        let output = backtest(folder.path(), &["--model", "historical", "--model", "filtered", "--out", page]);
        assert_eq!((output.status.code(), error(&output)), (Some(0), ""));
        assert!(out(&output).contains("historical") && !out(&output).contains("garch"), "{}", out(&output));
    }
    let [first, second] = ["made/first.html", "second.html"].map(|page| fs::read(folder.path().join(page)).unwrap());
    assert!(first == second && first.len() > 10_000);
    let text = String::from_utf8(first).unwrap();
    assert!(text.contains("The model shown is historical."), "the default was not run");
    assert!(text.contains("the bar was not tried"), "2018 has no crash of 2022");
}

#[test]
fn a_period_can_be_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let output = backtest(folder.path(), &["--model", "historical", "--from", "2018-11-01", "--until", "2018-12-01"]);
    let row = out(&output).lines().nth(3).unwrap();
    assert!(row.starts_with(" BTC         long coin  historical    30 "), "{row}");
}

#[test]
fn mistakes_get_one_line_that_names_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let short: String = (0..48).map(|hour| format!("{},1,1,1,1\n", 1_506_816_000 + hour * 3_600)).collect();
    fs::write(folder.path().join("short.csv"), format!("unix,open,high,low,close\n{short}")).unwrap();
    fs::write(folder.path().join("bad.csv"), "unix,open,high,low,close\n1506816000,1,1,1,1\n1506819600,1,1,2,1\n")
        .unwrap();
    for (arguments, said) in [
        (vec!["--prices", "bad.csv"], "error: bad.csv: row 3: high 1 is below low 2"),
        (vec!["--prices", "missing.csv"], "error: missing.csv: cannot be read"),
        (vec!["--prices", "short.csv"], "error: short.csv: has 2 whole days; at least 371 are needed"),
        (
            vec!["--until", "2018-01-01"],
            "error: BTC/USD hourly, Coinbase, 2017-10 to 2018-12 (bundled): has 92 whole days",
        ),
        (
            vec!["--from", "2020-01-01"],
            "error: BTC/USD hourly, Coinbase, 2017-10 to 2018-12 (bundled): has 457 whole days",
        ),
    ] {
        let output = backtest(folder.path(), &arguments);
        assert_refused(&output, said);
    }
}

/// The names that an error of the command line lists.
fn names_in(error: &str) -> Vec<String> {
    let list = error.split_once("[possible values: ").unwrap().1.split_once(']').unwrap().0;
    list.split(", ").map(str::to_owned).collect()
}

#[test]
fn an_unknown_model_is_refused_with_all_names_those_of_margin_among_them() {
    let folder = tempfile::tempdir().unwrap();
    let output = backtest(folder.path(), &["--model", "astrology"]);
    assert_eq!((output.status.code(), out(&output)), (BAD_INPUT, ""));
    assert!(error(&output).starts_with("error: invalid value 'astrology' for '--model <MODEL>'"), "{}", error(&output));
    let names = names_in(error(&output));
    assert_eq!(names.len(), 11, "{names:?}");
    let of_margin = names_in(error(&run(folder.path(), &["margin", "--model", "astrology", "case.json"])));
    assert!(of_margin.len() >= 5 && of_margin.iter().all(|name| names.contains(name)), "{of_margin:?}");
}

#[test]
fn every_name_runs_its_model() {
    let folder = tempfile::tempdir().unwrap();
    for name in names_in(error(&backtest(folder.path(), &["--model", "astrology"]))) {
        let output = backtest(folder.path(), &["--model", &name, "--from", "2018-12-30", "--out", "page.html"]);
        assert_eq!((output.status.code(), error(&output)), (Some(0), ""));
        let rows = out(&output).lines().filter(|line| line.contains(" short straddle ") && line.contains(&name));
        assert_eq!(rows.count(), 1, "{}", out(&output));
        let says_seed = out(&output).contains("2048 paths a day, seed 1 plus the day's number since 1970");
        assert_eq!(says_seed, ["monte-carlo", "heston"].contains(&name.as_str()), "{}", out(&output));
    }
}

/// The example with twice the range asks for twice as much of a coin.
#[test]
fn margin_models_take_files_of_parameters() {
    let folder = tempfile::tempdir().unwrap();
    let example = fs::read_to_string(root().join("app/risk-models/parameters/span16.json")).unwrap();
    fs::write(folder.path().join("wide.json"), example.replace("0.12 },", "0.24 },")).unwrap();
    let maintenance = |arguments: &[&str]| {
        let common = ["--model", "span16", "--from", "2018-12-20"];
        let output = backtest(folder.path(), &[&common, arguments].concat());
        assert_eq!((output.status.code(), error(&output)), (Some(0), ""));
        let row = out(&output).lines().find(|line| line.contains("long coin")).unwrap();
        row.split_whitespace().rev().nth(2).unwrap().to_owned()
    };
    assert_eq!(maintenance(&[]), "12.00");
    assert_eq!(maintenance(&["--parameters", "span16=wide.json"]), "24.00");
}

#[test]
fn wrong_parameters_are_refused_with_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let example = fs::read_to_string(root().join("app/risk-models/parameters/deribit_grid.json")).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("other.json", &example.replace("\"BTC\"", "\"DOGE\""));
    write("range.json", &example.replace("\"price_range\": 0.16", "\"price_range\": -1"));
    for (arguments, said) in [
        (vec!["deribit-grid=missing.json"], "error: missing.json: cannot be read"),
        (vec!["deribit-grid=range.json"], "error: range.json: markets[1].price_range is -1; it must be above zero"),
        (
            vec!["deribit-grid=other.json"],
            "error: deribit-grid: has no parameters for the market \"BTC\"; add an entry",
        ),
        (vec!["derive-pmrm2=other.json"], "error: other.json: is not a case of this model"),
        (vec!["chain-scenarios=other.json"], "error: chain-scenarios takes no file of parameters"),
        (vec!["filtered=other.json"], "error: --parameters is for span16, deribit-grid and derive-pmrm2"),
        (vec!["deribit-grid=other.json", "deribit-grid=other.json"], "error: --parameters has deribit-grid twice"),
        (
            vec!["deribit-grid=other.json", "--model", "span16"],
            "error: --parameters is for deribit-grid, which is not run",
        ),
    ] {
        let arguments: Vec<&str> = arguments
            .into_iter()
            .flat_map(|argument| if argument.contains('=') { vec!["--parameters", argument] } else { vec![argument] })
            .collect();
        assert_refused(&backtest(folder.path(), &arguments), said);
    }
    for (argument, said) in [("span16", "give a model and its file"), ("astrology=x", "there is no model")] {
        let output = backtest(folder.path(), &["--parameters", argument]);
        assert!(output.status.code() == BAD_INPUT && error(&output).contains(said), "{}", error(&output));
    }
}

/// Nobody promised how often a margin may be passed: neither the command nor the page judges that.
#[test]
fn margins_have_no_zone() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["span16", "deribit-grid", "derive-pmrm2", "chain-scenarios"];
    let arguments: Vec<&str> = names.iter().flat_map(|name| ["--model", *name]).chain(["--out", "page.html"]).collect();
    let output = backtest(folder.path(), &arguments);
    assert_eq!((output.status.code(), error(&output)), (Some(0), ""));
    let page = fs::read_to_string(folder.path().join("page.html")).unwrap();
    let tables = page.split("<style>").next().unwrap().to_owned() + page.split("</style>").nth(1).unwrap();
    for (text, word) in [(out(&output), "green"), (out(&output), "Kupiec"), (&tables, ">green"), (&tables, "verdict")] {
        assert!(!text.contains(word), "{word} in {text}");
    }
    assert!(out(&output).contains("most beyond") && page.contains("What a short straddle lost"));
}

#[test]
fn extreme_prices_give_numbers() {
    assert_numbers_for_extreme_prices("backtest");
}
