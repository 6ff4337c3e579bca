//! Every bad file gets one clear line that names the file and the row.

use crate::{EXCHANGE_HEADER, EXCHANGE_ROW, SLICES_HEADER, SLICES_ROW};
use market_data::{DataError, OptionChain};
use proptest::prelude::*;

fn message(bytes: impl AsRef<[u8]>) -> String {
    let error = OptionChain::from_reader("chain.csv", bytes.as_ref()).unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("chain.csv: "), "{text}");
    assert!(!text.contains('\n'), "{text}");
    text
}

/// The message for a second data row, which is on line 3.
fn second_row(header: &str, good: &str, row: &str) -> String {
    message(format!("{header}\n{good}\n{row}\n"))
}

#[test]
fn rows_of_slices() {
    for (row, expected) in [
        ("1w,0.02,67000,61000,X,0.86,0.88", "option type \"X\" is not understood; give call, put, C or P"),
        ("1w,0.02,67000,0,P,0.86,0.88", "strike is 0; a price must be positive"),
        ("1w,0.02,-1,61000,P,0.86,0.88", "forward is -1; a price must be positive"),
        ("1w,0.02,67000,inf,P,0.86,0.88", "strike is inf; a price must be finite"),
        (
            "1w,0.02,67000,61000,P,0.89,0.88",
            "the bid volatility 0.89 is above the ask volatility 0.88; leave crossed quotes out",
        ),
        ("1w,0.02,67000,61000,P,86,88", "bid_iv is 86; a volatility must be from 0 to 10"),
        ("1w,0.02,67000,61000,P,-0.1,0.88", "bid_iv is -0.1; a volatility must be from 0 to 10"),
        ("1w,0.02,67000,61000,P,0.1,NaN", "ask_iv is NaN; a volatility must be from 0 to 10"),
        ("1w,0.02,67000,61000,P,0.1,high", "ask_iv is \"high\", which is not a number"),
        ("1w,0.02,67000,61000,P,0.1", "ask_iv is missing"),
        (",0.02,67000,61000,P,0.86,0.88", "slice is missing"),
        ("2w,0,67000,61000,P,0.86,0.88", "ttm_years is 0; a price must be positive"),
        (
            "2w,0.00000001,67000,61000,P,0.86,0.88",
            "the option expires 0 s after the newest quote of the file; leave expired options out",
        ),
        (
            "1w,0.03,67000,61000,P,0.86,0.88",
            "ttm_years is 0.03, and 0.02 in a row of the same slice before it; give each expiry a slice of its own",
        ),
        (
            "1w,0.02,67001,61000,P,0.86,0.88",
            "forward is 67001, and 67000 in a row of the same slice before it; give each expiry a slice of its own",
        ),
        (SLICES_ROW, "the option is the same as in row 2; give each option once"),
    ] {
        assert_eq!(second_row(SLICES_HEADER, SLICES_ROW, row), format!("chain.csv: row 3: {expected}"));
    }
}

#[test]
fn rows_of_an_exchange() {
    for (row, expected) in [
        ("call,9250,soon,1590103193000,9085.5,81,98", "time \"soon\" is not understood"),
        ("call,9250,1590134400000,,9085.5,81,98", "timestamp is missing"),
        (
            "call,9250,1590103193000,1590103193000,9085.5,81,98",
            "the option expires 0 s after the newest quote of the file",
        ),
        ("call,9250,1590134400000,1590103193000,9085.5,81,1001", "ask_iv is 1001; a volatility must be from 0 to 1000"),
    ] {
        let text = second_row(EXCHANGE_HEADER, EXCHANGE_ROW, row);
        assert!(text.starts_with(&format!("chain.csv: row 3: {expected}")), "{text}");
    }
}

#[test]
fn files_that_are_no_chain() {
    assert!(message("").contains("no option quotes"));
    assert!(message(SLICES_HEADER).contains("no option quotes; give a CSV file with a header"));
    assert!(message("unix,open,high,low,close\n1,1,1,1,1\n")
        .contains("row 1: no column named expiration_timestamp or ttm_years"));
    assert!(message([0xff, 0xfe, 0x00, 0x01, b'\n']).contains("no column named"));
    assert!(message([SLICES_HEADER.as_bytes(), b"\n1w,0.02,1,1,P,\xff,1\n"].concat()).contains("row 2: is not UTF-8"));
}

/// A header in which one column is called something else.
fn with_other_name(header: &str, name: &str) -> String {
    let names: Vec<_> = header.split(',').map(|field| if field == name { "other" } else { field }).collect();
    names.join(",")
}

#[test]
fn each_column_is_missed() {
    for (header, good) in [(EXCHANGE_HEADER, EXCHANGE_ROW), (SLICES_HEADER, SLICES_ROW)] {
        for name in header.split(',').filter(|name| *name != "expiration_timestamp") {
            let text = message(format!("{}\n{good}\n", with_other_name(header, name)));
            assert!(text.contains(&format!("row 1: no column named {name}; the header has: ")), "{text}");
        }
    }
}

#[test]
fn a_missing_file_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let error = OptionChain::from_path(&directory.path().join("absent.csv")).unwrap_err();
    assert!(matches!(error, DataError::Unreadable { .. }));
    assert!(error.to_string().contains("absent.csv: cannot be read"), "{error}");
}

proptest! {
    /// Anything is read or refused; nothing stops the program.
    #[test]
    fn arbitrary_bytes(bytes: Vec<u8>, exchange: bool) {
        let header = if exchange { EXCHANGE_HEADER } else { SLICES_HEADER };
        let _ = OptionChain::from_reader("chain.csv", &*bytes);
        let _ = OptionChain::from_reader("chain.csv", &*[header.as_bytes(), b"\n", &bytes].concat());
    }
}
