//! The profit of every scenario.

use super::book::{BookExpiry, BookMarket};
use super::gains::{add_times, at_once};
use super::lanes::{Batch, ExpiryLanes};
use super::{Book, Move, RevaluationError};
use crate::threads::fill_parts;

/// Scenarios side by side, and prices asked for at once: their columns fit into a processor's nearest memory.
pub(super) const LANES: usize = 256;

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
    profits_by(book, moves.len() / markets, 1, |scenario, market| moves[scenario * markets + market])
}

/// As [`profits`], on so many threads: the same bytes, and the same error, with any number. `change` gives the move of a scenario (the first number) and a
/// market; it is asked when the move is needed, so that moves in full are never in memory all at once.
///
/// # Errors
/// [`RevaluationError`] as above.
pub fn profits_by(
    book: &Book,
    scenarios: usize,
    threads: usize,
    change: impl Fn(usize, usize) -> Move + Sync,
) -> Result<Vec<f64>, RevaluationError> {
    let mut profits = vec![0.0; scenarios];
    // Parts of whole blocks: then the first block with an error is the same with any number of threads.
    let parts = fill_parts(threads, LANES, &mut profits, |block, part| book.add_profits(block * LANES, part, &change));
    parts.into_iter().collect::<Result<(), _>>()?;
    Ok(profits)
}

impl Book {
    /// Of the scenarios from this one on, block by block.
    fn add_profits(
        &self,
        first: usize,
        profits: &mut [f64],
        change: impl Fn(usize, usize) -> Move,
    ) -> Result<(), RevaluationError> {
        let mut batch = Batch::default();
        for (block, profits) in profits.chunks_mut(LANES).enumerate() {
            let start = first + block * LANES;
            for (index, market) in self.markets.iter().enumerate() {
                let moves: Vec<Move> = (start..start + profits.len()).map(|scenario| change(scenario, index)).collect();
                for (scenario, change) in (start..).zip(&moves) {
                    change.check(scenario, index)?;
                }
                market.add_profits(&moves, &mut batch, profits)?;
            }
            if let Some(place) = profits.iter().position(|profit| !profit.is_finite()) {
                return Err(RevaluationError::NotFinite { scenario: start + place });
            }
        }
        Ok(())
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
        for options in self.options.chunks(at_once(moves)) {
            let gains = batch.gains(options, self.volatility_weight, lanes, moves)?;
            for (option, gains) in options.iter().zip(gains.chunks(moves.len())) {
                add_times(option.amount, gains, profits);
            }
        }
        Ok(())
    }
}
