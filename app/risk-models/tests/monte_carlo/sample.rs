//! Parameters to start from, and means of samples.

use risk_models::monte_carlo::random::Generator;
use risk_models::monte_carlo::{
    generate, Dynamics, Heston, HestonMarket, JumpMarket, Jumps, MarketMove, MonteCarlo, Scenarios,
};

/// No jumps, and volatility stays.
pub const CALM: JumpMarket = JumpMarket {
    own_per_year: 0.0,
    mean: 0.0,
    deviation: 0.0,
    volatility_rise: 0.0,
    volatility_of_volatility: 0.0,
    leverage: 0.0,
};

pub const JUMPY: JumpMarket = JumpMarket {
    own_per_year: 3.0,
    mean: -0.1,
    deviation: 0.15,
    volatility_rise: 0.1,
    volatility_of_volatility: 1.0,
    leverage: -0.4,
};

pub const HESTON: HestonMarket =
    HestonMarket { long_run_variance: 0.81, reversion: 4.0, volatility_of_variance: 2.0, leverage: -0.3 };

pub fn correlated(markets: usize, correlation: f64) -> Vec<Vec<f64>> {
    let of = |row: usize, column: usize| if row == column { 1.0 } else { correlation };
    (0..markets).map(|row| (0..markets).map(|column| of(row, column)).collect()).collect()
}

pub fn with_jumps(markets: &[JumpMarket], common_per_year: f64, correlation: f64, days: f64) -> MonteCarlo {
    let dynamics = Dynamics::Jumps(Jumps { common_per_year, markets: markets.to_vec() });
    parameters(dynamics, markets.len(), correlation, days)
}

pub fn with_heston(markets: &[HestonMarket], steps: u32, correlation: f64, days: f64) -> MonteCarlo {
    let dynamics = Dynamics::Heston(Heston { steps, volatility_days: 30.0, markets: markets.to_vec() });
    parameters(dynamics, markets.len(), correlation, days)
}

fn parameters(dynamics: Dynamics, markets: usize, correlation: f64, days: f64) -> MonteCarlo {
    MonteCarlo {
        paths: 100_000,
        seed: 11,
        generator: Generator::Philox,
        horizon_days: days,
        correlation: correlated(markets, correlation),
        dynamics,
    }
}

pub fn scenarios(parameters: &MonteCarlo, volatilities: &[f64]) -> Scenarios {
    generate(parameters, volatilities, 2).unwrap()
}

/// The mean of a function of a market's moves, and its standard error.
pub fn mean(scenarios: &Scenarios, market: usize, of: impl Fn(&MarketMove) -> f64) -> (f64, f64) {
    mean_of(scenarios.of_market(market).map(of))
}

pub fn mean_of(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let values: Vec<f64> = values.collect();
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (mean, (squares / (count - 1.0) / count).sqrt())
}

/// Within three standard errors, and the error is small enough to say something.
pub fn assert_mean(name: &str, (mean, error): (f64, f64), expected: f64, largest_error: f64) {
    assert!(error <= largest_error, "{name}: standard error {error}");
    assert!((mean - expected).abs() <= 3.0 * error, "{name}: {mean} +- {error}, expected {expected}");
}

/// Correlation of two markets' returns.
pub fn correlation(scenarios: &Scenarios, of: impl Fn(&[MarketMove]) -> (f64, f64)) -> f64 {
    let pairs: Vec<(f64, f64)> = (0..scenarios.count()).map(|scenario| of(scenarios.of(scenario))).collect();
    let count = pairs.len() as f64;
    let (left, right) = pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0 / count, sum.1 + pair.1 / count));
    let (mut both, mut lefts, mut rights) = (0.0, 0.0, 0.0);
    for pair in &pairs {
        both += (pair.0 - left) * (pair.1 - right);
        lefts += (pair.0 - left) * (pair.0 - left);
        rights += (pair.1 - right) * (pair.1 - right);
    }
    both / (lefts * rights).sqrt()
}
