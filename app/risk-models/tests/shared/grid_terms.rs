//! Terms of a grid, to change.

use risk_models::deribit_grid::MarketParameters;

/// The changes of volatility of Deribit's grid for BTC and eleven near moves up to 16 %, each with volatilities as they are, up, and down: 33. No far moves, no charges.
pub fn grid_terms(name: &str) -> MarketParameters {
    MarketParameters {
        name: name.to_owned(),
        price_range: 0.16,
        buckets: 5,
        volatility_up: 0.5,
        volatility_down: 0.25,
        least_volatility_after_rise: 0.5,
        short_term_power: 0.3,
        long_term_power: 0.13,
        least_days: 1.0,
        far_moves: Vec::new(),
        far_factor: 1.0,
        far_dampener: 0.0,
        option_charge: 0.0,
        future_charge: 0.0,
    }
}
