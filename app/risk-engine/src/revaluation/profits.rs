//! The profit of every scenario.

use super::book::{BookExpiry, BookMarket};
use super::lanes::{Batch, ExpiryLanes};
use super::{Book, Move, RevaluationError};

/// Scenarios side by side, and prices asked for at once: their columns fit into a processor's nearest memory.
const LANES: usize = 256;

/// What the book gains in each scenario against today's value, USD; below zero for a loss.
///
/// A scenario is as many moves as the book has markets, in their order; scenarios follow each other.
///
/// # Errors
/// [`RevaluationError`] if the moves are no whole number of scenarios, if one is out of its limits, or if a profit is not finite.
pub fn profits(book: &Book, moves: &[Move]) -> Result<Vec<f64>, RevaluationError> {
    let markets = book.markets.len();
    if !moves.len().is_multiple_of(markets) {
        return Err(RevaluationError::Moves { moves: moves.len(), markets });
    }
    for (index, change) in moves.iter().enumerate() {
        change.check(index / markets, index % markets)?;
    }
    let mut profits = vec![0.0; moves.len() / markets];
    let mut batch = Batch::default();
    for (profits, scenarios) in profits.chunks_mut(LANES).zip(moves.chunks(LANES * markets)) {
        for (index, market) in book.markets.iter().enumerate() {
            let moves: Vec<Move> = scenarios.iter().skip(index).step_by(markets).copied().collect();
            market.add_profits(&moves, &mut batch, profits)?;
        }
    }
    match profits.iter().position(|profit| !profit.is_finite()) {
        None => Ok(profits),
        Some(scenario) => Err(RevaluationError::NotFinite { scenario }),
    }
}

impl BookMarket {
    fn add_profits(&self, moves: &[Move], batch: &mut Batch, profits: &mut [f64]) -> Result<(), RevaluationError> {
        let moving_with_spot = (self.coins + self.perpetuals) * self.spot;
        for (profit, change) in profits.iter_mut().zip(moves) {
            *profit += moving_with_spot * (change.spot_ratio - 1.0);
        }
        for expiry in &self.expiries {
            let lanes = ExpiryLanes::of(self, expiry, moves);
            expiry.add_futures(&lanes, profits);
            expiry.add_options(&lanes, moves, batch, profits)?;
        }
        Ok(())
    }
}

impl BookExpiry {
    fn add_futures(&self, lanes: &ExpiryLanes, profits: &mut [f64]) {
        for (profit, forward) in profits.iter_mut().zip(lanes.forward()) {
            *profit += self.futures * (forward - self.forward);
        }
    }

    fn add_options(
        &self,
        lanes: &ExpiryLanes,
        moves: &[Move],
        batch: &mut Batch,
        profits: &mut [f64],
    ) -> Result<(), RevaluationError> {
        let at_once = (LANES / moves.len()).max(1);
        for options in self.options.chunks(at_once) {
            let prices = batch.prices(options, self.volatility_weight, lanes, moves)?;
            for (option, prices) in options.iter().zip(prices.chunks(moves.len())) {
                for ((profit, price), discount) in profits.iter_mut().zip(prices).zip(lanes.discount()) {
                    *profit += option.amount * (discount * price - option.value);
                }
            }
        }
        Ok(())
    }
}
