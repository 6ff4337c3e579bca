//! The demo as its user runs it: arguments in, files and exit code out.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const HEADER: &str = "unix,open,high,low,close";

fn demo(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_demo")).args(arguments).output().expect("the demo starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn report(folder: &Path) -> Value {
    let json = fs::read_to_string(folder.join("report.json")).expect("a report");
    serde_json::from_str(&json).expect("valid JSON")
}

#[test]
fn four_weeks_end_with_a_report_and_every_check_true() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let run = demo(&["--weeks", "4", "--seed", "7", "--out", out.to_str().unwrap()]);
    assert!(run.status.success(), "{}{}", text(&run.stdout), text(&run.stderr));

    let report = report(&out);
    assert_eq!(report["weeks"], 4);
    assert_eq!(report["rounds"].as_array().unwrap().len(), 4);
    let checks = report["checks"].as_object().unwrap();
    assert!(checks.len() >= 10 && checks.values().all(|holds| holds == true), "{checks:?}");
    for (instruction, cost) in report["compute_units"].as_object().unwrap() {
        let (avg, max) = (cost["avg"].as_u64().unwrap(), cost["max"].as_u64().unwrap());
        assert!(0 < avg && avg <= max && max < 200_000, "{instruction}: {cost}");
    }
    assert!(report["program_bytes"].as_u64().unwrap() > 100_000);
    assert!(fs::read_to_string(out.join("rounds.csv")).unwrap().lines().count() > 4);
    assert!(fs::read_to_string(out.join("report.html")).unwrap().contains("</html>"));
}

/// Both strategies in one run, each with a report of its own.
#[test]
fn both_strategies_end_with_every_check_true() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let run = demo(&["--weeks", "9", "--strategy", "both", "--out", out.to_str().unwrap()]);
    assert!(run.status.success(), "{}{}", text(&run.stdout), text(&run.stderr));
    for (name, sells, unit) in [("call", "calls", "1 BTC in the vault"), ("put", "puts", "1 USD in the vault")] {
        let report = report(&out.join(name));
        assert_eq!((&report["sells"], report["rounds"].as_array().unwrap().len()), (&Value::from(sells), 9));
        assert!(report["checks"].as_object().unwrap().values().all(|holds| holds == true), "{name}");
        assert!(text(&run.stdout).contains(unit), "{name}");
    }
    // In the seventh week the coin fell through the strike.
    let puts = report(&out.join("put"));
    let assigned = |row: &Value| row["settlement_usd"].as_f64() < row["strike_usd"].as_f64();
    assert!(puts["rounds"].as_array().unwrap().iter().all(|row| assigned(row) == (row["payoff"].as_f64() > Some(0.0))));
    assert!(puts["rounds"].as_array().unwrap().iter().any(assigned));
    let page = fs::read_to_string(out.join("put/report.html")).unwrap();
    assert!(
        page.contains("Cash-secured put vault on BTC") && page.contains("assigned") && !page.contains("called away")
    );
    assert!(fs::read_to_string(out.join("put/rounds.csv")).unwrap().contains("payoff_cash"));
}

#[test]
fn the_same_seed_gives_the_same_weeks_and_another_seed_others() {
    let folder = tempfile::tempdir().unwrap();
    let rounds = |name: &str, seed: &str| {
        let out = folder.path().join(name);
        let run = demo(&["--weeks", "3", "--seed", seed, "--out", out.to_str().unwrap()]);
        assert!(run.status.success(), "{}", text(&run.stderr));
        report(&out)["rounds"].clone()
    };
    let first = rounds("a", "1");
    assert_eq!(first, rounds("b", "1"));
    assert_ne!(first, rounds("c", "2"));
}

/// Runs the demo on a file with these lines. It must refuse with one line that names file and problem, and write nothing.
fn refuses(lines: &[String], problem: &str) {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (folder.path().join("prices.csv"), folder.path().join("out"));
    fs::write(&file, lines.join("\n")).unwrap();
    let run = demo(&["--prices", file.to_str().unwrap(), "--weeks", "2", "--out", out.to_str().unwrap()]);
    let message = text(&run.stderr);
    assert_eq!(run.status.code(), Some(2), "{message}");
    assert_eq!(message.trim_end().lines().count(), 1, "{message}");
    assert!(message.contains("prices.csv") && message.contains(problem), "{message}");
    assert!(!out.exists(), "nothing is written");
}

/// Ten weeks of quiet hours, with one of them (numbered from the file's line 2) replaced.
fn hours_with(line: usize, replacement: &str) -> Vec<String> {
    let mut lines = vec![HEADER.to_string()];
    lines.extend(
        (0..10 * 7 * 24).map(|hour| format!("{},100,101,99,100.5", 1_500_000_000 / 3_600 * 3_600 + hour * 3_600)),
    );
    lines[line - 1] = replacement.to_string();
    lines
}

#[test]
fn bad_files_are_refused_with_their_row() {
    refuses(&["unix,open,high,low".into(), "1500000000,1,1,1".into()], "close");
    refuses(&[HEADER.into()], "");
    refuses(&hours_with(50, "1500174000,100,101,99,0"), "50");
    refuses(&hours_with(51, "1500177600,100,NaN,99,100"), "51");
    refuses(&hours_with(52, "not a time,100,101,99,100"), "52");
    refuses(&hours_with(53, "1499999000,100,101,99,100"), "53");
    let mut gap = hours_with(2, "1499997600,100,101,99,100.5");
    gap.drain(100..130);
    refuses(&gap, "101");
    refuses(&hours_with(2, "1499997600,100,101,99,100.5")[..400], "");
}

#[test]
fn prices_that_the_integers_cannot_carry_are_refused() {
    let tiny: Vec<String> = hours_with(2, "1499997600,100,101,99,100.5")
        .iter()
        .map(|line| line.replace(",100,101,99,100.5", ",0.00001,0.00001,0.00001,0.00001"))
        .collect();
    refuses(&tiny, "outside 0.001");
}

#[test]
fn a_file_that_is_not_there_is_refused() {
    let run = demo(&["--prices", "/no/such/file.csv"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(text(&run.stderr).contains("/no/such/file.csv"));
}

#[test]
fn an_unknown_argument_is_refused() {
    assert_eq!(demo(&["--wrong"]).status.code(), Some(2));
    assert_eq!(demo(&["--weeks", "0"]).status.code(), Some(2));
}
