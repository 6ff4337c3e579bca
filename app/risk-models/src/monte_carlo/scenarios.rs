//! Joint moves of markets.

use crate::revaluation::{self, profits_by, Book, RevaluationError};

/// What happens to a market: of a [`revaluation::Move`] what differs from scenario to scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MarketMove {
    /// Price after over price before.
    pub spot_ratio: f64,
    /// Volatility that options are priced at, after over before.
    pub volatility_ratio: f64,
}

impl MarketMove {
    pub const NONE: Self = Self { spot_ratio: 1.0, volatility_ratio: 1.0 };
}

/// Equally likely ways that some markets may go over the same time.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenarios {
    markets: usize,
    days: f64,
    group: usize,
    moves: Vec<MarketMove>,
}

impl Scenarios {
    /// `moves` holds a move for each market, scenario by scenario; so many days pass in every scenario. Each `group` scenarios depend on each other,
    /// and on no others.
    ///
    /// # Panics
    /// If there is no market, or moves are left over.
    pub fn new(markets: usize, days: f64, group: usize, moves: Vec<MarketMove>) -> Self {
        assert!(markets > 0 && moves.len().is_multiple_of(markets), "a move for each market");
        Self { markets, days, group, moves }
    }

    pub fn markets(&self) -> usize {
        self.markets
    }

    /// Scenarios that depend on each other: each so many, one after the other.
    pub fn group(&self) -> usize {
        self.group
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.moves.len() / self.markets
    }

    /// The moves of a scenario, market by market.
    pub fn of(&self, scenario: usize) -> &[MarketMove] {
        &self.moves[scenario * self.markets..(scenario + 1) * self.markets]
    }

    /// The moves of a market, scenario by scenario.
    pub fn of_market(&self, market: usize) -> impl Iterator<Item = &MarketMove> {
        self.moves.iter().skip(market).step_by(self.markets)
    }

    /// What a book of the same markets gains in each scenario, USD, by so many threads: the same bytes with any number.
    ///
    /// # Errors
    /// As [`revaluation::profits`].
    pub fn profits(&self, book: &Book, threads: usize) -> Result<Vec<f64>, RevaluationError> {
        if book.market_count() != self.markets {
            return Err(RevaluationError::Moves { moves: self.markets, markets: book.market_count() });
        }
        profits_by(book, self.count(), threads, |scenario, market| self.in_full(self.of(scenario)[market]))
    }

    fn in_full(&self, change: MarketMove) -> revaluation::Move {
        revaluation::Move {
            spot_ratio: change.spot_ratio,
            relative_volatility: change.volatility_ratio - 1.0,
            days: self.days,
            ..revaluation::Move::NONE
        }
    }
}
