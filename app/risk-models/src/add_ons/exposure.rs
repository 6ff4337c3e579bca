//! What there is to sell on a market.

use crate::greeks::{MarketGreeks, PositionGreeks, PositionKind};

/// Of one market. Nothing has a sign and nothing offsets: whoever liquidates sells every position, each to somebody else, and the buyer of a hedge is not the buyer
/// of what it hedged.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Exposure {
    /// Money that the deltas are worth: of coins, perpetuals and futures what is traded, of options what their buyers hedge.
    pub gross_delta: f64,
    /// Money by volatility, for 1.0: of every option.
    pub gross_vega: f64,
    /// Money that all coins, perpetuals and futures, and the coins below the options, are worth.
    pub notional: f64,
    /// The part of it below the options.
    pub option_notional: f64,
    /// Coins count as one, and so do perpetuals, the futures of an expiry, and each series of options.
    pub positions: u64,
}

impl Exposure {
    /// Of everything, at today's prices and volatilities.
    pub fn of(market: &MarketGreeks) -> Self {
        market.positions.iter().fold(Self::default(), |sum, position| sum.with(position, market.spot))
    }

    /// Of everything but the options.
    pub fn without_options(market: &MarketGreeks) -> Self {
        let linear = market.positions.iter().filter(|position| position.kind == PositionKind::Linear);
        linear.fold(Self::default(), |sum, position| sum.with(position, market.spot))
    }

    fn with(self, position: &PositionGreeks, spot: f64) -> Self {
        let notional = position.amount.abs() * spot;
        let of_options = if position.kind == PositionKind::Option { notional } else { 0.0 };
        Self {
            gross_delta: self.gross_delta + position.greeks.delta.abs() * spot,
            gross_vega: self.gross_vega + position.greeks.vega.abs(),
            notional: self.notional + notional,
            option_notional: self.option_notional + of_options,
            positions: self.positions + 1,
        }
    }
}
