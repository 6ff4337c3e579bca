//! What one of each thing gains in each scenario, for many accounts that hold the same ones: then an account is a sum of rows.

use super::book::{BookExpiry, BookMarket};
use super::lanes::{Batch, ExpiryLanes};
use super::profits::LANES;
use super::{Move, RevaluationError};
use crate::threads::fill_parts;

/// `profit + amount gain` of every scenario: how anything that is held comes into a profit.
#[inline]
pub(crate) fn add_times(amount: f64, gains: &[f64], profits: &mut [f64]) {
    for (profit, gain) in profits.iter_mut().zip(gains) {
        *profit += amount * gain;
    }
}

/// Rows of as many gains as there are moves, one or more: first of what moves with spot, as a share of spot; then in USD, expiry after expiry, of its future and of each
/// of its options. Amounts do not count. On so many threads: the same bytes, and the same error, with any number.
///
/// With [`add_times`] in this order, what moves with spot times spot, the rows give the profits of a portfolio on the market, bit for bit.
///
/// # Errors
/// [`RevaluationError`] if a move is out of its limits, or if a gain is not finite.
pub(crate) fn gains_of_one(market: &BookMarket, moves: &[Move], threads: usize) -> Result<Vec<f64>, RevaluationError> {
    for (scenario, change) in moves.iter().enumerate() {
        change.check(scenario, 0)?;
    }
    let rows: usize = 1 + market.expiries.iter().map(BookExpiry::rows).sum::<usize>();
    let scenarios = moves.len();
    let mut gains = vec![0.0; rows * scenarios];
    let parts = fill_parts(threads, scenarios, &mut gains, |first, part| market.fill_gains(moves, first, part));
    parts.into_iter().collect::<Result<(), _>>()?;
    match gains.iter().position(|gain| !gain.is_finite()) {
        None => Ok(gains),
        Some(place) => Err(RevaluationError::NotFinite { scenario: place % scenarios }),
    }
}

impl BookMarket {
    /// The rows from number `first` on, as many as there is room for.
    fn fill_gains(&self, moves: &[Move], first: usize, gains: &mut [f64]) -> Result<(), RevaluationError> {
        let mut batch = Batch::default();
        let (mut next, mut left) = (first, gains);
        if next == 0 {
            let (spot, after) = left.split_at_mut(moves.len());
            spot.iter_mut().zip(moves).for_each(|(gain, change)| *gain = change.spot_ratio - 1.0);
            (next, left) = (1, after);
        }
        let mut start = 1;
        for expiry in &self.expiries {
            let end = start + expiry.rows();
            let wanted = end.saturating_sub(next).min(left.len() / moves.len());
            if wanted > 0 {
                let (rows, after) = left.split_at_mut(wanted * moves.len());
                let lanes = ExpiryLanes::of(self, expiry, moves);
                expiry.fill_gains(&lanes, moves, next - start, &mut batch, rows)?;
                (next, left) = (next + wanted, after);
            }
            start = end;
        }
        Ok(())
    }
}

impl BookExpiry {
    /// The future and the options.
    fn rows(&self) -> usize {
        1 + self.options.len()
    }

    /// The rows from number `first` of this expiry on, as many as there is room for.
    fn fill_gains(
        &self,
        lanes: &ExpiryLanes,
        moves: &[Move],
        first: usize,
        batch: &mut Batch,
        gains: &mut [f64],
    ) -> Result<(), RevaluationError> {
        let (future, options) = gains.split_at_mut(if first == 0 { moves.len() } else { 0 });
        for (gain, forward) in future.iter_mut().zip(lanes.forward()) {
            *gain = forward - self.forward;
        }
        let wanted = options.len() / moves.len();
        let priced = &self.options[first.saturating_sub(1)..][..wanted];
        for (priced, gains) in priced.chunks(at_once(moves)).zip(options.chunks_mut(at_once(moves) * moves.len())) {
            gains.copy_from_slice(batch.gains(priced, self.volatility_weight, lanes, moves)?);
        }
        Ok(())
    }
}

/// Options priced at once: their prices fit side by side.
pub(super) fn at_once(moves: &[Move]) -> usize {
    (LANES / moves.len()).max(1)
}
