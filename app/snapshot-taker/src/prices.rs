//! The price of each market at the chain's time, from a recording.

use crate::{ChainAccounts, TakeError, Wanted};
use feed::{
    market::MarketFeed,
    price,
    record::{Entry, RecordError},
    state::{Board, Latest, MarketState},
};
use vault_types::{
    state::{Market, PriceSource},
    Pubkey,
};

/// Of each market in its order at the clock, USD times 10^8, or why there is none: its price is missing or stale. Errors: those of the recording.
pub(crate) fn prices_e8(
    accounts: &ChainAccounts,
    markets: &[(Pubkey, Market)],
    recording: impl IntoIterator<Item = Result<Entry, RecordError>>,
    wanted: &Wanted,
) -> Result<Vec<Result<u64, TakeError>>, TakeError> {
    let observed_ts = accounts.clock_ts();
    let feeds: Vec<_> = markets.iter().map(|(address, market)| feed(address, market, wanted)).collect();
    let followed = feeds.iter().filter_map(|feed| feed.as_ref().ok().cloned()).collect();
    let (slot, observed_ms) = (accounts.slot(), observed_ts.saturating_mul(1_000));
    let until_clock = recording.into_iter().map(|entry| entry.map(|entry| until(entry, slot, observed_ms)));
    let mut board = Board::replay(followed, until_clock)?;
    // What has become stale since the recording ended is stale.
    board.apply(&Entry { received_ms: observed_ms, update: None });
    let mut states = board.markets();
    let price_e8 = |((market, _), feed): (&(Pubkey, Market), Result<MarketFeed, TakeError>)| {
        let missing = || TakeError::NoPriceAccount { market: *market };
        let (feed, state) = feed.and_then(|_| states.next().ok_or_else(missing))?;
        let stale = |reason| TakeError::Stale { market: *market, observed_ts, reason };
        let latest = fresh(feed, state, observed_ts).map_err(stale)?;
        Ok(latest.price.validated.price_e8)
    };
    Ok(markets.iter().zip(feeds).map(price_e8).collect())
}

/// What a recording knows at the clock. Its recorder does not stop for whoever reads it: what is of a later slot has not happened yet, and no time is later
/// than the chain's. So however long the accounts took, and whoever reads the recording again, it gives the same prices.
fn until(entry: Entry, slot: u64, observed_ms: i64) -> Entry {
    Entry { received_ms: entry.received_ms.min(observed_ms), update: entry.update.filter(|update| update.slot <= slot) }
}

/// A pushed price stands where the market says, a pulled one where the caller does.
fn feed(address: &Pubkey, market: &Market, wanted: &Wanted) -> Result<MarketFeed, TakeError> {
    let pushed = || (market.price_source == PriceSource::PYTH_PUSH).then(|| Pubkey::from(market.price_feed_id));
    let account = wanted.price_accounts.get(address).copied().or_else(pushed);
    let account = account.ok_or(TakeError::NoPriceAccount { market: *address })?;
    let max_gap_secs = wanted.max_gap_secs.unwrap_or(market.oracle_limits.max_age_secs);
    Ok(MarketFeed::on_chain(&address.to_string(), market, account, max_gap_secs)?)
}

/// Fresh by the recorder's clock, and a price that the program would trade at by the chain's.
fn fresh<'a>(feed: &MarketFeed, state: &'a MarketState, observed_ts: i64) -> Result<&'a Latest, String> {
    let Some(latest) = state.fresh() else {
        return Err(match (state.refusal(), state.latest()) {
            (Some(refusal), _) => refusal.to_string(),
            (None, Some(_)) => format!("the recording has no price younger than {} s", feed.max_gap_secs()),
            (None, None) => "the recording has no price of it up to the clock's slot".to_owned(),
        });
    };
    price::check_fresh(feed, &latest.price, observed_ts).map_err(|refusal| refusal.to_string())?;
    Ok(latest)
}
