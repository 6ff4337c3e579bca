//! The command: records from a node, and replays what it has recorded.

use super::{node::Mood, *};
use crate::page;
use serde_json::json;
use std::{
    fs,
    path::Path,
    process::{Command, Output},
    str, thread,
};
use tokio::runtime;

pub(super) const RECORD: [&str; 7] =
    ["record", "--accounts", "accounts.json", "--out", "ticks.jsonl", "--seconds", "1"];
const REPLAY: [&str; 4] = ["replay", "ticks.jsonl", "--markets", "markets.json"];

/// A node on a thread of its own, which ends with the test.
pub(super) fn node(mood: Mood) -> (String, String, AccountUpdate) {
    let (sender, urls) = std::sync::mpsc::channel();
    thread::spawn(move || {
        let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let node = Node::start().await;
            let update = node.set(new_price(SPOT));
            node.mood(mood);
            sender.send((node.rpc(), node.websocket(), update)).unwrap();
            sleep(PATIENCE).await;
        });
    });
    urls.recv().unwrap()
}

/// A folder with the files of accounts and markets.
pub(super) fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("accounts.json"), json!([account().to_string()]).to_string()).unwrap();
    let market = json!({
        "name": "COIN", "account": account().to_string(), "source": { "pyth_pull": { "feed_id": "07".repeat(32) } },
        "max_gap_secs": GAP_SECS,
        "oracle_limits": {
            "max_age_secs": 60, "max_future_secs": 5, "max_confidence_bps": 100, "settlement_window_secs": 3600,
            "settlement_challenge_secs": 21600, "max_jump_bps": 1000, "jump_window_secs": 600
        },
    });
    fs::write(folder.path().join("markets.json"), json!({ "markets": [market] }).to_string()).unwrap();
    folder
}

fn feed(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_feed")).current_dir(folder).args(arguments).output().unwrap()
}

/// The code, and the last line of what is said.
fn failure(output: &Output) -> (i32, &str) {
    let error = str::from_utf8(&output.stderr).unwrap().lines().last().unwrap();
    assert!(error.starts_with("error: ") && output.stdout.is_empty(), "{output:?}");
    (output.status.code().unwrap(), error)
}

/// Each option that docs/ROUND.md gives to the command is one that it has.
#[test]
fn the_pages_commands_are_known() {
    let lines = page::lines_of("feed");
    assert_eq!(lines.iter().map(|(subcommand, _)| *subcommand).collect::<Vec<_>>(), ["record"]);
    for (subcommand, options) in lines {
        let output = feed(Path::new("."), &[subcommand, "--help"]);
        let help = str::from_utf8(&output.stdout).unwrap();
        options.iter().for_each(|option| assert!(page::has(help, option), "{subcommand} {option}"));
    }
}

#[test]
fn what_is_recorded_is_replayed() {
    let (folder, (rpc, websocket, update)) = (folder(), node(Mood::Good));
    let asked = ["--rpc", &rpc, "--websocket", &websocket, "--markets", "markets.json"];
    let recorded = feed(folder.path(), &[&RECORD[..], &asked].concat());
    assert_eq!(recorded.status.code(), Some(0), "{recorded:?}");
    let recorded = String::from_utf8(recorded.stdout).unwrap();
    let (tally, states) = recorded.split_once('\n').unwrap();
    assert_eq!(tally, "1 updates, 0 accounts in earlier slots, 0 failures");

    let entries = Reader::open(&folder.path().join("ticks.jsonl")).unwrap().collect::<Result<Vec<_>, _>>().unwrap();
    assert_eq!(entries.iter().filter_map(|entry| entry.update.as_ref()).collect::<Vec<_>>(), [&update]);
    let replayed = feed(folder.path(), &REPLAY);
    assert_eq!(replayed.status.code(), Some(0), "{replayed:?}");
    assert_eq!(String::from_utf8(replayed.stdout).unwrap(), states);
    for line in
        ["US517G5965aydkZ46HS38QLi7UQiSojurfbQfKCELFx  fresh", "price_e8       5000000000", "slot           101"]
    {
        assert!(states.contains(line), "{states} has no {line}");
    }
}

/// By hand: a gap, and then a price that the program refuses.
#[test]
fn all_stale_intervals_are_printed() {
    let folder = folder();
    let mut writer = Writer::create(&folder.path().join("ticks.jsonl")).unwrap();
    let price = |after_secs| good(PriceSource::PYTH_PULL, SPOT, NOW_TS + after_secs);
    let entries = [
        passed(NOW_MS - 500),
        seen(NOW_MS, price(0)),
        seen(NOW_MS + 20_000, price(20)),
        seen(NOW_MS + 21_000, AccountUpdate::missing(1, account())),
    ];
    entries.iter().for_each(|entry| writer.write(entry).unwrap());
    let expected = "\
recorded from 1699999999500 to 1700000021000 (unix milliseconds)

COIN  US517G5965aydkZ46HS38QLi7UQiSojurfbQfKCELFx  stale since 1700000021000
  price_e8       5000000000
  confidence_e8  2500000
  publish_ts     1700000020
  received_ms    1700000020000
  slot           1
  refused since  NoAccount: There is no account at this address: check it, or wait until somebody makes it
  stale          1699999999500 to 1700000000000: no price yet
  stale          1700000010000 to 1700000020000: no new price for 10 s
  stale          1700000021000 to now: NoAccount: There is no account at this address: check it, or wait until somebody makes it
";
    assert_eq!(String::from_utf8(feed(folder.path(), &REPLAY).stdout).unwrap(), expected);
}

