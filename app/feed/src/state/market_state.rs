//! One market: its newest price, and when it had none to trust.
//!
//! ```text
//!           new price, young enough            no new price for max_gap_secs,
//!  stale -------------------------> fresh      or the account has something that the program refuses
//!    ^                                |
//!    +--------------------------------+
//! ```

use crate::{
    market::MarketFeed,
    price::{self, Price, Refusal},
    record::AccountUpdate,
};

/// A price that the program would have taken when it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Latest {
    pub price: Price,
    pub slot: u64,
    pub received_ms: i64,
}

/// Why a market became stale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// No price has come since the recording began.
    NoPrice,
    /// No newer one came in time.
    Gap,
    /// The account had something else than a price to trade at.
    Refused(Refusal),
}

/// Stale from one time on, unix milliseconds, and no more at another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaleInterval {
    pub since_ms: i64,
    /// When a new price came; `None` if none has yet.
    pub until_ms: Option<i64>,
    pub cause: Cause,
}

/// How many of a market's stale intervals are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kept {
    /// For a report on a recording, which has an end.
    #[default]
    All,
    /// For whoever follows without end: a market that becomes stale again and again takes no more memory than one that does once.
    Last,
}

/// After the entries so far. Stale intervals rise and do not overlap, none is empty, and only the last one may be open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarketState {
    latest: Option<Latest>,
    kept: Kept,
    intervals: Vec<StaleInterval>,
    refusal: Option<Refusal>,
}

impl Latest {
    /// When the price is no longer fresh. It ages from when it was published or received, whichever is earlier: a node that is late makes no
    /// price younger, nor does an oracle whose clock is ahead.
    pub fn stale_from_ms(&self, market: &MarketFeed) -> i64 {
        let published_ms = self.price.validated.publish_ts.saturating_mul(1_000);
        published_ms.min(self.received_ms).saturating_add(i64::from(market.max_gap_secs()) * 1_000)
    }
}

impl MarketState {
    pub(super) fn keeping(kept: Kept) -> Self {
        Self { kept, ..Self::default() }
    }

    /// The newest price that the program would have taken, be it fresh or not.
    pub fn latest(&self) -> Option<&Latest> {
        self.latest.as_ref()
    }

    /// The price, unless the market is stale.
    pub fn fresh(&self) -> Option<&Latest> {
        self.latest().filter(|_| self.stale().is_none())
    }

    /// Since when and why, if the market is stale.
    pub fn stale(&self) -> Option<&StaleInterval> {
        self.intervals.last().filter(|interval| interval.until_ms.is_none())
    }

    /// The times in which the market was stale: all of them, or on a board of now at most the last one.
    pub fn intervals(&self) -> &[StaleInterval] {
        &self.intervals
    }

    /// What the program says to what the account has shown since the newest price, the last of it.
    pub fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_ref()
    }

    /// Time passes.
    pub(super) fn pass(&mut self, market: &MarketFeed, now_ms: i64) {
        match &self.latest {
            None => self.become_stale(now_ms, Cause::NoPrice),
            Some(latest) if now_ms >= latest.stale_from_ms(market) => {
                self.become_stale(latest.stale_from_ms(market), Cause::Gap);
            }
            Some(_) => (),
        }
    }

    /// The market's account is seen; the time has passed already.
    pub(super) fn observe(&mut self, market: &MarketFeed, update: &AccountUpdate, now_ms: i64) {
        match self.newer(market, update, now_ms) {
            Ok(Some(price)) => self.accept(market, Latest { price, slot: update.slot, received_ms: now_ms }),
            Ok(None) => (),
            Err(refusal) => {
                self.become_stale(now_ms, Cause::Refused(refusal.clone()));
                self.refusal = Some(refusal);
            }
        }
    }

    /// A price to trade at that is newer than the last one; `None` if it is not newer, as on chain by the time of its publication.
    fn newer(&self, market: &MarketFeed, update: &AccountUpdate, now_ms: i64) -> Result<Option<Price>, Refusal> {
        let price = price::read(market, update)?;
        let is_known = |latest: &Latest| price.validated.publish_ts <= latest.price.validated.publish_ts;
        if self.latest.as_ref().is_some_and(is_known) {
            return Ok(None);
        }
        price::check_fresh(market, &price, now_ms.div_euclid(1_000))?;
        Ok(Some(price))
    }

    /// A price that comes so late that it is past its time already does not end a gap.
    fn accept(&mut self, market: &MarketFeed, latest: Latest) {
        self.latest = Some(latest);
        self.refusal = None;
        if latest.received_ms < latest.stale_from_ms(market) {
            self.become_fresh(latest.received_ms);
        }
    }

    /// What is stale stays so, since when and for what it was.
    fn become_stale(&mut self, since_ms: i64, cause: Cause) {
        if self.stale().is_none() {
            if self.kept == Kept::Last {
                self.intervals.clear();
            }
            self.intervals.push(StaleInterval { since_ms, until_ms: None, cause });
        }
    }

    fn become_fresh(&mut self, now_ms: i64) {
        let Some(interval) = self.intervals.last_mut().filter(|interval| interval.until_ms.is_none()) else { return };
        if interval.since_ms == now_ms {
            self.intervals.pop();
        } else {
            interval.until_ms = Some(now_ms);
        }
    }
}
