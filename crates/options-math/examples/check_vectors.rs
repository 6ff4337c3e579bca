//! Compares the library with a file of reference values and prints the largest errors as one line of JSON.
//!
//!     cargo run --release -p options-math --example check_vectors -- FILE.csv
//!
//! The file has a header and the columns kind (C or P), spot, strike, expiry_seconds, vol, rate, price, delta, gamma, vega,
//! theta_per_year. Errors are relative to what a position of the row's size can show at most: price to spot, delta to one, gamma * spot
//! to 0.4 / sd, vega / spot to 0.4 sqrt(T), theta / spot to 0.4 vol / (2 sqrt(T)), with sd = vol sqrt(T). A row that cannot be compared
//! is refused: it is named on stderr, and the exit code is 2.

#[path = "check_vectors/vectors.rs"]
mod vectors;

use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(file) = std::env::args().nth(1) else {
        eprintln!("usage: check_vectors FILE.csv");
        return ExitCode::from(2);
    };
    let read = std::fs::read_to_string(&file).map_err(|error| error.to_string());
    match read.and_then(|text| vectors::largest_errors(&text)) {
        Ok([price, delta, gamma, vega, theta]) => {
            println!(
                r#"{{"price": {price:.3e}, "delta": {delta:.3e}, "gamma": {gamma:.3e}, "vega": {vega:.3e}, "theta": {theta:.3e}}}"#
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {file}: {error}");
            ExitCode::from(2)
        }
    }
}
