//! Accounts from a node on this machine that speaks the two methods, and fails in every way that a node may.

mod command;
mod failures;
mod node;
mod shown;
mod tls;
mod wire;

use crate::common::*;
use feed::{
    live::{follow, Commitment, Endpoint, Scheme, Source, Tally, Timing},
    record::{Reader, Writer},
    state::Board,
};
use node::Node;
use std::{
    sync::{Arc, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::{sync::oneshot, task::JoinHandle, time::sleep};

/// Nothing here takes so long, unless it hangs.
const PATIENCE: Duration = Duration::from_secs(60);

fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis().try_into().unwrap()
}

/// A price of a second that is just beginning, so that it ages from its receipt.
fn new_price(price_e8: u64) -> AccountUpdate {
    good(PriceSource::PYTH_PULL, price_e8, now_ms() / 1_000 + 1)
}

/// The market becomes stale after two seconds.
fn markets() -> Vec<MarketFeed> {
    vec![MarketFeed::on_chain("COIN", &market(PriceSource::PYTH_PULL), account(), 2).unwrap()]
}

/// Everything often, and nothing for long.
fn timing() -> Timing {
    let millis = Duration::from_millis;
    Timing { poll: millis(50), patience: millis(500), life: millis(50), first_wait: millis(20), most_wait: millis(100) }
}

fn source(node: &Node) -> Source {
    Source {
        rpc: Endpoint::parse(&node.rpc(), Scheme::Http).unwrap(),
        websocket: Some(Endpoint::parse(&node.websocket(), Scheme::Websocket).unwrap()),
        accounts: vec![account()],
        commitment: Commitment::Confirmed,
        timing: timing(),
    }
}

/// What has come so far.
struct Come {
    entries: Vec<Entry>,
    troubles: Vec<String>,
    board: Board,
}

impl Come {
    fn updates(&self) -> Vec<&AccountUpdate> {
        self.entries.iter().filter_map(|entry| entry.update.as_ref()).collect()
    }

    fn is_fresh(&self) -> bool {
        self.board.markets().next().unwrap().1.fresh().is_some()
    }

    fn has_trouble(&self, text: &str) -> bool {
        self.troubles.iter().any(|trouble| trouble.contains(text))
    }
}

/// Follows a node while the test goes on.
struct Followed {
    come: Arc<Mutex<Come>>,
    end: oneshot::Sender<()>,
    task: JoinHandle<Tally>,
}

impl Followed {
    fn start(source: Source) -> Self {
        let come = Come { entries: vec![], troubles: vec![], board: Board::new(markets()) };
        let come = Arc::new(Mutex::new(come));
        let (end, ended) = oneshot::channel();
        let (in_sink, in_trouble) = (come.clone(), come.clone());
        let task = tokio::spawn(async move {
            let sink = |entry: Entry| {
                let mut come = in_sink.lock().unwrap();
                come.board.apply(&entry);
                come.entries.push(entry);
                Ok::<(), ()>(())
            };
            let trouble = |text: &str| in_trouble.lock().unwrap().troubles.push(text.to_owned());
            follow(&source, now_ms, sink, trouble, async { drop(ended.await) }).await.unwrap()
        });
        Self { come, end, task }
    }

    /// Waits until something holds of what has come.
    async fn until(&self, what: &str, holds: impl Fn(&Come) -> bool) {
        let start = std::time::Instant::now();
        while !holds(&self.come.lock().unwrap()) {
            assert!(start.elapsed() < PATIENCE, "{what}: {:?}", self.come.lock().unwrap().troubles);
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// Ends it. What came is a recording, and the states are those of its replay.
    async fn end(self) -> (Come, Tally) {
        self.end.send(()).unwrap();
        let tally = self.task.await.unwrap();
        let come = Arc::into_inner(self.come).unwrap().into_inner().unwrap();
        let mut writer = Writer::new(String::new(), Vec::new());
        come.entries.iter().for_each(|entry| writer.write(entry).unwrap());
        let bytes = writer.into_inner();
        let replayed = Board::replay(markets(), Reader::new(String::new(), bytes.as_slice())).unwrap();
        assert_eq!(replayed, come.board);
        assert_eq!(tally.updates, come.updates().len() as u64);
        (come, tally)
    }
}
