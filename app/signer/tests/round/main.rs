//! A round from the node to the chain, as docs/ROUND.md tells it: prices are recorded, a snapshot is taken, signers that run compare it with prices of their
//! own, a batch and a message are signed by two of three, and the built program takes both.

mod chain;
#[path = "../common/mod.rs"]
mod common;
#[path = "../../../snapshot-taker/tests/shared/node.rs"]
mod node;
#[path = "../../../snapshot-taker/tests/shared/page.rs"]
mod page;

use bounded_http::{run_to_end, Endpoint, Scheme};
use chain::{Chain, SPOT};
use common::{command::*, fakes::dead, publisher::*, service::*};
use feed::{
    live::{follow, Commitment, Source, Timing},
    record::{Entry, Reader, Writer},
};
use node::Node;
use serde_json::{json, Value};
use signer::{
    publish::batch::{BatchLine, LeafLine},
    HouseInput,
};
use snapshot_taker::{take, OldSmiles, Question, Taken, Wanted};
use std::{collections::BTreeSet, fs, path::Path, str};
use threshold_model::{BatchPayload, Payload, ScenarioProof, SignedHouseInput, Snapshot};
use vault_client::instruction;
use vault_types::{
    threshold::{batch::Leaf, message, Form, ThresholdBody},
    Pubkey,
};

/// The keys of the simulated house's signers, in the order of the set.
const SIGNERS: [u8; 3] = [210, 211, 212];

/// What `feed record` does, until the price has come.
fn record(node: &Node, price_account: Pubkey, path: &Path) {
    let source = Source {
        rpc: Endpoint::parse(&node.url(), Scheme::Http).unwrap(),
        websocket: None,
        accounts: vec![price_account],
        commitment: Commitment::Confirmed,
        timing: Timing::default(),
    };
    let (mut writer, come) = (Writer::create(path).unwrap(), tokio::sync::Notify::new());
    let sink = |entry: Entry| {
        if entry.update.is_some() {
            come.notify_one();
        }
        writer.write(&entry)
    };
    let now_ms = || signer::clock::now_ms().unwrap();
    let trouble = |text: &str| panic!("{text}");
    run_to_end(follow(&source, now_ms, sink, trouble, come.notified())).unwrap().unwrap();
}

/// What `risk-engine take` does: a snapshot in a folder, named after its second.
fn take_into(folder: &Path, node: &Node, chain: &Chain, good_for_secs: u32) -> Taken {
    let question = Question {
        node: Endpoint::parse(&node.url(), Scheme::Http).unwrap(),
        commitment: Commitment::Confirmed,
        house: chain.scene.config,
        slot_at_least: chain.slot(),
        patience: PATIENCE,
    };
    let wanted = Wanted {
        house: chain.scene.config,
        price_accounts: [(chain.scene.market, chain.scene.price_account)].into(),
        without: BTreeSet::new(),
        max_gap_secs: None,
        good_for_secs,
        old_smiles: OldSmiles::LeftOut,
        risk_model: None,
    };
    let recording = Reader::open(&folder.join("prices.jsonl")).unwrap();
    let taken = take(&question.ask().unwrap(), recording, &wanted).unwrap();
    assert!(taken.left_out.is_empty() && taken.markets_left_out.is_empty(), "{taken:?}");
    let text = serde_json::to_string(&taken.input).unwrap();
    fs::write(folder.join(format!("rounds/{}.json", taken.input.round.observed_ts)), text).unwrap();
    taken
}

