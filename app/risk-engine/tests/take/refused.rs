//! What makes no snapshot: code 2, or 4 of a machine, one line that says why, and no file.

use super::{
    habits::Habits,
    run, text,
    world::{Chain, Dump, CLOCK},
};
use std::{net::TcpListener, process::Output};
use tempfile::TempDir;
use vault_types::{state::MarketRisk, Pubkey};

/// The input, or an argument.
fn refused(folder: &TempDir, output: &Output, expected: &str) {
    failed(folder, output, 2, expected);
}

fn failed(folder: &TempDir, output: &Output, code: i32, expected: &str) {
    let line = text(&output.stderr);
    let is_one_line = line.starts_with("error: ") && line.lines().count() == 1;
    assert!(output.status.code() == Some(code) && is_one_line && line.contains(expected), "{expected}: {output:?}");
    assert!(!folder.path().join("taken.json").exists(), "a file was written");
}

/// Accounts that are missing, of another program, of another kind, or of no kind that is known.
#[test]
fn accounts_are_checked_as_what_they_must_be() {
    let chain = Chain::trading();
    let (folder, good) = (chain.folder(), chain.dump());
    let [signers, risk, surface] = chain.derived();
    let (config, mint, writer) = (chain.scene.config, chain.scene.quote_mint, chain.writer().0);
    let clock = CLOCK;
    let without = |address: Pubkey| move |dump: &mut Dump| drop(dump.accounts.remove(&address));
    let foreign = |address: Pubkey| move |dump: &mut Dump| dump.accounts.get_mut(&address).unwrap().0 = clock;
    let garbled = |address: Pubkey| move |dump: &mut Dump| dump.accounts.get_mut(&address).unwrap().1.truncate(100);
    type Change = Box<dyn Fn(&mut Dump)>;
    let cases: [(Change, String); 9] = [
        (Box::new(without(config)), format!("there is no house at {config}")),
        (Box::new(without(signers)), format!("there is no signer set at {signers}")),
        (Box::new(without(surface)), format!("there is no surface at {surface}")),
        (Box::new(without(mint)), format!("there is no mint at {mint}")),
        (Box::new(without(clock)), format!("there is no clock at {clock}")),
        (Box::new(without(risk)), "has no market with risk parameters".to_owned()),
        (Box::new(foreign(config)), format!("{config} is no house of this program: it belongs to {clock}")),
        (Box::new(foreign(mint)), format!("{mint} is no mint of this program")),
        (Box::new(garbled(writer)), format!("{writer} is no margin account that this version reads")),
    ];
    for (change, expected) in cases {
        let mut dump = good.clone();
        change(&mut dump);
        refused(&folder, &chain.take(&folder, &dump, &[]), &expected);
    }
    let mut dump = good.clone();
    let house = dump.accounts[&config].clone();
    dump.accounts.insert(signers, house);
    refused(&folder, &chain.take(&folder, &dump, &[]), "is no signer set that this version reads");
}

/// The price is too old for the chain's time, there is none, or it is of a later slot than the accounts.
#[test]
fn a_stale_market_makes_no_snapshot() {
    let chain = Chain::trading();
    let (now_ms, dump) = (chain.now() * 1_000, chain.dump());
    let market = chain.scene.market;
    let take = |folder: TempDir, more: &[&str], expected: &str| {
        refused(&folder, &chain.take(&folder, &dump, more), expected);
    };
    let stale = format!("market {market} is stale at {}", chain.now());
    take(chain.folder_at(now_ms - 60_001, dump.slot), &[], &stale);
    take(chain.folder_at(now_ms - 4_001, dump.slot), &["--max-gap", "4"], "no price younger than 4 s");
    take(chain.folder_at(now_ms, dump.slot + 1), &[], "the recording has no price of it up to the clock's slot");
    take(chain.folder(), &["--max-gap", "61"], "max_gap_secs must be 1 to 60");
    let elsewhere = format!("{market}={}", chain.scene.vault);
    let folder = chain.folder();
    let other = chain.take_with(&folder, &dump, &["--price", &elsewhere, "--out", "taken.json"]);
    refused(&folder, &other, "the recording has no price of it");
    take(chain.folder(), &["--without", &market.to_string()], "has no market with risk parameters");
    let stranger = chain.scene.vault;
    for (option, value) in [("--without", stranger.to_string()), ("--price", format!("{stranger}={market}"))] {
        take(chain.folder(), &[option, &value], &format!("{stranger} is no market of the house: check {option}"));
    }
    take(chain.folder(), &["--slot-at-least", &(dump.slot + 1).to_string()], "the node has fallen behind");

    let mut later = dump.clone();
    let clock = &mut later.accounts.get_mut(&CLOCK).unwrap().1;
    clock[32..40].copy_from_slice(&(chain.now() + 61).to_le_bytes());
    let folder = chain.folder();
    refused(&folder, &chain.take(&folder, &later, &[]), &format!("market {market} is stale at {}", chain.now() + 61));
}

