//! Options to price.

use risk_models::batch_pricing::Options;

pub const FORWARD: f64 = 150.0;

/// A chain: strikes from a half to twice the forward, a day to a year, volatilities from 0.2 to 1.5, calls and puts in turn.
pub struct Chain {
    pub forward: Vec<f64>,
    pub strike: Vec<f64>,
    pub years: Vec<f64>,
    pub volatility: Vec<f64>,
    pub is_call: Vec<bool>,
}

impl Chain {
    /// The fractional parts of multiples of irrational numbers, which fill the ranges evenly.
    pub fn new(count: usize) -> Self {
        let even = |step: f64, low: f64, high: f64| -> Vec<f64> {
            (1..=count).map(|i| low + (high - low) * (i as f64 * step).fract()).collect()
        };
        Self {
            forward: vec![FORWARD; count],
            strike: even(0.618_033_988_749_895, 75.0, 300.0),
            years: even(0.414_213_562_373_095, 1.0 / 365.0, 1.0),
            volatility: even(0.732_050_807_568_877, 0.2, 1.5),
            is_call: (0..count).map(|i| i % 2 == 0).collect(),
        }
    }

    pub fn options(&self) -> Options<'_> {
        Options {
            forward: &self.forward,
            strike: &self.strike,
            years: &self.years,
            volatility: &self.volatility,
            is_call: &self.is_call,
        }
    }
}
