//! Nodes that fail: it is told, markets become stale in time, and what is good again counts again.

use super::{node::Mood, *};
use feed::state::Cause;

fn causes(come: &Come) -> Vec<&Cause> {
    come.board.markets().next().unwrap().1.intervals().iter().map(|interval| &interval.cause).collect()
}

/// A price comes, the node fails until the market is stale, and it comes back with a new price.
async fn fails_and_returns(mood: Mood, troubles: &[&str]) {
    let node = Node::start().await;
    node.set(new_price(SPOT));
    let followed = Followed::start(source(&node));
    followed.until("a price", |come| come.is_fresh() && node.subscribed() == 1).await;
    node.mood(mood);
    node.cut();
    for trouble in troubles {
        followed.until(trouble, |come| come.has_trouble(trouble)).await;
    }
    followed.until("that it is stale", |come| !come.is_fresh()).await;
    node.mood(Mood::Good);
    node.tell(node.set(new_price(2 * SPOT)));
    followed.until("that it is fresh", |come| come.is_fresh() && node.subscribed() > 1).await;
    let (come, tally) = followed.end().await;
    assert!(causes(&come).contains(&&Cause::Gap), "{:?}", causes(&come));
    assert_eq!(come.updates().len(), 2);
    assert_eq!(tally.troubles, come.troubles.len() as u64);
    assert!(!come.has_trouble("secret"), "an error shows the key: {:?}", come.troubles);
}

#[tokio::test]
async fn a_connection_that_is_cut_is_made_anew() {
    fails_and_returns(Mood::Dead, &["ws://127.0.0.1", "http://127.0.0.1", "the connection broke"]).await;
}

#[tokio::test]
async fn an_answer_that_is_no_json_changes_nothing() {
    fails_and_returns(Mood::Babbling, &["it does not answer as a node does"]).await;
}

#[tokio::test]
async fn an_answer_that_is_too_long_is_not_taken() {
    fails_and_returns(Mood::Long, &["it answers with more than 16777216 bytes"]).await;
}

/// Of 16 MiB it is heard, and is no message; longer, it is not.
#[tokio::test]
async fn a_message_that_is_too_long_ends_the_subscription() {
    let node = Node::start().await;
    node.set(new_price(SPOT));
    let followed = Followed::start(source(&node));
    let cases =
        [(16 << 20, "it does not answer as a node does"), ((16 << 20) + 1, "the connection broke (Space limit")];
    for (count, (length, trouble)) in cases.into_iter().enumerate() {
        followed.until("a subscription", |_| node.subscribed() == count + 1).await;
        node.say(&"x".repeat(length));
        followed.until(trouble, |come| come.has_trouble(trouble)).await;
    }
    drop(followed.end().await);
}

#[tokio::test]
async fn a_refusal_is_told_in_one_line() {
    fails_and_returns(Mood::Refusing, &["it refuses: -32005, Node is behind by?42 slots"]).await;
}

#[tokio::test]
async fn a_node_that_says_nothing_is_not_waited_for() {
    fails_and_returns(Mood::Stuck, &["no answer in time", "no connection in time"]).await;
}

/// Only the websocket is cut: what changed while nobody listened is asked for once it stands again.
#[tokio::test]
async fn nothing_is_lost_between_two_subscriptions() {
    let node = Node::start().await;
    node.set(new_price(SPOT));
    let timing = Timing { poll: Duration::from_secs(3_600), ..timing() };
    let followed = Followed::start(Source { timing, ..source(&node) });
    followed.until("a subscription", |come| node.asked() == 3 && come.is_fresh()).await;
    node.cut();
    let missed = node.set(new_price(2 * SPOT));
    followed.until("the change", |come| come.updates().last().is_some_and(|update| update.slot == missed.slot)).await;
    assert!(followed.end().await.0.has_trouble("ws://127.0.0.1"));
}

#[tokio::test]
async fn a_websocket_that_babbles_is_left() {
    let node = Node::start().await;
    node.set(new_price(SPOT));
    let followed = Followed::start(source(&node));
    followed.until("a subscription", |_| node.subscribed() == 1).await;
    let texts = ["{", r#"{"jsonrpc":"2.0","id":99,"result":1}"#, r#"{"jsonrpc":"2.0","id":0,"result":99}"#];
    for (count, text) in texts.into_iter().enumerate() {
        node.say(text);
        followed.until("another subscription", |_| node.subscribed() == count + 2).await;
    }
    let (come, _) = followed.end().await;
    for trouble in ["it does not answer as a node does", "it answers another question", "it answers a question twice"] {
        assert!(come.has_trouble(trouble), "{:?} have no {trouble}", come.troubles);
    }
}

/// An old block of a node that has fallen behind: neither its price nor its time counts.
#[tokio::test]
async fn an_older_slot_changes_nothing() {
    let node = Node::start().await;
    node.set(new_price(SPOT));
    let followed = Followed::start(source(&node));
    followed.until("a price", |come| come.is_fresh() && node.subscribed() == 1).await;
    node.set(new_price(2 * SPOT));
    node.go_to(50);
    let asked = node.asked();
    followed.until("more questions", |_| node.asked() > asked + 5).await;
    node.tell(AccountUpdate { slot: 51, ..new_price(3 * SPOT) });
    followed.until("that it is stale", |come| !come.is_fresh()).await;
    let (come, tally) = followed.end().await;
    assert!(tally.older > 5);
    let state = come.board.markets().next().unwrap().1;
    assert_eq!(state.latest().unwrap().price.validated.price_e8, SPOT);
    assert!(come.updates().iter().all(|update| update.slot > 50));
}

/// One message of the end of time, over either way and also as the first of all: what comes after it is news all the same.
#[tokio::test]
async fn one_slot_far_too_high_does_not_make_the_others_old() {
    for is_first in [false, true] {
        let node = Node::start().await;
        node.set(new_price(SPOT));
        if is_first {
            node.go_to_once(u64::MAX);
        }
        let followed = Followed::start(source(&node));
        followed.until("a price", |come| come.is_fresh() && node.subscribed() == 1).await;
        node.tell(AccountUpdate { slot: u64::MAX - 1, ..new_price(2 * SPOT) });
        let expected = node.set(new_price(3 * SPOT));
        node.tell(expected.clone());
        followed.until("the next price", |come| come.updates().last() == Some(&&expected)).await;
        let (come, tally) = followed.end().await;
        assert!(come.updates().iter().all(|update| update.slot < 1_000), "{:?}", come.updates());
        assert!(tally.unconfirmed >= 2, "{tally:?}");
    }
}