/// A pulled price stands in an account that somebody has to name.
#[test]
fn without_a_price_account_there_is_no_snapshot() {
    let chain = Chain::trading();
    let folder = chain.folder();
    let output = chain.take_with(&folder, &chain.dump(), &["--out", "taken.json"]);
    let market = chain.scene.market;
    refused(&folder, &output, &format!("its price stands in no account of its own: say where with --price {market}="));
}

/// As no program would leave it.
#[test]
fn a_variance_below_zero_is_none() {
    let chain = Chain::trading();
    let (folder, mut dump) = (chain.folder(), chain.dump());
    let [_, risk, _] = chain.derived();
    dump.change::<MarketRisk>(&risk, |risk| risk.realised.variance = -1);
    let expected = format!("market {}: its account has no volatility that the program could use", chain.scene.market);
    refused(&folder, &chain.take(&folder, &dump, &[]), &expected);
}

/// Fifty slots between the clock and any account, whichever is first, also where they come from a file; and no account before the slot that was asked for.
#[test]
fn accounts_of_other_times_make_no_snapshot() {
    let chain = Chain::trading();
    let (folder, dump) = (chain.folder(), chain.dump());
    let with = |address: Pubkey, slot: u64| Dump { other_slots: [(address, slot)].into(), ..dump.clone() };
    let (writer, slot) = (chain.writer().0, dump.slot);
    for far in [slot - 51, slot + 51] {
        let expected = format!("the clock is of slot {slot}, {writer} of slot {far}: too far apart");
        refused(&folder, &chain.take(&folder, &with(writer, far), &[]), &expected);
    }
    refused(&folder, &chain.take(&folder, &with(CLOCK, slot + 51), &[]), "too far apart");
    let least = ["--slot-at-least", &slot.to_string()];
    refused(&folder, &chain.take(&folder, &with(writer, slot - 1), &least), &format!("slot {} is before", slot - 1));
    for near in [slot - 50, slot + 50] {
        let taken = chain.take(&folder, &with(writer, near), &[]);
        assert_eq!(taken.status.code(), Some(0), "{taken:?}");
    }
}

/// A recording of accounts says what became of each: one that has gone is not there. A line that is none is named.
#[test]
fn in_a_file_the_last_line_of_an_account_counts() {
    let chain = Chain::trading();
    let (folder, dump, config) = (chain.folder(), chain.dump(), chain.scene.config);
    let gone = Dump { accounts: [(config, (Pubkey::default(), vec![]))].into(), ..dump.clone() };
    let [there, gone] = [dump, gone].map(|dump| dump.recording(chain.now()));
    let take = |file: &[u8], expected: &str| {
        refused(&folder, &chain.take_file(&folder, file, &["--out", "taken.json"]), expected);
    };
    take(&[&there[..], &gone].concat(), &format!("there is no house at {config}"));
    take(&[&there[..], b"{}"].concat(), "accounts.jsonl: line");
}

/// Of two accounts for one market none is the right one.
#[test]
fn a_market_has_one_price() {
    let chain = Chain::trading();
    let folder = chain.folder();
    let market = chain.scene.market;
    for account in [chain.scene.vault, chain.scene.price_account] {
        let again = format!("{market}={account}");
        let output = chain.take(&folder, &chain.dump(), &["--price", &again]);
        refused(&folder, &output, &format!("--price: market {market} is there twice"));
    }
}

#[test]
fn a_node_that_is_away_or_behind_is_named() {
    let chain = Chain::trading();
    let (folder, dump) = (chain.folder(), chain.dump());
    let (house, price) = (chain.house(), chain.price());
    let take = |code: i32, node: &str, more: &[&str], expected: &str| {
        let from = ["take", "--node", node, "--house", &house, "--recording", "prices.jsonl", "--price", &price];
        let output = run(folder.path(), &[&from[..], &["--out", "taken.json"], more].concat());
        failed(&folder, &output, code, expected);
    };
    take(4, "http://127.0.0.1:1", &[], "http://127.0.0.1:1: no connection");
    take(2, "ftp://node/?key=secret", &[], "--node: the url must be http://HOST:PORT/PATH");
    let later = (dump.slot + 1).to_string();
    let node = Habits::default().start(&dump);
    take(4, &node.url(), &["--slot-at-least", &later], "-32016, Minimum context slot has not been reached");
    let late = Habits { waiting: 51, ..Habits::default() }.start(&dump);
    let forgetful = Habits { forgotten: 1, ..Habits::default() }.start(&dump);
    take(4, &forgetful.url(), &[], &format!("slot {} is before {}", dump.slot - 1, dump.slot));
    take(4, &late.url(), &[], &format!("the clock is of slot {}", dump.slot));
    // Connections wait here for whoever accepts them, which is nobody.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    take(4, &url, &["--patience", "1"], "no answer in time");
    let missing =
        run(folder.path(), &["take", "--house", &house, "--recording", "prices.jsonl", "--out", "taken.json"]);
    assert_eq!(missing.status.code(), Some(2));
    let nowhere = chain.take_with(&folder, &dump, &["--price", &price, "--out", "missing/taken.json"]);
    failed(&folder, &nowhere, 4, "missing/taken.json: cannot be written: ");
}
