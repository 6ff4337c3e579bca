//! Every row of the reference file, skipped when the file is not there; and what the reader of such files refuses.

#[path = "../examples/check_vectors/vectors.rs"]
mod vectors;

use std::io::{self, Write as _};
use vectors::{largest_errors, COLUMNS};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/reference/pricing_vectors.csv");
const ROWS: usize = 400;
/// Each output, and the error it may have over what it is at most: spot, one, and the peaks at the money.
const BOUNDS: [(&str, f64); 5] = [("price", 1e-9), ("delta", 1e-9), ("gamma", 1e-8), ("vega", 1e-8), ("theta", 1e-8)];

#[test]
fn every_row_is_met() {
    let Ok(text) = std::fs::read_to_string(FILE) else {
        // Not by `println!`, whose output the test runner keeps to itself when a test passes.
        let _ = writeln!(io::stderr(), "skipped: there is no reference file at {FILE}");
        return;
    };
    assert_eq!(text.lines().count(), 1 + ROWS);
    for ((name, bound), largest) in BOUNDS.into_iter().zip(largest_errors(&text).unwrap()) {
        println!("{name}: {largest:.2e}");
        assert!(largest < bound, "{name}: {largest:e}");
    }
}

/// A call on SOL for a week, from tests/published_prices.rs: 165 on 150 at 80 %.
const GOOD: [&str; 11] = [
    "C",
    "150",
    "165",
    "604800",
    "0.8",
    "0",
    "1.8797812406550132",
    "0.2104387916059451",
    "0.01736378771798488",
    "5.994074664290669",
    "-125.0192715694911",
];

fn file(rows: &[[&str; 11]]) -> String {
    let lines = [COLUMNS].iter().chain(rows).map(|row| row.join(",")).collect::<Vec<_>>();
    lines.join("\n") + "\n"
}

/// The message about a file whose third line has one field changed.
fn refused(column: &str, field: &str) -> String {
    let mut row = GOOD;
    row[COLUMNS.iter().position(|name| *name == column).unwrap()] = field;
    largest_errors(&file(&[GOOD, row])).unwrap_err()
}

#[test]
fn the_largest_errors_are_those_of_the_worst_row() {
    let small = largest_errors(&file(&[GOOD])).unwrap();
    assert!(small.iter().all(|error| *error < 1e-8), "{small:?}");
    let mut worse = GOOD;
    worse[6] = "2.0297812406550132"; // 0.15 more: a thousandth of spot
    worse[7] = "0.1104387916059451";
    let [price, delta, others @ ..] = largest_errors(&file(&[worse, GOOD])).unwrap();
    assert!((price - 1e-3).abs() < 1e-9 && (delta - 0.1).abs() < 1e-9, "{price} {delta}");
    assert_eq!(others, small[2..]);
}

#[test]
fn rows_that_cannot_be_compared_are_refused_with_their_line() {
    for (column, field, wrong) in [
        ("kind", "X", "neither C nor P"),
        ("spot", "0", "spot_e8 must be"),
        ("spot", "-150", "spot is negative"),
        ("spot", "1e300", "spot_e8 must be"),
        ("strike", "-165", "strike is negative"),
        ("expiry_seconds", "0", "expiry_seconds is zero"),
        ("expiry_seconds", "-1", "expiry_seconds is negative"),
        ("expiry_seconds", "604800.5", "expiry_seconds is not a whole number"),
        ("expiry_seconds", "0.5", "expiry_seconds is not a whole number"),
        ("vol", "0", "vol is zero"),
        ("vol", "1e-10", "vol is zero"),
        ("vol", "-0.8", "vol is negative"),
        ("vol", "0.01", "vol_e9 must be"),
        ("rate", "-0.01", "rate is negative"),
        ("rate", "1.5", "rate_e9 must be"),
        ("rate", "NaN", "rate is not finite"),
        ("rate", "-inf", "rate is not finite"),
        ("price", "NaN", "price is not finite"),
        ("theta_per_year", "inf", "theta_per_year is not finite"),
        ("delta", "", "delta is not a number"),
        ("gamma", "1e308", "the error of gamma is not finite"),
    ] {
        let message = refused(column, field);
        assert!(message.starts_with("line 3: ") && message.contains(wrong), "{column} {field}: {message}");
    }
}

#[test]
fn files_that_are_no_reference_are_refused() {
    let good = file(&[GOOD]);
    let message = |text: &str| largest_errors(text).unwrap_err();
    assert!(message("").starts_with("line 1: the columns must be kind,spot,"));
    assert!(message(&good.replace("vega", "rho")).starts_with("line 1: "));
    assert_eq!(message(&file(&[])), "no rows");
    assert_eq!(message(&good.replace("604800,", "")), "line 2: 10 fields instead of 11");
    assert_eq!(message(&(good + "C,150\n")), "line 3: 2 fields instead of 11");
}
