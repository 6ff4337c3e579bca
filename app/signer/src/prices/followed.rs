//! A node, followed on a thread of its own for as long as the process runs.

use super::OwnMarket;
use crate::{
    clock::now_ms,
    rules::prices::{OwnPrice, OwnPrices, Spot},
};
use feed::{
    live::{follow, Source},
    market::MarketFeed,
    record::Entry,
    state::{Board, Latest, MarketState},
};
use std::convert::Infallible;
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use std::{io, thread};
use tokio::runtime::Builder;
use vault_types::Pubkey;

/// How often it is looked whether a price has come.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What the node has shown so far.
pub struct Followed {
    /// With the tolerance of each in bps, in the order of the board.
    markets: Vec<(Pubkey, u64)>,
    board: Arc<Mutex<Board>>,
}

impl Followed {
    /// Begins to follow. What fails is tried again for ever, and logged.
    pub fn start(source: Source, markets: Vec<OwnMarket>) -> io::Result<Self> {
        let markets = markets.into_iter().map(|own| ((own.address, own.tolerance_bps), own.feed));
        let (markets, feeds): (Vec<_>, Vec<_>) = markets.unzip();
        let board = Arc::new(Mutex::new(Board::of_now(feeds)));
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let followed = Self { markets, board: board.clone() };
        thread::Builder::new().name("prices".to_owned()).spawn(move || {
            let sink = |entry: Entry| {
                lock(&board).apply(&entry);
                Ok::<(), Infallible>(())
            };
            let trouble = |text: &str| tracing::warn!(text, "the node of the prices fails");
            // Entries stay at the latest time that was seen.
            let clock = || now_ms().unwrap_or_default();
            runtime.block_on(follow(&source, clock, sink, trouble, pending()))
        })?;
        Ok(followed)
    }

    /// Returns when all of these markets that it follows have a price, or after this time.
    pub fn wait(&self, spots: &[Spot], patience: Duration) {
        let end = Instant::now() + patience;
        let is_followed = |market: &Pubkey| self.markets.iter().any(|(known, _)| known == market);
        let is_awaited = |spot: &Spot| is_followed(&spot.market) && self.price(&spot.market).is_err();
        while spots.iter().any(is_awaited) && Instant::now() < end {
            thread::sleep(LOOK_EVERY);
        }
    }
}

impl OwnPrices for Followed {
    /// By this moment's clock: should the thread that follows stop, prices become stale all the same.
    fn price(&self, market: &Pubkey) -> Result<OwnPrice, String> {
        let now_ms = now_ms().map_err(|error| error.to_string())?;
        let board = lock(&self.board);
        let mut known = self.markets.iter().zip(board.markets()).filter(|((known, _), _)| known == market);
        let ((_, tolerance_bps), (feed, state)) = known.next().ok_or("it is not in the file of prices")?;
        let fresh = state.fresh().filter(|latest| now_ms < latest.stale_from_ms(feed));
        let price =
            |latest: &Latest| OwnPrice { price_e8: latest.price.validated.price_e8, tolerance_bps: *tolerance_bps };
        fresh.map(price).ok_or_else(|| why(feed, state))
    }
}

/// What the program says to what the account has shown since the last good price, if it has shown anything.
fn why(feed: &MarketFeed, state: &MarketState) -> String {
    match (state.refusal(), state.latest()) {
        (Some(refusal), _) => refusal.to_string(),
        (None, Some(_)) => format!("no newer one for {} s", feed.max_gap_secs()),
        (None, None) => "none has come yet".to_owned(),
    }
}

/// Whoever has panicked with it has left prices that become stale.
fn lock(board: &Mutex<Board>) -> MutexGuard<'_, Board> {
    board.lock().unwrap_or_else(PoisonError::into_inner)
}
