//! Every row of the reference file. Skipped when the file is not there.

use options_math::{greeks_at_rate, OptionInputs, SECONDS_PER_YEAR};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/reference/pricing_vectors.csv");
const HEADER: &str = "kind,spot,strike,expiry_seconds,vol,rate,price,delta,gamma,vega,theta_per_year";
const ROWS: usize = 400;
/// Each output, and the error it may have over what it is at most: spot, one, and the peaks at the money.
const BOUNDS: [(&str, f64); 5] = [("price", 1e-9), ("delta", 1e-9), ("gamma", 1e-8), ("vega", 1e-8), ("theta", 1e-8)];

/// The errors of a row's outputs over what they are at most.
fn errors(row: &str) -> [f64; 5] {
    let fields: Vec<&str> = row.split(',').collect();
    let number = |column: usize| fields[column].parse::<f64>().unwrap();
    let (spot, vol) = (number(1), number(4));
    let inputs = OptionInputs {
        spot_e8: (spot * 1e8).round() as u64,
        strike_e8: (number(2) * 1e8).round() as u64,
        seconds_to_expiry: fields[3].parse().unwrap(),
        vol_e9: (vol * 1e9).round() as u64,
    };
    let rate_e9 = (number(5) * 1e9).round() as u64;
    let quote = greeks_at_rate(&inputs, rate_e9).unwrap();
    let (value_e12, delta, theta_over_spot) = match fields[0] {
        "C" => (quote.prices.call_e12, quote.prices.call_delta.to_num::<f64>(), quote.call_theta_over_spot),
        "P" => (
            quote.prices.put_e12,
            quote.prices.put_delta().to_num::<f64>(),
            quote.put_theta_over_spot(&inputs, rate_e9),
        ),
        kind => panic!("{kind} is neither C nor P"),
    };
    let root_years = (inputs.seconds_to_expiry as f64 / SECONDS_PER_YEAR as f64).sqrt();
    [
        (value_e12 as f64 / 1e12 - number(6)) / spot,
        delta - number(7),
        (quote.gamma_times_spot.to_num::<f64>() - number(8) * spot) / (0.4 / (vol * root_years)),
        (quote.vega_over_spot.to_num::<f64>() - number(9) / spot) / (0.4 * root_years),
        (theta_over_spot.to_num::<f64>() - number(10) / spot) / (0.2 * vol / root_years),
    ]
    .map(f64::abs)
}

#[test]
fn every_row_is_met() {
    let Ok(text) = std::fs::read_to_string(FILE) else {
        println!("SKIPPED: no reference file at {FILE}");
        return;
    };
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some(HEADER));
    let rows: Vec<[f64; 5]> = lines.map(errors).collect();
    assert_eq!(rows.len(), ROWS);
    for (output, (name, bound)) in BOUNDS.into_iter().enumerate() {
        let largest = rows.iter().map(|row| row[output]).fold(0.0, f64::max);
        println!("{name}: {largest:.2e}");
        assert!(largest < bound, "{name}: {largest:e}");
    }
}
