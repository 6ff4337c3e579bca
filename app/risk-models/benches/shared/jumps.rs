//! Moves with jumps.

use risk_models::monte_carlo::{Dynamics, JumpMarket, Jumps};

/// Markets alike, which jump together and alone.
pub fn jumps(markets: usize) -> Dynamics {
    let market = JumpMarket {
        own_per_year: 8.0,
        mean: -0.05,
        deviation: 0.1,
        volatility_rise: 0.15,
        volatility_of_volatility: 1.2,
        leverage: -0.3,
    };
    Dynamics::Jumps(Jumps { common_per_year: 6.0, markets: vec![market; markets] })
}
