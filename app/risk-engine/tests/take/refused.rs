//! What makes no snapshot: code 2, one line that says why, and no file.

use super::{
    node::Node,
    run, text,
    world::{Chain, Dump},
};
use std::{net::TcpListener, process::Output};
use tempfile::TempDir;
use vault_types::{seeds, Pubkey, ID};

fn refused(folder: &TempDir, output: &Output, expected: &str) {
    let line = text(&output.stderr);
    let is_one_line = line.starts_with("error: ") && line.lines().count() == 1;
    assert!(output.status.code() == Some(2) && is_one_line && line.contains(expected), "{expected}: {output:?}");
    assert!(!folder.path().join("taken.json").exists(), "a file was written");
}

fn derived(seed: &[u8], of: &Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[seed, of.as_ref()], &ID).0
}

/// Accounts that are missing, of another program, of another kind, or of no kind that is known.
#[test]
fn accounts_are_checked_as_what_they_must_be() {
    let chain = Chain::trading();
    let (folder, good) = (chain.folder(), chain.dump());
    let [signers, risk, surface] =
        [(seeds::SIGNERS, chain.scene.config), (seeds::RISK, chain.scene.market), (seeds::SURFACE, chain.scene.market)]
            .map(|(seed, of)| derived(seed, &of));
    let (config, mint, writer) = (chain.scene.config, chain.scene.quote_mint, chain.writer().0);
    let clock = feed::chain::CLOCK;
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

/// The price is too old for the chain's time, there is none, or it is of a much later slot than the accounts.
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
    take(chain.folder_at(now_ms, dump.slot + 151), &[], &format!("the accounts are of slot {}", dump.slot));
    take(chain.folder(), &["--max-gap", "61"], "max_gap_secs must be 1 to 60");
    let elsewhere = format!("{market}={}", chain.scene.vault);
    take(chain.folder(), &["--price", &elsewhere], "the recording has no price of it");
    take(chain.folder(), &["--without", &market.to_string()], "has no market with risk parameters");
    take(chain.folder(), &["--slot-at-least", &(dump.slot + 1).to_string()], "the node has fallen behind");

    let mut later = dump.clone();
    let clock = &mut later.accounts.get_mut(&feed::chain::CLOCK).unwrap().1;
    clock[32..40].copy_from_slice(&(chain.now() + 61).to_le_bytes());
    let folder = chain.folder();
    refused(&folder, &chain.take(&folder, &later, &[]), &format!("market {market} is stale at {}", chain.now() + 61));
}

#[test]
fn a_node_that_is_away_or_behind_is_named() {
    let chain = Chain::trading();
    let (folder, dump) = (chain.folder(), chain.dump());
    let (house, price) = (chain.house(), chain.price());
    let take = |node: &str, more: &[&str], expected: &str| {
        let from = ["take", "--node", node, "--house", &house, "--recording", "prices.jsonl", "--price", &price];
        let output = run(folder.path(), &[&from[..], &["--out", "taken.json"], more].concat());
        refused(&folder, &output, expected);
    };
    take("http://127.0.0.1:1", &[], "http://127.0.0.1:1: no connection");
    take("ftp://node/?key=secret", &[], "--node: the url must be http://HOST:PORT/PATH");
    let later = (dump.slot + 1).to_string();
    let node = Node::start(&dump);
    take(&node.url(), &["--slot-at-least", &later], "-32016, Minimum context slot has not been reached");
    take(&Node::ahead(&dump, 51).url(), &[], &format!("the clock is of slot {}", dump.slot + 51));
    // Connections wait here for whoever accepts them, which is nobody.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    take(&url, &["--patience", "1"], "no answer in time");
    let missing =
        run(folder.path(), &["take", "--house", &house, "--recording", "prices.jsonl", "--out", "taken.json"]);
    assert_eq!(missing.status.code(), Some(2));
}
