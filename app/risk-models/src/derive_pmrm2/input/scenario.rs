//! A point of the grid: an entry of `Scenarios` in the parameters.

use serde::Deserialize;

/// What happens to the market, and how much of it counts.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Scenario {
    /// Spot is multiplied with it.
    pub spot_shock: f64,
    #[serde(rename = "VolShockDirection")]
    pub volatility_shock: VolatilityShock,
    /// Profit or loss is multiplied with it. Below 1 for tails: moves that are extreme and not likely.
    pub dampening_factor: f64,
}

/// What happens to volatilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum VolatilityShock {
    Up,
    Down,
    None,
    #[serde(rename = "LINEAR")]
    LinearSkew,
    #[serde(rename = "ABS")]
    AbsoluteSkew,
}
