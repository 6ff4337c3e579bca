//! Prices at the limits of what a model can take.

use crate::running::{error, out, run};
use std::fs;

/// Prices that never move, and prices that jump to a thousandth and back every ten days: the command and its page give numbers.
#[track_caller]
pub fn assert_numbers_for_extreme_prices(command: &str) {
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
        let output = run(folder.path(), &[command, "--prices", "still.csv", "--out", "page.html"]);
        assert_eq!((output.status.code(), error(&output)), (Some(0), ""));
        let page = fs::read_to_string(folder.path().join("page.html")).unwrap();
        for text in [out(&output), page.as_str()] {
            assert!(!text.contains("NaN") && !text.split_whitespace().any(|word| word == "inf"), "{}", out(&output));
        }
    }
}
