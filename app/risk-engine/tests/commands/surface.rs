//! The command: its table, its exit codes, its errors.

use crate::running::{assert_refused, assert_shown_in, error, out, root, run};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const HEADER: &str = "slice,ttm_years,forward,strike,type,bid_iv,ask_iv\n";

fn surface_in(folder: &Path, file: &str) -> Output {
    run(folder, &["surface", file])
}

/// A smile of 80 % at the forward that rises to both sides, with a spread of two points.
fn smile_rows(slice: &str, years: f64) -> String {
    let row = |strike: i32| {
        let vol = 0.8 + 0.4 * (f64::from(strike) / 100.0).ln().powi(2);
        format!("{slice},{years},100,{strike},C,{:.4},{:.4}\n", vol - 0.01, vol + 0.01)
    };
    [60, 70, 80, 90, 95, 100, 105, 110, 120, 140, 160].map(row).concat()
}

#[test]
fn a_row_for_each_expiry() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("chain.csv"),
        format!("{HEADER}{}{}", smile_rows("month", 0.08), smile_rows("week", 0.02)),
    )
    .unwrap();
    let output = surface_in(folder.path(), "chain.csv");
    assert_eq!((output.status.code(), error(&output)), (Some(0), ""));
    let lines: Vec<_> = out(&output).lines().collect();
    let [header, week, month, "", total] = lines[..] else { panic!("{lines:?}") };
    assert!(header.starts_with("expiry") && header.ends_with("arbitrage"), "{header}");
    for (line, label, days) in [(week, "week", "7.300"), (month, "month", "29.200")] {
        let fields: Vec<_> = line.split_whitespace().collect();
        assert_eq!((fields[0], fields[1], fields[7]), (label, days, "11"), "{line}");
        assert!(line.ends_with(" none"), "{line}");
    }
    assert!(total.starts_with("Inside bid and ask: 2"), "{total}");
}

#[test]
fn bad_files_get_one_line_that_names_them() {
    let few = format!("{HEADER}1w,0.02,100,80,P,0.8,0.9\n");
    for (name, content, said) in [
        ("empty.csv", "", "has no option quotes; give a CSV file"),
        (
            "prices.csv",
            "unix,open,high,low,close\n1,1,1,1,1\n",
            "row 1: no column named expiration_timestamp or ttm_years; the header has",
        ),
        ("row.csv", &format!("{HEADER}1w,0.02,100,-80,P,0.8,0.9\n"), "row 2: strike is -80; a price must be positive"),
        ("few.csv", &few, "expiry 1w: 1 strikes have both a bid and an ask volatility; a smile needs 5"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), content).unwrap();
        let output = surface_in(folder.path(), name);
        assert_refused(&output, &format!("error: {name}: {said}"));
    }
}

/// Whoever writes the quotes does not move the cursor of who reads the table.
#[test]
fn names_from_a_file_are_shown_without_control_characters() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("chain.csv"), format!("{HEADER}{}", smile_rows("\u{1b}[2Jweek\u{202e}", 0.02)))
        .unwrap();
    let output = surface_in(folder.path(), "chain.csv");
    assert_eq!(output.status.code(), Some(0));
    assert!(out(&output).contains("\n [2Jweek ") && !out(&output).contains(['\u{1b}', '\u{202e}']), "{output:?}");
}

/// A full disk, for example.
#[test]
fn an_output_that_cannot_be_written_has_code_1() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let quotes = ["surface", "app/risk-engine/examples/smiles.csv"];
    let status = Command::new(env!("CARGO_BIN_EXE_risk-engine")).current_dir(root()).args(quotes).stdout(full).status();
    assert_eq!(status.unwrap().code(), Some(1));
}

#[test]
fn a_missing_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = surface_in(folder.path(), "missing.csv");
    assert_refused(&output, "error: missing.csv: cannot be read: ");
}

/// To the last digit that is printed: the numbers are the same on every machine.
#[test]
fn the_document_shows_what_the_example_gives() {
    assert_shown_in("docs/SURFACE.md", &surface_in(&root(), "app/risk-engine/examples/smiles.csv"));
}
