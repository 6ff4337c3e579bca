//! Every bad file gets one clear line that names the file and the row.

use market_data::{DataError, PriceSeries};

const HEADER: &str = "unix,open,high,low,close\n";
const GOOD: &str = "3600,10,11,9,10\n7200,10,11,9,10\n";

fn message(bytes: impl AsRef<[u8]>) -> String {
    let error = PriceSeries::from_reader("prices.csv", bytes.as_ref()).unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("prices.csv: "), "{text}");
    assert!(!text.contains('\n'), "{text}");
    text
}

/// The message for a third data row, which is on line 4.
fn third_row(row: &str) -> String {
    message(format!("{HEADER}{GOOD}{row}\n"))
}

#[test]
fn rows_with_bad_prices() {
    for (row, expected) in [
        ("10800,10,11,9,0", "close is 0; a price must be positive"),
        ("10800,-1,11,9,10", "open is -1; a price must be positive"),
        ("10800,10,NaN,9,10", "high is NaN; a price must be finite"),
        ("10800,10,11,-inf,10", "low is -inf; a price must be finite"),
        ("10800,10,1e999,9,10", "high is inf; a price must be finite"),
        ("10800,ten,11,9,10", "open is \"ten\", which is not a number"),
        ("10800,10,11,9,", "close is missing"),
        ("10800,10", "high is missing"),
        ("10800,10,9,11,10", "high 9 is below low 11"),
        ("10800,12,11,9,10", "open 12 is outside the range from low 9 to high 11"),
        ("10800,10,11,9,8", "close 8 is outside the range from low 9 to high 11"),
    ] {
        assert_eq!(third_row(row), format!("prices.csv: row 4: {expected}"));
    }
}

#[test]
fn rows_with_bad_times() {
    for (row, expected) in [
        ("7200,10,11,9,10", "is the same as in the row before"),
        ("3600,10,11,9,10", "rows must be in ascending order"),
        ("9000,10,11,9,10", "is only 1800 s after the row before"),
        ("97200,10,11,9,10", "hours after the row before; the longest step allowed is 24 hours"),
        ("someday,10,11,9,10", "time \"someday\" is not understood"),
        (",10,11,9,10", "time is missing"),
    ] {
        let text = third_row(row);
        assert!(text.contains("row 4: "), "{text}");
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn a_rounding_difference_is_tolerated() {
    let text = format!("{HEADER}{GOOD}10800,11.000001,11,9,8.999999\n");
    assert!(PriceSeries::from_reader("prices.csv", text.as_bytes()).is_ok());
}

#[test]
fn row_numbers_count_lines_of_the_file() {
    for text in [
        "unix,open,high,low,close\r\n3600,10,11,9,10\r\n\r\n\r\n7200,10,11,9,0\r\n",
        "\nunix,open,high,low,close\n\n3600,10,11,9,10\n7200,10,11,9,0",
        "\u{feff}unix,open,high,low,close\n\n\n3600,10,11,9,10\n7200,10,11,9,0",
    ] {
        assert!(message(text).contains("row 5: close is 0"), "{text:?}");
    }
}

#[test]
fn files_that_are_not_price_files() {
    assert!(message("").contains("no price rows"));
    assert!(message("\n\n").contains("no price rows"));
    assert!(message(HEADER).contains("no price rows"));
    assert!(message("unix,open,high,low\n1,1,1,1\n").contains("row 1: no column named close"));
    assert!(message("day,open,high,low,close\n").contains("unix, timestamp, time or date"));
    assert!(message([0xff, 0xfe, 0x00, 0x01, b'\n']).contains("no column named"));
    assert!(message([HEADER.as_bytes(), b"\xff\xfe,1,1,1,1\n"].concat()).contains("not UTF-8"));
}

#[test]
fn a_long_header_or_field_does_not_flood_the_message() {
    assert!(message("x".repeat(5_000)).len() < 300);
    assert!(third_row(&format!("{},1,1,1,1", "9".repeat(5_000))).len() < 300);
}

#[test]
fn daily_prices_are_refused() {
    let rows: String = (1..40).map(|day| format!("{},10,11,9,10\n", day * 86_400)).collect();
    let text = message(HEADER.to_owned() + &rows);
    assert!(text.contains("hourly prices are needed"), "{text}");
}

#[test]
fn a_missing_file_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("absent.csv");
    let error = PriceSeries::from_path(&path).unwrap_err();
    assert!(matches!(error, DataError::Unreadable { .. }));
    assert!(error.to_string().contains("absent.csv: cannot be read"), "{error}");
}

#[test]
fn too_short_says_what_would_fit() {
    const WEEK: i64 = 7 * 86_400;
    let series = PriceSeries::bundled();
    assert_eq!(series.max_weeks(4 * WEEK), 61);
    assert!(series.require_span(4 * WEEK, 61).is_ok());
    let text = series.require_span(4 * WEEK, 62).unwrap_err().to_string();
    assert!(text.contains("62 weekly rounds after 4.0 weeks of warm-up need 66.0 weeks"), "{text}");
    assert!(text.contains("the file has 65.3"), "{text}");
    assert!(text.contains("ask for at most 61 weeks"), "{text}");
    assert!(!text.contains('\n') && !text.contains("  "), "{text}");
    assert!(series.require_span(i64::MAX, u32::MAX).is_err());
}
