//! Against 400 prices computed with 22 digits, which are not part of the project: looked for beside the checkout.

use crate::chain::{price_rows, Row};
use crate::BAR;
use risk_models::batch_pricing::Values;
use std::io::Write;
use std::path::PathBuf;

const SECONDS_PER_YEAR: f64 = 365.0 * 86_400.0;

struct Vector {
    row: Row,
    spot: f64,
    discount: f64,
    expected: Values,
}

/// Columns: kind, spot, strike, expiry_seconds, vol, rate, price, delta, gamma, vega and others; the derivatives are by spot.
fn read(line: &str) -> Vector {
    let fields: Vec<&str> = line.split(',').collect();
    let number = |column: usize| fields[column].parse::<f64>().unwrap();
    let (spot, years) = (number(1), number(3) / SECONDS_PER_YEAR);
    let growth = libm::exp(number(5) * years);
    Vector {
        row: (spot * growth, number(2), years, number(4), fields[0] == "C"),
        spot,
        discount: 1.0 / growth,
        expected: Values { price: number(6), delta: number(7), gamma: number(8), vega: number(9) },
    }
}

fn vectors() -> Option<Vec<Vector>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/pricing_vectors.csv");
    let Ok(text) = std::fs::read_to_string(&path) else {
        let _ = writeln!(std::io::stderr(), "skipped: {} is not there", path.display());
        return None;
    };
    Some(text.lines().skip(1).map(read).collect())
}

#[test]
fn all_numbers_agree_with_the_reference() {
    let Some(vectors) = vectors() else { return };
    assert_eq!(vectors.len(), 400);
    let rows: Vec<Row> = vectors.iter().map(|vector| vector.row).collect();
    let mut worst = [0.0f64; 4];
    for (Vector { row, spot, discount, expected }, values) in vectors.iter().zip(price_rows(&rows)) {
        // From the forward at expiry to the spot today: one moves with the other by 1 / discount.
        let total_vol = row.3 * row.2.sqrt();
        let errors = [
            (discount * values.price - expected.price) / spot,
            values.delta - expected.delta,
            (values.gamma / discount - expected.gamma) * spot * total_vol,
            (discount * values.vega - expected.vega) / (spot * row.2.sqrt()),
        ];
        for (worst, error) in worst.iter_mut().zip(errors) {
            assert!(error.abs() <= BAR, "{row:?}: {errors:?}");
            *worst = worst.max(error.abs());
        }
    }
    let [price, delta, gamma, vega] = worst;
    println!(
        "price / spot {price:.1e}, delta {delta:.1e}, gamma spot s {gamma:.1e}, vega / (spot sqrt(years)) {vega:.1e}"
    );
}
