//! From a recording to the price of each market, and the times in which it was stale. Time is the recording's: the same file gives the same
//! states on any machine at any time.

mod market_state;

pub use market_state::{Cause, Latest, MarketState, StaleInterval};

use crate::{
    market::MarketFeed,
    record::{Entry, RecordError},
};
use market_state::Kept;

/// All markets after the entries so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    markets: Vec<(MarketFeed, MarketState)>,
    /// Time of the first and of the last entry.
    span_ms: Option<(i64, i64)>,
}

impl Board {
    /// With all times in which markets were stale.
    pub fn new(markets: Vec<MarketFeed>) -> Self {
        Self::keeping(markets, Kept::All)
    }

    /// For whoever follows without end and asks for what is true now: its size does not grow.
    pub fn of_now(markets: Vec<MarketFeed>) -> Self {
        Self::keeping(markets, Kept::Last)
    }

    fn keeping(markets: Vec<MarketFeed>, kept: Kept) -> Self {
        let markets = markets.into_iter().map(|market| (market, MarketState::keeping(kept))).collect();
        Self { markets, span_ms: None }
    }

    /// Folds a whole recording.
    pub fn replay(
        markets: Vec<MarketFeed>,
        entries: impl IntoIterator<Item = Result<Entry, RecordError>>,
    ) -> Result<Self, RecordError> {
        let mut board = Self::new(markets);
        for entry in entries {
            board.apply(&entry?);
        }
        Ok(board)
    }

    /// First the time passes, then the account is looked at. Entries stand in the order of [`crate::record::Order`].
    pub fn apply(&mut self, entry: &Entry) {
        let now_ms = entry.received_ms;
        self.span_ms = Some((self.span_ms.map_or(now_ms, |(first_ms, _)| first_ms), now_ms));
        for (market, state) in &mut self.markets {
            state.pass(market, now_ms);
            if let Some(update) = entry.update.as_ref().filter(|update| update.address == market.account()) {
                state.observe(market, update, now_ms);
            }
        }
    }

    /// In the order in which they were given.
    pub fn markets(&self) -> impl Iterator<Item = (&MarketFeed, &MarketState)> {
        self.markets.iter().map(|(market, state)| (market, state))
    }

    /// Time of the first and of the last entry, unix milliseconds; `None` before the first.
    pub fn span_ms(&self) -> Option<(i64, i64)> {
        self.span_ms
    }
}
