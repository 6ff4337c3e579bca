//! Both ways of asking at once, each begun anew when it fails, and what comes of them in one order.

use super::{rpc::Client, slots::Slots, subscription::Subscription, Commitment, Endpoint, Filter};
use crate::record::{AccountUpdate, Entry};
use bounded_http::Wait;
use std::{future::Future, sync::Arc, time::Duration};
use tokio::{
    sync::{
        mpsc::{channel, Receiver, Sender},
        Notify,
    },
    task::JoinSet,
    time::{interval, sleep, timeout, MissedTickBehavior},
};
use vault_types::Pubkey;

/// So many messages may wait to be written before connections are no longer read: of the largest accounts together a gigabyte.
const WAITING: usize = 64;

/// Who is asked for what.
#[derive(Clone, Debug)]
pub struct Source {
    pub rpc: Endpoint,
    /// Without one, changes are seen when the node is asked again.
    pub websocket: Option<Endpoint>,
    /// At most [`MAX_ACCOUNTS`](super::wire::MAX_ACCOUNTS), as nodes show at once.
    pub accounts: Vec<Pubkey>,
    pub commitment: Commitment,
    pub timing: Timing,
}

#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// From one question for all accounts to the next.
    pub poll: Duration,
    /// How long a node may take for anything; longer is a failure.
    pub patience: Duration,
    /// From one sign of life in the recording to the next.
    pub life: Duration,
    /// After the first failure. Doubles with each one in a row, up to `most_wait`.
    pub first_wait: Duration,
    pub most_wait: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            poll: Duration::from_secs(2),
            patience: Duration::from_secs(5),
            life: Duration::from_secs(1),
            first_wait: Duration::from_millis(250),
            most_wait: Duration::from_secs(8),
        }
    }
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Accounts that were news.
    pub updates: u64,
    /// Accounts in an earlier slot than one that was known, which changed nothing.
    pub older: u64,
    /// Messages in a slot far ahead of all before, also the first one of all, which changed nothing: the next one has to agree.
    pub unconfirmed: u64,
    /// Questions and connections that failed.
    pub troubles: u64,
}

/// From the tasks that ask.
pub(super) enum News {
    Shown(Vec<AccountUpdate>),
    Trouble(String),
}

/// Follows the accounts until `end` is ready. `clock` gives unix milliseconds; should it fall, entries stay at its highest. `sink` gets each entry,
/// in an order that a recording may have; `trouble` gets one line for each failure.
///
/// Errors: the first one of `sink`, which ends it.
pub async fn follow<E>(
    source: &Source,
    mut clock: impl FnMut() -> i64,
    mut sink: impl FnMut(Entry) -> Result<(), E>,
    mut trouble: impl FnMut(&str),
    end: impl Future<Output = ()>,
) -> Result<Tally, E> {
    let (mut tally, mut slots, mut filter, mut last_ms) = (Tally::default(), Slots::default(), Filter::default(), 0);
    let (mut news, _tasks) = ask(source);
    let mut entry = |update| {
        last_ms = clock().max(last_ms);
        sink(Entry { received_ms: last_ms, update })
    };
    let mut life = interval(source.timing.life);
    life.set_missed_tick_behavior(MissedTickBehavior::Delay);
    tokio::pin!(end);
    loop {
        let told = tokio::select! {
            () = &mut end => break,
            _ = life.tick() => None,
            Some(told) = news.recv() => Some(told),
        };
        match told {
            None => entry(None)?,
            Some(News::Shown(updates)) if !updates.first().is_some_and(|update| slots.believes(update.slot)) => {
                tally.unconfirmed += 1;
            }
            Some(News::Shown(updates)) => {
                for update in updates.into_iter().filter(|update| filter.admits(update)) {
                    tally.updates += 1;
                    entry(Some(update))?;
                }
            }
            Some(News::Trouble(text)) => {
                tally.troubles += 1;
                trouble(&text);
            }
        }
    }
    Ok(Tally { older: filter.older(), ..tally })
}

/// Starts both tasks; they end when the set is dropped.
fn ask(source: &Source) -> (Receiver<News>, JoinSet<()>) {
    let (sender, news) = channel(WAITING);
    let (mut tasks, now) = (JoinSet::new(), Arc::new(Notify::new()));
    tasks.spawn(poll(source.clone(), sender.clone(), now.clone()));
    if let Some(websocket) = source.websocket.clone() {
        tasks.spawn(listen(source.clone(), websocket, sender, now));
    }
    (news, tasks)
}

/// Asks for all accounts at every turn, and at once when `now` says so; twice at the beginning, since one answer alone does not say which slot it is.
async fn poll(source: Source, news: Sender<News>, now: Arc<Notify>) {
    let Timing { poll, patience, first_wait, most_wait, .. } = source.timing;
    let (mut wait, mut has_answered) = (Wait::new(first_wait, most_wait), false);
    let client = Client { node: &source.rpc, commitment: source.commitment, slot_at_least: None };
    loop {
        let asked = timeout(patience, client.accounts(&source.accounts)).await;
        let (told, pause) = match asked.unwrap_or_else(|_| Err("no answer in time".to_owned())) {
            Ok(updates) => {
                wait.succeeded();
                (News::Shown(updates), if has_answered { poll } else { Duration::ZERO })
            }
            Err(text) => (News::Trouble(format!("{}: {text}", source.rpc)), wait.failed()),
        };
        if news.send(told).await.is_err() {
            return;
        }
        has_answered |= pause.is_zero();
        // What `now` has said stays said.
        if !pause.is_zero() {
            timeout(pause, now.notified()).await.ok();
        }
    }
}

/// Keeps a subscription up. Once it stands, all accounts are asked for: one may have changed while nobody listened.
async fn listen(source: Source, websocket: Endpoint, news: Sender<News>, now: Arc<Notify>) {
    let (node, addresses, commitment) = (&websocket, source.accounts.as_slice(), source.commitment);
    let Timing { patience, first_wait, most_wait, .. } = source.timing;
    let subscription = Subscription { node, addresses, commitment, patience };
    let mut wait = Wait::new(first_wait, most_wait);
    loop {
        let on_stand = || {
            wait.succeeded();
            now.notify_one();
        };
        let text = subscription.listen(&news, on_stand).await;
        if news.send(News::Trouble(format!("{websocket}: {text}"))).await.is_err() {
            return;
        }
        sleep(wait.failed()).await;
    }
}
