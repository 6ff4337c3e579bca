//! Prices to find volatilities of.

use risk_models::implied_vol::normalised_price;

/// How far out of the money, as a logarithm, and the time value over `sqrt(forward * strike)`: from the money to far away, with time values of at least
/// 1e-200.
pub fn grid() -> Vec<(f64, f64)> {
    let distances = [0.0, 1e-6, 1e-3, 0.01, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0];
    let total_vols = [0.001, 0.01, 0.03, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3.0, 6.0];
    distances
        .into_iter()
        .flat_map(|distance| total_vols.map(|total_vol| (distance, normalised_price(distance, total_vol))))
        .filter(|(_, price)| *price > 1e-200)
        .collect()
}
