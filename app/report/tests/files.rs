//! What is written to disk: names, keys, columns, and nothing half-written.

#[path = "../examples/sample/data.rs"]
mod data;

use std::fs;
use std::path::Path;

use report::{write_all, Report, ReportError};
use serde_json::Value;

fn written(report: &Report) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    write_all(report, dir.path()).unwrap();
    dir
}

fn read(dir: &Path, name: &str) -> String {
    fs::read_to_string(dir.join(name)).unwrap()
}

fn names_in(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn three_files_and_nothing_else() {
    let dir = written(&data::sample(5));
    assert_eq!(names_in(dir.path()), ["report.html", "report.json", "rounds.csv"]);
}

#[test]
fn json_keys_are_an_interface() {
    let dir = written(&data::sample(5));
    let json: Value = serde_json::from_str(&read(dir.path(), "report.json")).unwrap();
    assert_eq!(json["weeks"], 5);
    assert_eq!(json["rounds"].as_array().unwrap().len(), 5);
    assert!(json["program_bytes"].is_u64());
    assert!(json["checks"].as_object().unwrap().values().all(Value::is_boolean));
    for stat in json["compute_units"].as_object().unwrap().values() {
        for key in ["avg", "max", "count"] {
            assert!(stat[key].is_u64(), "{key}");
        }
    }
    for key in [
        "round",
        "start_ts",
        "expiry_ts",
        "spot_usd",
        "strike_usd",
        "delta",
        "volatility",
        "size",
        "sold",
        "premium",
        "premium_usd",
        "bids",
        "settlement_usd",
        "payoff",
        "pps_start",
        "pps_end",
        "performance_fee",
        "management_fee",
        "nav_start",
        "nav_end",
        "deposits",
        "withdrawals",
        "depositors",
    ] {
        assert!(json["rounds"][0][key].is_number(), "{key}");
    }
}

#[test]
fn json_reads_back_with_nine_digits() {
    let mut report = data::sample(3);
    report.totals.premium = 0.1 + 0.2;
    report.rounds[0].premium = 0.123_456_789_4;
    let dir = written(&report);
    let back: Report = serde_json::from_str(&read(dir.path(), "report.json")).unwrap();
    assert_eq!(back.totals.premium, 0.3);
    assert_eq!(back.rounds[0].premium, 0.123_456_789);
    assert_eq!(back.checks, report.checks);
    assert_eq!(back.rounds.len(), 3);
}

#[test]
fn csv_has_one_row_per_round_with_units_and_iso_times() {
    let dir = written(&data::sample(12));
    let text = read(dir.path(), "rounds.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    for name in ["round", "expiry_utc", "strike_usd", "premium_coins", "outcome"] {
        assert!(headers.iter().any(|header| header == name), "{name}");
    }
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 12);
    assert_eq!(&rows[0][1], "2017-10-06T08:00:00Z");
    assert_eq!(&rows[11][0], "12");
}

#[test]
fn same_report_same_bytes() {
    let (first, second) = (written(&data::sample(6)), written(&data::sample(6)));
    for name in names_in(first.path()) {
        assert_eq!(read(first.path(), &name), read(second.path(), &name), "{name}");
    }
}

#[test]
fn missing_directories_are_made() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("a/b");
    write_all(&data::sample(2), &dir).unwrap();
    assert_eq!(names_in(&dir).len(), 3);
}

#[test]
fn a_file_where_the_directory_should_be_is_named() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("out");
    fs::write(&file, "mine").unwrap();
    for dir in [file.clone(), file.join("below")] {
        let error = write_all(&data::sample(2), &dir).unwrap_err();
        assert!(matches!(error, ReportError::NotADirectory { .. }), "{error:?}");
        assert!(error.to_string().contains("out"), "{error}");
        assert!(error.to_string().contains("give another"), "{error}");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn a_failure_leaves_the_earlier_report_whole() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("report.json"), "earlier").unwrap();
    fs::create_dir(dir.path().join("report.html")).unwrap();
    let error = write_all(&data::sample(2), dir.path()).unwrap_err();
    assert!(matches!(error, ReportError::InTheWay { .. }), "{error:?}");
    assert_eq!(names_in(dir.path()), ["report.html", "report.json"]);
    assert_eq!(read(dir.path(), "report.json"), "earlier");
}

#[test]
fn a_number_json_cannot_hold_is_refused_before_anything_is_written() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("out");
    let mut report = data::sample(2);
    report.rounds[1].payoff = f64::NAN;
    let error = write_all(&report, &dir).unwrap_err();
    assert!(matches!(error, ReportError::BadValue { .. }), "{error:?}");
    assert!(!dir.exists());
}
