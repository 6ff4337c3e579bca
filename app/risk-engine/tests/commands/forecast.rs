//! The commands: tables, pages, exit codes.

use crate::extreme_prices::assert_numbers_for_extreme_prices;
use crate::running::{assert_refused, assert_shown_in, error, out, root, run, BAD_INPUT};
use std::fs;
use std::path::Path;

/// The bundled prices under another name.
fn prices_in(folder: &Path, name: &str) {
    let bundled = root().join("app/market-data/data/btc_usd_1h.csv");
    fs::copy(bundled, folder.join(name)).unwrap();
}

#[test]
fn the_document_shows_what_the_bundled_prices_give() {
    let output = run(&root(), &["forecast"]);
    assert_shown_in("docs/VOLATILITY.md", &output);
}

#[test]
fn a_page_is_written_and_is_the_same_every_time() {
    let folder = tempfile::tempdir().unwrap();
    prices_in(folder.path(), "one_usd_1h.csv");
    let arguments = ["forecast", "--prices", "one_usd_1h.csv", "--out"];
    for page in ["made/first.html", "second.html"] {
        let output = run(folder.path(), &[&arguments[..], &[page]].concat());
        assert_eq!((output.status.code(), error(&output)), (Some(0), ""));
        assert!(out(&output).contains("ONE      learned"), "{}", out(&output));
    }
    let [first, second] = ["made/first.html", "second.html"].map(|page| fs::read(folder.path().join(page)).unwrap());
    assert!(first == second && first.len() > 10_000);
}

#[test]
fn several_files_get_a_mean() {
    let folder = tempfile::tempdir().unwrap();
    prices_in(folder.path(), "one.csv");
    prices_in(folder.path(), "two.csv");
    let output = run(folder.path(), &["forecast", "--prices", "one.csv", "two.csv"]);
    assert!(out(&output).contains("mean      learned"), "{}", out(&output));
}

#[test]
fn trained_weights_can_be_compared() {
    let folder = tempfile::tempdir().unwrap();
    let trained = run(folder.path(), &["train-volatility", "--until", "2018-06-01", "--out", "weights.json"]);
    assert_eq!((trained.status.code(), out(&trained)), (Some(0), "weights.json: weights from 213 days\n"));
    let output = run(folder.path(), &["forecast", "--weights", "weights.json"]);
    let row = out(&output).lines().find(|line| line.contains("learned, fixed")).unwrap();
    assert!(row.ends_with("214        208"), "only days after the training count: {row}");
    let later = run(folder.path(), &["forecast", "--weights", "weights.json", "--from", "2018-12-01"]);
    assert!(out(&later).lines().nth(3).unwrap().ends_with("31         25"), "{}", out(&later));
}

#[test]
fn bad_files_get_one_line_that_names_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let header = "unix,open,high,low,close\n";
    let good = "1506816000,1,1,1,1\n";
    let short: String = (0..100).map(|hour| format!("{},1,1,1,1\n", 1_506_816_000 + hour * 3_600)).collect();
    for (text, said) in [
        (format!("{header}{good}1506819600,1,x,1,1\n"), "error: bad.csv: row 3: high is \"x\", which is not a number"),
        (format!("{header}{good}1506816000,1,1,1,1\n"), "error: bad.csv: row 3: time"),
        (header.to_owned(), "error: bad.csv: has no price rows"),
        (format!("{header}{short}"), "error: bad.csv: has 4 whole days; at least 127 are needed, give a longer file"),
    ] {
        fs::write(folder.path().join("bad.csv"), &text).unwrap();
        let output = run(folder.path(), &["forecast", "--prices", "bad.csv", "--out", "page.html"]);
        assert_refused(&output, said);
        assert!(!folder.path().join("page.html").exists());
    }
}

#[test]
fn other_mistakes_are_named_too() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("weights.json"), "{}").unwrap();
    fs::create_dir(folder.path().join("folder")).unwrap();
    for (arguments, said) in [
        (vec!["forecast", "--prices", "missing.csv"], "error: missing.csv: cannot be read"),
        (vec!["forecast", "--weights", "weights.json"], "error: weights.json: is not a file of weights: missing field"),
        (vec!["forecast", "--weights", "none.json"], "error: none.json: cannot be read"),
        (
            vec!["forecast", "--from", "2030-01-01"],
            "error: BTC/USD hourly, Coinbase, 2017-10 to 2018-12 (bundled): has 0 whole days",
        ),
        (vec!["forecast", "--out", "folder"], "error: ./folder: is a directory"),
    ] {
        let output = run(folder.path(), &arguments);
        assert_refused(&output, said);
    }
    assert_eq!(run(folder.path(), &["forecast", "--from", "soon"]).status.code(), BAD_INPUT);
    let unwritten = run(folder.path(), &["train-volatility", "--out", "no/where.json"]);
    assert!(error(&unwritten).starts_with("error: no/where.json: cannot be written"), "{unwritten:?}");
    assert_eq!(unwritten.status.code(), Some(4), "the disk, and not the input");
}

#[test]
fn extreme_prices_give_numbers() {
    assert_numbers_for_extreme_prices("forecast");
}
