//! Risk arrays: what contracts gain in each scenario.

use super::SCENARIOS;

/// Of one contract or of several, USD, in the order of the [scenarios](super::scenario_name); below zero for a loss.
pub type RiskArray = [f64; SCENARIOS];

/// What a portfolio can lose.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScanRisk {
    /// Of the whole portfolio.
    pub profits: RiskArray,
    /// The lowest of them; the first, if several are as low.
    pub worst: usize,
    /// USD, zero or more: what is lost there.
    pub loss: f64,
}

/// Of so many contracts.
pub fn times(amount: f64, array: &RiskArray) -> RiskArray {
    array.map(|profit| amount * profit)
}

/// Of a portfolio, by the arrays of what is in it; they are added in their order.
pub fn scan_risk(arrays: &[RiskArray]) -> ScanRisk {
    let mut profits = [0.0; SCENARIOS];
    for array in arrays {
        for (sum, profit) in profits.iter_mut().zip(array) {
            *sum += profit;
        }
    }
    let mut worst = 0;
    for (scenario, profit) in profits.iter().enumerate() {
        if *profit < profits[worst] {
            worst = scenario;
        }
    }
    let loss = if profits[worst] < 0.0 { -profits[worst] } else { 0.0 };
    ScanRisk { profits, worst, loss }
}
