//! The command: tables, page, exit codes.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{fs, str};

const BAD_INPUT: Option<i32> = Some(2);

fn backtest(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_risk-engine"));
    command.current_dir(folder).arg("backtest").args(arguments).output().unwrap()
}

fn out(output: &Output) -> &str {
    str::from_utf8(&output.stdout).unwrap()
}

fn error(output: &Output) -> &str {
    str::from_utf8(&output.stderr).unwrap()
}

#[test]
fn the_document_shows_what_the_bundled_prices_give() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = backtest(&root, &["--model", "half-filtered"]);
    assert_eq!((output.status.code(), error(&output)), (Some(0), ""));
    let document = fs::read_to_string(root.join("docs/BACKTEST.md")).unwrap();
    let indented: String =
        out(&output).lines().map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect();
    assert!(document.contains(&indented), "put this into docs/BACKTEST.md:\n{indented}");
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
        assert_eq!((output.status.code(), out(&output)), (BAD_INPUT, ""), "{arguments:?}");
        assert!(error(&output).starts_with(said), "{}", error(&output));
        assert_eq!(error(&output).lines().count(), 1, "{}", error(&output));
    }
    assert_eq!(backtest(folder.path(), &["--model", "astrology"]).status.code(), BAD_INPUT);
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
        let output = backtest(folder.path(), &["--prices", "still.csv", "--out", "page.html"]);
        assert_eq!((output.status.code(), error(&output)), (Some(0), ""));
        let page = fs::read_to_string(folder.path().join("page.html")).unwrap();
        for text in [out(&output), page.as_str()] {
            assert!(!text.contains("NaN") && !text.split_whitespace().any(|word| word == "inf"), "{}", out(&output));
        }
    }
}