/// House, keys and journals, and the signers' own prices from the node.
fn write_files(folder: &Path, node: &Node, chain: &Chain) -> HouseInput {
    let scene = &chain.scene;
    let SignedHouseInput { cluster_genesis_hash, config, generation, parameters, .. } =
        SignedHouseInput::on_chain(&scene.config, &scene.config(), &scene.signer_set());
    let example = serde_json::from_str::<HouseInput>(HOUSE_FILE).unwrap();
    let house = HouseInput { cluster_genesis_hash, config, generation, parameters, ..example };
    fs::write(folder.join("house.json"), serde_json::to_string(&house).unwrap()).unwrap();
    fs::create_dir(folder.join("rounds")).unwrap();
    SIGNERS.iter().for_each(|member| new_member(folder, *member));
    let limits = scene.market().oracle_limits;
    let feed = json!({
        "name": "COIN", "account": scene.price_account.to_string(), "max_gap_secs": limits.max_age_secs,
        "source": { "pyth_pull": { "feed_id": hex::encode(scene.feed_id) } },
        "oracle_limits": {
            "max_age_secs": limits.max_age_secs, "max_future_secs": limits.max_future_secs,
            "max_confidence_bps": limits.max_confidence_bps, "settlement_window_secs": limits.settlement_window_secs,
            "settlement_challenge_secs": limits.settlement_challenge_secs, "max_jump_bps": limits.max_jump_bps,
            "jump_window_secs": limits.jump_window_secs,
        },
    });
    let prices = json!({ "rpc": node.url(), "markets": [{ "market": scene.market.to_string(), "feed": feed }] });
    fs::write(folder.join("prices.json"), prices.to_string()).unwrap();
    house
}

/// Runs with the folder of rounds and prices of its own.
fn serve(folder: &Path, member: u8) -> Service {
    let (key, journal) = (format!("key-{member}.json"), format!("journal-{member}"));
    let own = ["--key", &key, "--journal", &journal];
    let shared = ["--house", "house.json", "--snapshot-dir", "rounds", "--prices", "prices.json"];
    Service::start(folder, &[&own[..], &shared].concat())
}

/// The second one is dead.
fn write_set(folder: &Path, services: &[Service; 2]) {
    let urls = [services[0].url(), dead(), services[1].url()];
    let row = |(member, url)| json!({ "address": member_key(member).to_string(), "url": url });
    let signers: Vec<Value> = SIGNERS.into_iter().zip(urls).map(row).collect();
    fs::write(folder.join("signers.json"), json!({ "quorum": 2, "signers": signers }).to_string()).unwrap();
}

fn from_hex(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap()
}

#[test]
fn a_round_goes_from_the_node_to_the_chain() {
    let mut chain = Chain::trading();
    let (temporary, node) = (tempfile::tempdir().unwrap(), chain.node());
    let folder = temporary.path();
    let house = write_files(folder, &node, &chain);
    let services = [SIGNERS[0], SIGNERS[2]].map(|member| serve(folder, member));
    write_set(folder, &services);

    record(&node, chain.scene.price_account, &folder.join("prices.jsonl"));
    let taken = take_into(folder, &node, &chain, u32::try_from(house.max_life_secs).unwrap());
    let snapshot = format!("rounds/{}.json", taken.input.round.observed_ts);

    let files = ["--house", "house.json", "--snapshot", &snapshot, "--signers", "signers.json", "--out", "batch.jsonl"];
    let published = signer(folder, &[&["batch"], &files[..]].concat());
    assert_eq!(published.status.code(), Some(0), "{published:?}");
    let batch = fs::read_to_string(folder.join("batch.jsonl")).unwrap();
    bring_batch(&mut chain, &batch);

    let computed = Snapshot::new(&taken.input).unwrap();
    let BatchLine { message, .. } = serde_json::from_str(batch.lines().next().unwrap()).unwrap();
    let payload = BatchPayload::read(&from_hex(&message)).unwrap().unwrap();
    assert_eq!(computed.first_difference_of_batch(&payload), Ok(None));
    let account = chain.account();
    let message = computed.message(Form::Current, &account).unwrap();
    let collected = collect(folder, &message, &["--json"]);
    assert_eq!(collected.status.code(), Some(0), "{collected:?}");
    bring_message(&mut chain, &message, &serde_json::from_slice(&collected.stdout).unwrap());

    // Afterwards, by anybody who has the snapshot: `risk-engine verify`, `prove` and `check-proof`.
    let payload = Payload::read(&message).unwrap();
    assert!(computed.first_difference(&payload).unwrap().is_none());
    let proof = ScenarioProof::open(&computed, Form::Current, &account, payload.body.worst_scenario).unwrap();
    assert!(proof.profit_atoms < 0 && proof.check(&payload.body.scenario_root).is_ok());

    // A twentieth more, of which the snapshot does not know.
    chain.set_price(SPOT + SPOT / 20);
    let mut header = computed.header(Form::Current.domain(), &account);
    let refused = until("the price is not seen", || {
        header.sequence += 1;
        let body = computed.threshold(Form::Current, &account, &header).unwrap();
        let answer = services[0].post(&message::encode(&header, &body));
        (answer.status != 200).then(|| answer.denial())
    });
    assert!(refused.0 == 422 && refused.1 == "prices", "{refused:?}");
}

