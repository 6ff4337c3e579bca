//! A signer with a node of its own on this machine, and a snapshot that somebody else has written.

mod common;

use base64::{prelude::BASE64_STANDARD, Engine as _};
use common::{command::*, fakes::*, prices::*, service::*, *};
use hex::encode;
use serde_json::{json, Value};
use simulator::PushPrice;
use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use std::{fs, str, thread};

/// The example's two markets: at 60 and at 37,000 USD.
const PRICES_E8: [u64; 2] = [6_000_000_000, 3_700_000_000_000];
const OWN: [&str; 4] = ["--snapshot", "snapshot.json", "--prices", "prices.json"];

fn now_ts() -> i64 {
    signer::clock::now_ts().unwrap()
}

/// A node that shows a price account for each market, or none; each price as if it were published when it is asked for, unless it has stopped.
#[derive(Clone)]
struct Node(Arc<Mutex<State>>);

struct State {
    prices_e8: Vec<Option<u64>>,
    published_ts: Option<i64>,
}

impl Node {
    fn start(prices_e8: &[Option<u64>]) -> (Self, String) {
        let node = Self(Arc::new(Mutex::new(State { prices_e8: prices_e8.to_vec(), published_ts: None })));
        let state = node.clone();
        let url = fake(move |number, stream| {
            stream.write_all(ok(&state.answer(number)).as_bytes()).ok();
        });
        (node, url)
    }

    fn answer(&self, number: usize) -> String {
        let state = self.0.lock().unwrap();
        let published_ts = state.published_ts.unwrap_or_else(now_ts);
        let shown = |price_e8: &Option<u64>| match price_e8 {
            Some(price_e8) => {
                let account = PushPrice::new(*price_e8, published_ts).to_account();
                json!({"data": [BASE64_STANDARD.encode(&account.data), "base64"], "owner": account.owner.to_string()})
            }
            None => Value::Null,
        };
        let value: Vec<_> = state.prices_e8.iter().map(shown).collect();
        json!({"jsonrpc": "2.0", "id": 1, "result": {"context": {"slot": 100 + number}, "value": value}}).to_string()
    }

    fn set(&self, prices_e8: [Option<u64>; 2]) {
        self.0.lock().unwrap().prices_e8 = prices_e8.to_vec();
    }

    /// From now on it shows nothing newer.
    fn stop(&self) {
        self.0.lock().unwrap().published_ts = Some(now_ts());
    }
}

/// A folder, a node that shows these prices, and a signer that follows it.
fn ready_with(prices_e8: [Option<u64>; 2], max_gap_secs: u32) -> (tempfile::TempDir, Node, Service, Round) {
    let folder = with_journal();
    let (node, url) = Node::start(&prices_e8);
    fs::write(folder.path().join("prices.json"), prices(&url, max_gap_secs).to_string()).unwrap();
    let service = Service::with_journal(folder.path(), &OWN);
    let round = Round::of(folder.path());
    (folder, node, service, round)
}

/// A hundredth more, in USD times 10^8, and `more`.
fn hundredth_above(price_e8: u64, more: u64) -> Option<u64> {
    Some(price_e8 * 100 / 101 - more)
}

/// Asks until the signer has seen its prices.
fn answer_of(service: &Service, message: &[u8]) -> Answer {
    until("it sees no prices", || Some(service.post(message)).filter(|answer| answer.status != 503))
}

#[test]
fn with_prices_near_the_own_ones_a_message_is_signed() {
    let (_folder, _node, service, round) = ready_with([Some(5_990_000_000), Some(PRICES_E8[1])], 30);
    answer_of(&service, &round.message(5, |_| ())).signature();
    let metrics = service.get("/metrics").body;
    let market = &example_snapshot().markets[0].address;
    let difference = format!("signer_price_difference_bps{{market=\"{market}\"}}");
    // 10 / 5,990 is 16.7 of 10,000, rounded up.
    assert_eq!(sample(&metrics, &difference), Some(17.0), "{metrics}");
    assert_eq!(sample(&metrics, "signer_own_prices"), Some(1.0));
}

/// One market of two is off, by a little more than a hundredth.
#[test]
fn with_one_price_too_far_from_the_own_one_it_is_refused() {
    let far = hundredth_above(PRICES_E8[1], 1_000_000);
    let (folder, node, service, round) = ready_with([Some(PRICES_E8[0]), far], 30);
    let message = round.message(5, |_| ());
    let (status, reason, text) = answer_of(&service, &message).denial();
    assert_eq!((status, reason.as_str()), (422, "prices"), "{text}");
    let market = &example_snapshot().markets[1].address;
    for part in [market.as_str(), "3700000000000", &far.unwrap().to_string(), "101 bps", "100"] {
        assert!(text.contains(part), "{text} has no {part}");
    }
    let journal = signer::journal::read(&folder.path().join("journal")).unwrap();
    assert!(journal.records.is_empty(), "nothing is promised");
    node.set(PRICES_E8.map(Some));
    until("the price is not seen", || Some(service.post(&message)).filter(|answer| answer.status == 200)).signature();
}

