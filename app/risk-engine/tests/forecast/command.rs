//! The commands: tables, pages, exit codes.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{fs, str};

const BAD_INPUT: Option<i32> = Some(2);

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_risk-engine")).current_dir(folder).args(arguments).output().unwrap()
}

fn out(output: &Output) -> &str {
    str::from_utf8(&output.stdout).unwrap()
}

fn error(output: &Output) -> &str {
    str::from_utf8(&output.stderr).unwrap()
}

/// The bundled prices under another name.
fn prices_in(folder: &Path, name: &str) {
    let bundled = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../market-data/data/btc_usd_1h.csv");
    fs::copy(bundled, folder.join(name)).unwrap();
}

#[test]
fn the_document_shows_what_the_bundled_prices_give() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = run(&root, &["forecast"]);
    assert_eq!((output.status.code(), error(&output)), (Some(0), ""));
    let document = fs::read_to_string(root.join("docs/VOLATILITY.md")).unwrap();
    let indented: String =
        out(&output).lines().map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect();
    assert!(document.contains(&indented), "put this into docs/VOLATILITY.md:\n{indented}");
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
        assert_eq!((output.status.code(), out(&output)), (BAD_INPUT, ""), "{text}");
        assert!(error(&output).starts_with(said), "{}", error(&output));
        assert_eq!(error(&output).lines().count(), 1, "{}", error(&output));
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
        (vec!["train-volatility", "--out", "no/where.json"], "error: no/where.json: cannot be written"),
    ] {
        let output = run(folder.path(), &arguments);
        assert_eq!((output.status.code(), out(&output)), (BAD_INPUT, ""), "{arguments:?}");
        assert!(error(&output).starts_with(said), "{}", error(&output));
        assert_eq!(error(&output).lines().count(), 1, "{}", error(&output));
    }
    assert_eq!(run(folder.path(), &["forecast", "--from", "soon"]).status.code(), BAD_INPUT);
}

/// Prices that never move, and prices that jump to a thousandth and back every ten days.
#[test]
fn extreme_prices_give_numbers() {
    let folder = tempfile::tempdir().unwrap();
    for jump in [1.0_f64, 0.001] {
        let price = |hour: i64| if hour % 480 < 240 { 100.0 } else { 100.0 * jump };
        let row = |hour: i64| {
            let (open, close) = (price(hour - 1), price(hour));
            let (high, low) = (open.max(close), open.min(close));
            format!("{},{open},{high},{low},{close}\n", 1_506_816_000 + hour * 3_600)
        };
        let rows: String = (1..=400 * 24).map(row).collect();
        fs::write(folder.path().join("still.csv"), format!("unix,open,high,low,close\n{rows}")).unwrap();
        let output = run(folder.path(), &["forecast", "--prices", "still.csv", "--out", "page.html"]);
        assert_eq!((output.status.code(), error(&output)), (Some(0), ""));
        let page = fs::read_to_string(folder.path().join("page.html")).unwrap();
        for text in [out(&output), page.as_str()] {
            assert!(!text.contains("NaN") && !text.split_whitespace().any(|word| word == "inf"), "{}", out(&output));
        }
    }
}