#[test]
fn a_node_that_shows_nothing_is_a_failure() {
    let (folder, (rpc, ..)) = (folder(), node(Mood::Refusing));
    let output = feed(folder.path(), &[&RECORD[..], &["--rpc", &rpc]].concat());
    let (code, error) = failure(&output);
    assert_eq!(code, 4);
    assert!(error.contains("the node has shown no account") && error.contains("it refuses: -32005"), "{error}");
    assert!(!folder.path().join("ticks.jsonl").exists(), "the next try finds nothing in the way");
}

#[test]
fn a_recording_is_never_written_over() {
    let folder = folder();
    fs::write(folder.path().join("ticks.jsonl"), "kept").unwrap();
    let output = feed(folder.path(), &[&RECORD[..], &["--rpc", "http://127.0.0.1:1"]].concat());
    let (code, error) = failure(&output);
    assert!(code == 2 && error.contains("ticks.jsonl: there is a file of this name"), "{code} {error}");
    assert_eq!(fs::read_to_string(folder.path().join("ticks.jsonl")).unwrap(), "kept");
}

/// Its state would be that of a recording without it.
#[test]
fn a_market_whose_account_is_not_recorded_is_refused() {
    let folder = folder();
    fs::write(folder.path().join("accounts.json"), json!([Pubkey::default().to_string()]).to_string()).unwrap();
    let more = ["--rpc", "http://127.0.0.1:1", "--markets", "markets.json"];
    let output = feed(folder.path(), &[&RECORD[..], &more].concat());
    let (code, error) = failure(&output);
    assert!(code == 2 && error.contains("market COIN: its account is not among those of --accounts"), "{code} {error}");
    assert!(!folder.path().join("ticks.jsonl").exists());
}

/// As many as a node shows at once are asked for, and no more.
#[test]
fn a_hundred_accounts_are_followed() {
    let (folder, (rpc, ..)) = (folder(), node(Mood::Good));
    let record = |count: u8| {
        let addresses: Vec<_> = (0..count).map(|byte| Pubkey::new_from_array([byte; 32]).to_string()).collect();
        fs::write(folder.path().join("accounts.json"), json!(addresses).to_string()).unwrap();
        feed(folder.path(), &[&RECORD[..], &["--rpc", &rpc]].concat())
    };
    let many = record(101);
    assert_eq!(failure(&many), (2, "error: accounts.json: give 1 to 100 different addresses"));
    let recorded = record(100);
    assert_eq!(recorded.status.code(), Some(0), "{recorded:?}");
    assert!(str::from_utf8(&recorded.stdout).unwrap().starts_with("100 updates, "), "{recorded:?}");
}

#[test]
fn bad_input_is_told_in_one_line() {
    let folder = folder();
    let file = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let check = |arguments: &[&str], expected: &str| {
        let output = feed(folder.path(), arguments);
        let (code, error) = failure(&output);
        assert!(code == 2 && error.contains(expected) && !error.contains("secret"), "{error} has no {expected}");
    };
    let record = |rpc: &str, expected: &str| check(&[&RECORD[..], &["--rpc", rpc]].concat(), expected);
    record("ftp://node/?key=secret", "--rpc: the url must be http://HOST:PORT/PATH");
    let rpc = "http://127.0.0.1:1";
    let more = ["--rpc", rpc, "--websocket", "http://node"];
    check(&[&RECORD[..], &more].concat(), "--websocket: the url must be ws://HOST:PORT/PATH");
    file("accounts.json", "[\"0\"]");
    record(rpc, "accounts.json: address 1 must be 32 bytes in base 58");
    file("accounts.json", "[]");
    record(rpc, "accounts.json: give 1 to 100 different addresses");
    file("accounts.json", &json!([account().to_string(), account().to_string()]).to_string());
    record(rpc, "accounts.json: give 1 to 100 different addresses");
    file("accounts.json", &json!([account().to_string()]).to_string());

    check(&REPLAY, "ticks.jsonl: cannot be read");
    file("ticks.jsonl", "{\"received_ms\":1}\n{\"received_ms\":0}\n");
    check(&REPLAY, "ticks.jsonl: line 2: received_ms 0 is before 1");
    file("markets.json", "{\"markets\":[]}");
    check(&REPLAY, "markets.json: there is no market");
    file("markets.json", "{\"markets\":[],\"more\":1}");
    check(&REPLAY, "markets.json: unknown field `more`");
}
