//! Two markets, one of each kind of price account, and what a node could show of them.

use bytemuck::Zeroable as _;
pub use feed::{
    market::{MarketFeed, MarketsInput},
    record::{AccountUpdate, Entry},
};
pub use proptest::prelude::*;
pub use simulator::{PriceUpdate, PushPrice, SceneParams};
pub use vault_types::{
    state::{Market, OracleLimits, PriceSource},
    Pubkey,
};

pub const NOW_TS: i64 = 1_700_000_000;
pub const NOW_MS: i64 = NOW_TS * 1_000;
/// 50 USD.
pub const SPOT: u64 = 5_000_000_000;
pub const FEED: [u8; 32] = [7; 32];
pub const GAP_SECS: u32 = 10;

/// As the program's tests have them: a minute, five seconds ahead, a confidence of 1 %.
pub fn limits() -> OracleLimits {
    SceneParams::default().oracle_limits
}

/// Both markets' accounts are at the address that has the bytes of the feed's number.
pub fn account() -> Pubkey {
    Pubkey::new_from_array(FEED)
}

/// As it would stand on chain.
pub fn market(price_source: PriceSource) -> Market {
    let price_program = if price_source == PriceSource::PYTH_PUSH { PushPrice::PROGRAM } else { Pubkey::default() };
    Market { price_source, price_program, price_feed_id: FEED, oracle_limits: limits(), ..Market::zeroed() }
}

pub fn market_feed(price_source: PriceSource) -> MarketFeed {
    MarketFeed::on_chain("COIN", &market(price_source), account(), GAP_SECS).unwrap()
}

/// A good price of either kind.
pub fn good(price_source: PriceSource, price_e8: u64, publish_ts: i64) -> AccountUpdate {
    match price_source {
        PriceSource::PYTH_PUSH => pushed(&PushPrice::new(price_e8, publish_ts)),
        _ => pulled(&PriceUpdate::new(FEED, price_e8, publish_ts)),
    }
}

pub fn pulled(price: &PriceUpdate) -> AccountUpdate {
    let account = price.to_account();
    update(account.owner, account.data)
}

pub fn pushed(price: &PushPrice) -> AccountUpdate {
    let account = price.to_account();
    update(account.owner, account.data)
}

fn update(owner: Pubkey, data: Vec<u8>) -> AccountUpdate {
    AccountUpdate { slot: 1, address: account(), owner, data }
}

pub fn seen(received_ms: i64, update: AccountUpdate) -> Entry {
    Entry { received_ms, update: Some(update) }
}

/// A sign of life.
pub fn passed(received_ms: i64) -> Entry {
    Entry { received_ms, update: None }
}

pub fn any_source() -> impl Strategy<Value = PriceSource> {
    prop_oneof![Just(PriceSource::PYTH_PULL), Just(PriceSource::PYTH_PUSH)]
}
