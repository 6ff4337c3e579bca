//! Options in columns, and their results.

use options_math::OptionType;
use risk_models::batch_pricing::{price_batch, price_only_batch, Greeks, Options, Values};

/// Forward, strike, years, volatility, and whether it is a call.
pub type Row = (f64, f64, f64, f64, bool);

/// The results of a batch, option by option; a batch of prices alone must have their bits.
pub fn price_rows(rows: &[Row]) -> Vec<Values> {
    let column = |number: fn(&Row) -> f64| rows.iter().map(number).collect::<Vec<_>>();
    let is_call: Vec<bool> = rows.iter().map(|row| row.4).collect();
    let (forward, strike) = (column(|row| row.0), column(|row| row.1));
    let (years, volatility) = (column(|row| row.2), column(|row| row.3));
    let options =
        Options { forward: &forward, strike: &strike, years: &years, volatility: &volatility, is_call: &is_call };
    let mut results = [(); 4].map(|()| vec![f64::NAN; rows.len()]);
    let [price, delta, gamma, vega] = &mut results;
    price_batch(&options, &mut Greeks { price, delta, gamma, vega }).unwrap();
    let [price, delta, gamma, vega] = results;
    let mut prices_alone = vec![f64::NAN; rows.len()];
    price_only_batch(&options, &mut prices_alone).unwrap();
    assert!(prices_alone.iter().zip(&price).all(|(alone, price)| alone.to_bits() == price.to_bits()), "prices alone");
    (0..rows.len()).map(|i| Values { price: price[i], delta: delta[i], gamma: gamma[i], vega: vega[i] }).collect()
}

pub fn option_type(is_call: bool) -> OptionType {
    if is_call {
        OptionType::Call
    } else {
        OptionType::Put
    }
}

/// All kinds of options: near and far strikes, hours and years, calm and wild; calls and puts in turn. The same on every run.
pub fn varied(count: usize) -> Vec<Row> {
    let even = |i: usize, step: f64| (i as f64 * step).fract();
    (1..=count)
        .map(|i| {
            let forward = 10.0 + 200.0 * even(i, 0.618_033_988_749_895);
            let strike = forward * (0.25 + 2.0 * even(i, 0.414_213_562_373_095));
            let years = 0.001 + 2.0 * even(i, 0.732_050_807_568_877);
            let volatility = 0.05 + 2.0 * even(i, 0.236_067_977_499_79);
            (forward, strike, years, volatility, i % 2 == 0)
        })
        .collect()
}

pub fn bits(values: &Values) -> [u64; 4] {
    [values.price, values.delta, values.gamma, values.vega].map(f64::to_bits)
}