/// Each option that the page gives to the signer's command is one that it has.
#[test]
fn the_pages_commands_are_known() {
    let lines = page::lines_of("signer");
    assert_eq!(lines.iter().map(|(subcommand, _)| *subcommand).collect::<Vec<_>>(), ["serve", "batch", "collect"]);
    for (subcommand, options) in lines {
        let output = signer(Path::new("."), &[subcommand, "--help"]);
        let help = str::from_utf8(&output.stdout).unwrap();
        options.iter().for_each(|option| assert!(page::has(help, option), "{subcommand} {option}"));
    }
}

/// The batch, and then the leaf of the account, as anybody may send them.
fn bring_batch(chain: &mut Chain, file: &str) {
    let lines: Vec<&str> = file.lines().collect();
    let batch: BatchLine = serde_json::from_str(lines[0]).unwrap();
    let line: LeafLine = serde_json::from_str(lines[1]).unwrap();
    assert!(lines.len() == 2 && batch.signed_by == 0b101, "{file}");
    chain.catch_up();
    let (mut signatures, _) = chain.scene.sign(&from_hex(&batch.message), &[0, 2]);
    signatures.data = from_hex(&batch.instruction_data);
    let post = instruction::post_threshold_batch(chain.scene.config, batch.signed_by);
    chain.scene.world.send_after("post_threshold_batch", signatures, post).unwrap();

    let body = ThresholdBody::from_bytes(&from_hex(&line.body).try_into().unwrap());
    let proof = from_hex(&line.proof).as_chunks().0.to_vec();
    let leaf = Leaf { margin_account: line.margin_account.parse().unwrap(), body };
    let owner = chain.owner;
    chain.scene.apply_leaf(&owner, &leaf, line.index, proof).unwrap();
    check_kept(chain, &leaf.body, batch.sequence);
}

/// A message about the account, above the batch.
fn bring_message(chain: &mut Chain, bytes: &[u8], collected: &Value) {
    let signed_by = u8::try_from(collected["signed_by"].as_u64().unwrap()).unwrap();
    chain.catch_up();
    let (mut signatures, _) = chain.scene.sign(bytes, &[0, 2]);
    signatures.data = from_hex(collected["instruction_data"].as_str().unwrap());
    let apply = instruction::apply_threshold(chain.scene.account_ref(&chain.owner), signed_by);
    chain.scene.world.send_after("apply_threshold", signatures, apply).unwrap();
    let payload = Payload::read(bytes).unwrap();
    check_kept(chain, &payload.body, payload.header.sequence);
}

fn check_kept(chain: &Chain, body: &ThresholdBody, sequence: u64) {
    let kept = chain.scene.margin_account(&chain.owner).unwrap().threshold;
    assert!(kept.maintenance_margin_atoms > 0 && kept.maintenance_margin_atoms == body.maintenance_margin_atoms);
    assert_eq!((kept.sequence, kept.net_delta_atoms), (sequence, body.net_delta_atoms));
}
