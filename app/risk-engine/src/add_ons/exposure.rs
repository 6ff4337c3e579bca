//! What there is to sell on a market.

use crate::greeks::{MarketGreeks, PositionGreeks, PositionKind};

/// Of one market.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Exposure {
    /// Money that the net delta is worth, without its sign: coins to be bought or sold.
    pub delta: f64,
    /// Money by volatility, for 1.0: of every option without its sign, since owned and owed options are sold to different bidders.
    pub gross_vega: f64,
    /// Money that all coins, perpetuals and futures, and the coins below the options, are worth, without their signs.
    pub notional: f64,
    /// The part of it below the options.
    pub option_notional: f64,
    /// Coins count as one, and so do perpetuals, the futures of an expiry, and each series of options.
    pub positions: u64,
}

impl Exposure {
    /// At today's prices and volatilities.
    pub fn of(market: &MarketGreeks) -> Self {
        let MarketGreeks { spot, positions, total, .. } = market;
        let notional = |of: &PositionGreeks| of.amount.abs() * spot;
        let options = positions.iter().filter(|position| position.kind == PositionKind::Option);
        Self {
            delta: total.delta.abs() * spot,
            gross_vega: positions.iter().map(|position| position.sensitivities.vega.abs()).sum(),
            notional: positions.iter().map(notional).sum(),
            option_notional: options.map(notional).sum(),
            positions: positions.len() as u64,
        }
    }
}
