//! Every row of the reference file with zero rate: calls, and puts by parity. Skipped when the file is not there.

mod common;

use common::f;
use options_math::{price_call, CallInputs};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/reference/pricing_vectors.csv");

/// A row's inputs, price over spot and delta, both as a call's; `None` when the rate is not zero.
fn call_row(line: &str) -> Option<(CallInputs, f64, f64)> {
    let fields: Vec<&str> = line.split(',').collect();
    let number = |column: usize| fields[column].parse::<f64>().unwrap();
    if number(5) != 0.0 {
        return None;
    }
    let (spot, strike) = (number(1), number(2));
    let inputs = CallInputs {
        spot_e8: (spot * 1e8).round() as u64,
        strike_e8: (strike * 1e8).round() as u64,
        seconds_to_expiry: fields[3].parse().unwrap(),
        vol_e9: (number(4) * 1e9).round() as u64,
    };
    Some(match fields[0] {
        "C" => (inputs, number(6) / spot, number(7)),
        // C = P + S - K and the call's delta is the put's plus one.
        _ => (inputs, (number(6) + spot - strike) / spot, number(7) + 1.0),
    })
}

#[test]
fn rows_with_zero_rate() {
    let Ok(text) = std::fs::read_to_string(FILE) else {
        println!("SKIPPED: no reference file at {FILE}");
        return;
    };
    let (mut rows, mut price_error, mut delta_error) = (0, 0.0f64, 0.0f64);
    for (inputs, price, delta) in text.lines().skip(1).filter_map(call_row) {
        let quote = price_call(&inputs).unwrap();
        price_error = price_error.max((f(quote.price_over_spot) - price).abs() / price.max(1.0));
        delta_error = delta_error.max((f(quote.delta) - delta).abs());
        rows += 1;
    }
    println!("{rows} rows: price over spot {price_error:e}, delta {delta_error:e}");
    assert!(rows > 200);
    assert!(price_error < 1e-9, "{price_error:e}");
    assert!(delta_error < 1e-9, "{delta_error:e}");
}
