//! What a node shows comes once, in order, over either way.

use super::*;

const LONG: Duration = Duration::from_secs(3_600);

/// The real bytes of both kinds of price account, and a place without an account, in one slot.
#[tokio::test]
async fn all_accounts_are_of_one_slot() {
    let node = Node::start().await;
    let pushed_at = Pubkey::new_from_array([8; 32]);
    let price = new_price(SPOT);
    node.set(price.clone());
    let pushed = AccountUpdate { address: pushed_at, ..good(PriceSource::PYTH_PUSH, SPOT, NOW_TS) };
    let slot = node.set(pushed.clone()).slot;
    let nowhere = Pubkey::new_from_array([9; 32]);
    let source = Source { accounts: vec![account(), nowhere, pushed_at], websocket: None, ..source(&node) };
    let followed = Followed::start(source);
    followed.until("three accounts", |come| come.updates().len() == 3).await;
    let (come, _) = followed.end().await;
    let expected =
        [AccountUpdate { slot, ..price }, AccountUpdate::missing(slot, nowhere), AccountUpdate { slot, ..pushed }];
    assert_eq!(come.updates(), expected.iter().collect::<Vec<_>>());
    assert!(come.is_fresh() && come.troubles.is_empty(), "{:?}", come.troubles);
}

/// However often the node is asked; signs of life show that somebody has looked.
#[tokio::test]
async fn what_does_not_change_comes_once() {
    let node = Node::start().await;
    node.set(new_price(SPOT));
    let followed = Followed::start(Source { websocket: None, ..source(&node) });
    followed.until("ten questions", |come| node.asked() > 10 && come.entries.len() > 10).await;
    assert_eq!(followed.end().await.0.updates().len(), 1);
}

/// Nobody asks: the node tells.
#[tokio::test]
async fn changes_come_over_the_websocket() {
    let node = Node::start().await;
    node.set(new_price(SPOT));
    let timing = Timing { poll: LONG, ..timing() };
    let followed = Followed::start(Source { timing, ..source(&node) });
    // Twice at the beginning, once when the subscription stands.
    followed.until("three questions", |come| node.asked() == 3 && !come.entries.is_empty()).await;
    for price_e8 in [SPOT + 1, SPOT + 2] {
        node.tell(node.set(new_price(price_e8)));
        followed.until("the change", |come| come.updates().len() as u64 == price_e8 - SPOT + 1).await;
    }
    // Of another account, or of a subscription that nobody asked for.
    node.tell(AccountUpdate { address: Pubkey::new_from_array([8; 32]), ..new_price(SPOT) });
    let (come, _) = followed.end().await;
    let slots: Vec<_> = come.updates().iter().map(|update| update.slot).collect();
    assert_eq!(slots, [101, 102, 103]);
    assert_eq!((node.asked(), come.troubles.len()), (3, 0), "{:?}", come.troubles);
}

/// The account is gone: nobody may go on with its last price.
#[tokio::test]
async fn an_account_that_disappears_makes_the_market_stale() {
    let node = Node::start().await;
    node.set(new_price(SPOT));
    let followed = Followed::start(source(&node));
    followed.until("a price", Come::is_fresh).await;
    node.tell(node.set(AccountUpdate::missing(0, account())));
    followed.until("that it is stale", |come| !come.is_fresh()).await;
    let (come, _) = followed.end().await;
    let refusal = come.board.markets().next().unwrap().1.refusal().unwrap();
    assert_eq!(refusal.name, "NoAccount");
}

/// Entries that cannot be kept end it, with the reason.
#[tokio::test]
async fn a_full_disk_ends_it() {
    let node = Node::start().await;
    let full = follow(&source(&node), now_ms, |_| Err("disk full"), |_| (), std::future::pending()).await;
    assert_eq!(full, Err("disk full"));
}

/// A clock that is set back does not make a recording that nobody can read.
#[tokio::test]
async fn times_never_fall() {
    let node = Node::start().await;
    let (mut now_ms, mut times) = (NOW_MS, vec![]);
    let clock = || {
        now_ms -= 1;
        now_ms
    };
    let sink = |entry: Entry| {
        times.push(entry.received_ms);
        Ok::<(), ()>(())
    };
    follow(&source(&node), clock, sink, |_| (), sleep(Duration::from_millis(500))).await.unwrap();
    assert!(times.len() > 1 && times.iter().all(|time| *time == NOW_MS - 1), "{times:?}");
}
