//! Compares the library with a file of reference values and prints the largest errors as one line of JSON.
//!
//!     cargo run --release -p options-math --example check_vectors -- FILE.csv
//!
//! The file has a header and the columns kind (C or P), spot, strike, expiry_seconds, vol, rate, price, delta, gamma, vega,
//! theta_per_year. Errors are relative to what a position of the row's size can show at most: price to spot, delta to one, gamma * spot
//! to 0.4 / sd, vega / spot to 0.4 sqrt(T), theta / spot to 0.4 vol / (2 sqrt(T)), with sd = vol sqrt(T).

use options_math::{greeks_at_rate, Greeks, OptionInputs, SECONDS_PER_YEAR};
use std::process::ExitCode;

const COLUMNS: [&str; 11] =
    ["kind", "spot", "strike", "expiry_seconds", "vol", "rate", "price", "delta", "gamma", "vega", "theta_per_year"];

/// A row of the file.
struct Row {
    is_call: bool,
    inputs: OptionInputs,
    rate_e9: u64,
    /// Price, delta, gamma, vega, theta.
    expected: [f64; 5],
}

fn main() -> ExitCode {
    let Some(file) = std::env::args().nth(1) else {
        eprintln!("usage: check_vectors FILE.csv");
        return ExitCode::from(2);
    };
    match std::fs::read_to_string(&file).map_err(|error| error.to_string()).and_then(|text| largest_errors(&text)) {
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

fn largest_errors(text: &str) -> Result<[f64; 5], String> {
    let mut lines = text.lines().enumerate();
    let header = lines.next().map(|(_, line)| line.trim()).unwrap_or_default();
    if header.split(',').ne(COLUMNS) {
        return Err(format!("line 1: the columns must be {}", COLUMNS.join(",")));
    }
    let mut largest = [0.0f64; 5];
    let mut rows = 0;
    for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let errors =
            parse(line).and_then(|row| errors(&row)).map_err(|error| format!("line {}: {error}", number + 1))?;
        for (largest, error) in largest.iter_mut().zip(errors) {
            *largest = largest.max(error);
        }
        rows += 1;
    }
    match rows {
        0 => Err("no rows".to_string()),
        _ => Ok(largest),
    }
}

fn parse(line: &str) -> Result<Row, String> {
    let fields: Vec<&str> = line.split(',').map(str::trim).collect();
    if fields.len() != COLUMNS.len() {
        return Err(format!("{} fields instead of {}", fields.len(), COLUMNS.len()));
    }
    let number = |column: usize| -> Result<f64, String> {
        let value: f64 = fields[column].parse().map_err(|_| format!("{} is not a number", COLUMNS[column]))?;
        if value.is_finite() {
            Ok(value)
        } else {
            Err(format!("{} is not finite", COLUMNS[column]))
        }
    };
    let is_call = match fields[0] {
        "C" => true,
        "P" => false,
        other => return Err(format!("kind is {other:?}, which is neither C nor P")),
    };
    Ok(Row {
        is_call,
        inputs: OptionInputs {
            spot_e8: (number(1)? * 1e8).round() as u64,
            strike_e8: (number(2)? * 1e8).round() as u64,
            seconds_to_expiry: number(3)? as u64,
            vol_e9: (number(4)? * 1e9).round() as u64,
        },
        rate_e9: (number(5)? * 1e9).round() as u64,
        expected: [number(6)?, number(7)?, number(8)?, number(9)?, number(10)?],
    })
}

/// The row's errors in the order of its outputs.
fn errors(row: &Row) -> Result<[f64; 5], String> {
    let quote = greeks_at_rate(&row.inputs, row.rate_e9).map_err(|error| error.to_string())?;
    let spot = row.inputs.spot_e8 as f64 / 1e8;
    let root_years = (row.inputs.seconds_to_expiry as f64 / SECONDS_PER_YEAR as f64).sqrt();
    let vol = row.inputs.vol_e9 as f64 / 1e9;
    let scales = [spot, 1.0, 0.4 / (vol * root_years) / spot, 0.4 * root_years * spot, 0.2 * vol / root_years * spot];
    let computed = outputs(row, &quote, spot);
    let mut errors = [0.0; 5];
    for (index, error) in errors.iter_mut().enumerate() {
        *error = (computed[index] - row.expected[index]).abs() / scales[index];
    }
    Ok(errors)
}

/// Price, delta, gamma, vega and theta in USD.
fn outputs(row: &Row, quote: &Greeks, spot: f64) -> [f64; 5] {
    let prices = &quote.prices;
    let theta = match row.is_call {
        true => quote.call_theta_over_spot,
        false => quote.put_theta_over_spot(&row.inputs, row.rate_e9),
    };
    [
        if row.is_call { prices.call_e12 as f64 } else { prices.put_e12 as f64 } / 1e12,
        if row.is_call { prices.call_delta.to_num() } else { prices.put_delta().to_num() },
        quote.gamma_times_spot.to_num::<f64>() / spot,
        quote.vega_over_spot.to_num::<f64>() * spot,
        theta.to_num::<f64>() * spot,
    ]
}
