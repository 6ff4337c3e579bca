//! A file of reference values: a header, then one option a row. Whatever is wrong with it is refused with its line.

use options_math::{greeks_at_rate, Greeks, OptionInputs, SECONDS_PER_YEAR};

pub const COLUMNS: [&str; 11] =
    ["kind", "spot", "strike", "expiry_seconds", "vol", "rate", "price", "delta", "gamma", "vega", "theta_per_year"];
/// The first of the columns with what is expected.
const FIRST_OUTPUT: usize = 6;

/// A row of the file.
struct Row {
    is_call: bool,
    inputs: OptionInputs,
    rate_e9: u64,
    /// Price, delta, gamma, vega, theta.
    expected: [f64; 5],
}

/// The largest error of each output, in the order of the columns: price over spot, delta, and gamma, vega and theta over what they
/// are at most, `0.4 / sd`, `0.4 sqrt(T)` and `0.4 vol / (2 sqrt(T))` with sd = vol sqrt(T), once spot is taken out of them.
pub fn largest_errors(text: &str) -> Result<[f64; 5], String> {
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
    let number = |column: usize| number(COLUMNS[column], fields[column]);
    let e8 = |column: usize| scaled(COLUMNS[column], fields[column], 1e8);
    let e9 = |column: usize| scaled(COLUMNS[column], fields[column], 1e9);
    let is_call = match fields[0] {
        "C" => true,
        "P" => false,
        other => return Err(format!("kind is {other:?}, which is neither C nor P")),
    };
    let seconds = number(3)?;
    if seconds.fract() != 0.0 {
        return Err("expiry_seconds is not a whole number".to_string());
    }
    let inputs = OptionInputs {
        spot_e8: e8(1)?,
        strike_e8: e8(2)?,
        seconds_to_expiry: scaled(COLUMNS[3], fields[3], 1.0)?,
        vol_e9: e9(4)?,
    };
    // Gamma and theta have no scale there.
    if inputs.seconds_to_expiry == 0 {
        return Err("expiry_seconds is zero".to_string());
    }
    if inputs.vol_e9 == 0 {
        return Err("vol is zero".to_string());
    }
    let mut expected = [0.0; 5];
    for (output, expected) in expected.iter_mut().enumerate() {
        *expected = number(FIRST_OUTPUT + output)?;
    }
    Ok(Row { is_call, inputs, rate_e9: e9(5)?, expected })
}

fn number(name: &str, field: &str) -> Result<f64, String> {
    match field.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        Ok(_) => Err(format!("{name} is not finite")),
        Err(_) => Err(format!("{name} is not a number")),
    }
}

/// `number * unit`, rounded; what is beyond any word becomes the largest, which no domain includes.
fn scaled(name: &str, field: &str, unit: f64) -> Result<u64, String> {
    let value = number(name, field)?;
    if value < 0.0 {
        return Err(format!("{name} is negative"));
    }
    Ok((value * unit).round() as u64)
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
        if !error.is_finite() {
            return Err(format!("the error of {} is not finite", COLUMNS[FIRST_OUTPUT + index]));
        }
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