/// Missing, then there, then not renewed. What was signed is given again all the same.
#[test]
fn without_a_fresh_own_price_of_every_market_it_has_to_wait() {
    let (_folder, node, service, round) = ready_with([Some(PRICES_E8[0]), None], 5);
    let message = round.message(5, |_| ());
    let market = &example_snapshot().markets[1].address;
    let missing = until("the account is not looked at", || {
        let (status, reason, text) = service.post(&message).denial();
        assert_eq!((status, reason.as_str()), (503, "prices"), "{text}");
        text.contains("NoAccount").then_some(text)
    });
    assert!(missing.contains(market), "{missing}");
    node.set(PRICES_E8.map(Some));
    let signature = answer_of(&service, &message).signature();
    node.stop();
    let mut numbers = 6..;
    let text = until("the prices are never stale", || {
        thread::sleep(Duration::from_millis(50));
        let answer = service.post(&round.message(numbers.next().unwrap(), |_| ()));
        (answer.status != 200).then(|| answer.denial())
    });
    assert!(text.0 == 503 && text.1 == "prices" && text.2.contains("no newer one for 5 s"), "{text:?}");
    assert_eq!(service.post(&round.message(numbers.start - 2, |_| ())).status, 200, "the last one that was signed");
    assert!(!signature.is_empty());
}

/// A signer that knows nothing of the example's second market: the file of prices does not have it.
fn with_one_market() -> (tempfile::TempDir, Service) {
    let folder = with_journal();
    let (_node, url) = Node::start(&[Some(PRICES_E8[0])]);
    let mut file = prices(&url, 30);
    file["markets"].as_array_mut().unwrap().pop();
    fs::write(folder.path().join("prices.json"), file.to_string()).unwrap();
    let service = Service::with_journal(folder.path(), &OWN);
    (folder, service)
}

/// A market that nobody has looked at holds up who has options on it, and the batch that has a leaf for him. The other one's messages do not wait.
#[test]
fn a_market_without_an_own_price_stops_the_messages_of_its_accounts_only() {
    let (folder, service) = with_one_market();
    let of_one_market = Round::about(&folder.path().join("snapshot.json"), 1).message(5, |_| ());
    answer_of(&service, &of_one_market).signature();
    for message in [Round::of(folder.path()).message(5, |_| ()), batch_message(folder.path())] {
        let (status, reason, text) = service.post(&message).denial();
        assert_eq!((status, reason.as_str()), (503, "prices"));
        assert!(text.contains(&example_snapshot().markets[1].address) && text.contains("not in the file"), "{text}");
    }
}

/// Anybody may list a market.
#[test]
fn a_market_that_nobody_has_options_on_stops_no_batch() {
    let (folder, service) = with_one_market();
    write_snapshot(folder.path(), "snapshot.json", |snapshot| drop(snapshot.accounts.remove(0)));
    answer_of(&service, &batch_message(folder.path())).signature();
}

/// A wrong price is held against who has options there, and no other.
#[test]
fn a_price_that_is_far_off_refuses_the_messages_of_its_accounts_only() {
    let (folder, _node, service, round) =
        ready_with([Some(PRICES_E8[0]), hundredth_above(PRICES_E8[1], 1_000_000)], 30);
    let of_one_market = Round::about(&folder.path().join("snapshot.json"), 1).message(5, |_| ());
    answer_of(&service, &of_one_market).signature();
    for message in [round.message(5, |_| ()), batch_message(folder.path())] {
        let (status, reason, text) = service.post(&message).denial();
        assert_eq!((status, reason.as_str()), (422, "prices"), "{text}");
    }
}

#[test]
fn the_command_looks_at_its_own_prices_too() {
    let folder = with_journal();
    let (node, url) = Node::start(&PRICES_E8.map(Some));
    fs::write(folder.path().join("prices.json"), prices(&url, 30).to_string()).unwrap();
    let round = Round::of(folder.path());
    let sign = |number| sign_with(folder.path(), &encode(round.message(number, |_| ())), &OWN[2..]);
    let signed = sign(5);
    assert_eq!(signed.status.code(), Some(0), "{signed:?}");
    node.set([hundredth_above(PRICES_E8[0], 1_000_000), Some(PRICES_E8[1])]);
    let far = sign(6);
    assert!(failure(&far).0 == 3 && failure(&far).1.contains("bps apart"), "{far:?}");
    fs::write(folder.path().join("prices.json"), prices(&dead(), 30).to_string()).unwrap();
    let unseen = sign(6);
    assert!(failure(&unseen).0 == 2 && failure(&unseen).1.contains("none has come yet"), "{unseen:?}");
}

/// Whether a signer trusts whoever writes the snapshot is said, never assumed.
#[test]
fn without_a_word_about_prices_nothing_is_signed() {
    let folder = with_journal();
    let message = encode(Round::of(folder.path()).message(5, |_| ()));
    let neither = sign_with(folder.path(), &message, &[]);
    assert_eq!(neither.status.code(), Some(2));
    assert!(str::from_utf8(&neither.stderr).unwrap().contains("--trust-snapshot"), "{neither:?}");
    let both = sign_with(folder.path(), &message, &["--trust-snapshot", "--prices", "prices.json"]);
    assert_eq!(both.status.code(), Some(2));
    let missing = sign_with(folder.path(), &message, &["--prices", "prices.json"]);
    assert!(failure(&missing).0 == 2 && failure(&missing).1.contains("prices.json"), "{missing:?}");
}
