//! `risk-engine take`: from the accounts of a chain on which the built program has run to the snapshot that the other commands and the program take.

mod habits;
mod markets;
#[path = "../../../snapshot-taker/tests/shared/node.rs"]
mod node;
#[path = "../../../snapshot-taker/tests/shared/page.rs"]
mod page;
mod refused;
mod world;

use feed::record::{AccountUpdate, Entry, Writer};
use habits::Habits;
use serde_json::{json, Value};
use std::{
    fs,
    path::Path,
    process::{Command, Output},
};
use threshold_model::{
    sequence, AccountInput, FormInput, MarketOnChain, Payload, RoundInput, SignedHouseInput, Snapshot, SnapshotInput,
    RISK_MODEL_ID,
};
use vault_types::{
    state::{MarginAccount, Market, VolSurface},
    threshold::Form,
    Pubkey,
};
use world::{Chain, Dump};

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_risk-engine")).current_dir(folder).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn succeeded(output: &Output) -> &str {
    assert!(output.status.code() == Some(0) && output.stderr.is_empty(), "{output:?}");
    text(&output.stdout)
}

/// What was printed, and who was named as left out.
fn told(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

/// What the scene's own accounts give, in the types of the program.
fn expected(chain: &Chain) -> SnapshotInput {
    let (scene, now_ts) = (&chain.scene, chain.scene.world.now());
    let market = MarketOnChain {
        address: scene.market,
        market: &scene.market(),
        risk: &scene.market_risk(),
        surface: &scene.surface(),
        underlying_decimals: 9,
        quote_decimals: 6,
        spot_e8: world::SPOT,
    };
    let mut accounts = scene.world.read_all::<MarginAccount>();
    accounts.sort_by_key(|(address, _)| *address);
    let on_chain =
        |(address, account): &(Pubkey, MarginAccount)| AccountInput::on_chain(address, FormInput::Current, account);
    SnapshotInput {
        round: RoundInput { observed_ts: now_ts, expires_ts: now_ts + 600, sequence: now_ts as u64 * 1_000 + 1 },
        house: SignedHouseInput::on_chain(&scene.config, &scene.config(), &scene.signer_set()),
        markets: vec![market.input().unwrap()],
        accounts: accounts.iter().map(on_chain).collect(),
        risk_model: None,
    }
}

/// From a node on this machine: the file is to the byte what the program's types give, and its messages are taken by the program.
#[test]
fn a_snapshot_from_a_node_is_that_of_the_accounts() {
    let mut chain = Chain::trading();
    let (folder, node) = (chain.folder(), Habits::default().start(&chain.dump()));
    let (house, price, least) = (chain.house(), chain.price(), chain.dump().slot.to_string());
    let url = node.url();
    let from = ["take", "--node", &url, "--house", &house, "--recording", "prices.jsonl", "--price", &price];
    let more = ["--slot-at-least", &least, "--keep", "accounts.jsonl", "--out", "snapshot.json"];
    let output = run(folder.path(), &[&from[..], &more].concat());
    let printed = succeeded(&output);
    assert!(printed.starts_with(&format!("slot {least}, observed_ts {}, 1 markets, 2 accounts\n", chain.now())));

    let input = expected(&chain);
    let file = fs::read_to_string(folder.path().join("snapshot.json")).unwrap();
    assert_eq!(file, serde_json::to_string_pretty(&input).unwrap() + "\n");
    let checked = run(folder.path(), &["snapshot", "snapshot.json"]);
    let hashes = |text: &str| text.split_once('\n').unwrap().1.to_owned();
    assert_eq!(hashes(succeeded(&checked)), hashes(printed));

    let (account, owner) = chain.writer();
    let address = account.to_string();
    let threshold = ["threshold", "--snapshot", "snapshot.json", "--account", &address, "--out", "payload"];
    let message = Snapshot::new(&input).unwrap().message(Form::Current, &account).unwrap();
    assert!(succeeded(&run(folder.path(), &threshold)).starts_with(&(hex::encode(&message) + "\n")));
    let verify = run(folder.path(), &["verify", "payload", "--snapshot", "snapshot.json"]);
    assert!(succeeded(&verify).starts_with("equal: "), "{verify:?}");

    let signed = Payload::read(&fs::read(folder.path().join("payload")).unwrap()).unwrap();
    assert!(signed.body.maintenance_margin_atoms > 0);
    let numbers = sequence::of_accounts(signed.header.issued_ts);
    assert!(numbers.contains(&i128::from(signed.header.sequence)), "a number that signers sign for an account");
    chain.bring(&owner, &signed);
    let kept = chain.scene.margin_account(&owner).unwrap().threshold;
    assert_eq!(kept.maintenance_margin_atoms, signed.body.maintenance_margin_atoms);
    assert_eq!(kept.net_delta_atoms, signed.body.net_delta_atoms);
}

/// `signer serve --snapshot-dir` looks for it there.
#[test]
fn in_a_folder_a_snapshot_is_named_after_its_second() {
    let chain = Chain::trading();
    let folder = chain.folder();
    fs::create_dir(folder.path().join("rounds")).unwrap();
    succeeded(&chain.take_to("rounds", &folder, &chain.dump(), &[]));
    let file = fs::read_to_string(folder.path().join(format!("rounds/{}.json", chain.now()))).unwrap();
    assert_eq!(file, serde_json::to_string_pretty(&expected(&chain)).unwrap() + "\n");
}

/// A market and an account of a house that is none of ours.
fn with_another_house(chain: &Chain) -> Dump {
    let (mut dump, other) = (chain.dump(), Pubkey::new_from_array([0x77; 32]));
    let [market, account] = [0x78, 0x79].map(|byte| Pubkey::new_from_array([byte; 32]));
    for (from, to) in [(chain.scene.market, market), (chain.writer().0, account)] {
        dump.accounts.insert(to, dump.accounts[&from].clone());
    }
    dump.change::<Market>(&market, |market| market.config = other);
    dump.change::<MarginAccount>(&account, |account| account.config = other);
    dump
}

/// What was kept of the node's answer, which is of the house alone, gives the same file without a node.
#[test]
fn the_same_accounts_from_a_file_give_the_same_snapshot() {
    let chain = Chain::trading();
    let (folder, node) = (chain.folder(), Habits::default().start(&with_another_house(&chain)));
    let (house, price, url) = (chain.house(), chain.price(), node.url());
    let from = |source: &[&str], out: &str| {
        let rest = ["--house", &house, "--recording", "prices.jsonl", "--price", &price, "--out", out];
        let output = run(folder.path(), &[&["take"], source, &rest].concat());
        (succeeded(&output).to_owned(), fs::read(folder.path().join(out)).unwrap())
    };
    let asked = from(&["--node", &url, "--keep", "accounts.jsonl"], "asked.json");
    assert_eq!(asked, from(&["--accounts", "accounts.jsonl"], "read.json"));
    let kept = fs::read(folder.path().join("accounts.jsonl")).unwrap();
    assert_eq!(kept, chain.dump().of_house(&chain).recording(chain.now()));
}

/// With a further market, as a model has that was made for all markets of the house.
#[test]
fn a_risk_model_goes_into_the_snapshot() {
    let chain = Chain::trading();
    let folder = chain.folder();
    let parameters = include_str!("../../../risk-models/parameters/monte_carlo.json");
    let mut parameters: Value = serde_json::from_str(parameters).unwrap();
    parameters["markets"][0]["name"] = json!(chain.scene.market.to_string());
    let model = json!({ "sol_price_e8": 60 * 100_000_000_u64, "parameters": parameters });
    fs::write(folder.path().join("model.json"), model.to_string()).unwrap();
    let more = ["--risk-model", "model.json"];
    assert!(succeeded(&chain.take(&folder, &chain.dump(), &more)).contains("parameters_hash"));
    let taken = Snapshot::read(&fs::read(folder.path().join("taken.json")).unwrap()).unwrap();
    assert_eq!(taken.risk_model().unwrap().sol_price_e8, 60 * 100_000_000);
    let message = taken.message(Form::Current, &chain.writer().0).unwrap();
    assert_eq!(Payload::read(&message).unwrap().body.model_id, RISK_MODEL_ID);
    // A new market that nobody has made a model for keeps out nobody but those who have options on it.
    let (mut dump, second) = (chain.dump(), Pubkey::new_from_array([0x55; 32]));
    dump.copy_market(&chain.scene.market, second, |_| ());
    let price = format!("{second}={}", chain.scene.price_account);
    let printed = told(&chain.take(&folder, &dump, &[&more[..], &["--price", &price]].concat()));
    let line = format!("market left out: market {second} is not in the risk model");
    assert!(printed.contains("1 markets, 2 accounts\n") && printed.contains(&line), "{printed}");
    fs::write(folder.path().join("model.json"), "{}").unwrap();
    let refused = chain.take(&folder, &chain.dump(), &more);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).starts_with("error: model.json: missing field"), "{refused:?}");
}

/// A smile that was posted more than a day ago, or never, keeps out who has options of its expiry, and nobody else; unless they are meant.
#[test]
fn an_old_smile_concerns_whoever_has_options_of_its_expiry() {
    let chain = Chain::trading();
    let [_, _, surface] = chain.derived();
    let (folder, first_ts) = (chain.folder(), chain.scene.coming_expiries(1)[0]);
    let posted_before = |secs: i64| {
        let mut dump = chain.dump();
        dump.change::<VolSurface>(&surface, |surface| {
            let slice = surface.slices.iter_mut().find(|slice| slice.expiry_ts == first_ts).unwrap();
            (slice.issued_ts, slice.posted_ts) = (chain.now() - secs, chain.now() - secs);
        });
        dump
    };
    let printed = |dump: &Dump, more: &[&str]| told(&chain.take(&folder, dump, more));
    let old = printed(&posted_before(86_401), &[]);
    let line = format!("{} left out: market {} has no smile of {first_ts}", chain.writer().0, chain.scene.market);
    assert!(old.contains("1 markets, 1 accounts\n") && old.contains(&line), "{old}");
    assert_eq!(old.lines().count(), 4);
    for (dump, more) in [(posted_before(86_400), &[][..]), (posted_before(86_401), &["--old-smiles"])] {
        let all = printed(&dump, more);
        assert!(all.contains("1 markets, 2 accounts\n") && all.lines().count() == 3, "{all}");
    }
    let mut never = chain.dump();
    never.change::<VolSurface>(&surface, |surface| surface.slices.iter_mut().for_each(|slice| *slice = <_>::default()));
    assert!(printed(&never, &[]).contains(&line));
}

/// Eight hundred accounts of a megabyte that belong to the program, which anybody can make, are not asked for: together they would be more than is taken.
#[test]
fn strangers_accounts_change_nothing() {
    let chain = Chain::trading();
    let alone = taken_from(&chain, Habits::default());
    assert_eq!(taken_from(&chain, Habits { strangers: 800, ..Habits::default() }), alone);
}

/// However many slots pass while accounts come, the clock is of the slot in which they were looked up, or of one not long before.
#[test]
fn a_slow_answer_is_of_its_slot() {
    let chain = Chain::trading();
    taken_from(&chain, Habits { passing: 1_000, ..Habits::default() });
    taken_from(&chain, Habits { waiting: 50, ..Habits::default() });
}

/// The snapshot that the command writes.
fn taken_from(chain: &Chain, habits: Habits) -> String {
    let (folder, dump) = (chain.folder(), chain.dump());
    let (url, house, price) = (habits.start(&dump).url(), chain.house(), chain.price());
    let from = ["take", "--node", &url, "--house", &house, "--recording", "prices.jsonl", "--price", &price];
    succeeded(&run(folder.path(), &[&from[..], &["--out", "snapshot.json"]].concat()));
    fs::read_to_string(folder.path().join("snapshot.json")).unwrap()
}

/// Recording goes on while the accounts come, and for a day after: what is of a later slot than the clock, and times after it, change nothing.
#[test]
fn a_recording_that_has_gone_on_gives_the_same_snapshot() {
    let mut chain = Chain::trading();
    let (dump, house, at) = (chain.dump(), chain.house(), chain.now() * 1_000);
    let known = chain.price_update();
    chain.scene.world.set_time(at / 1_000 + 30);
    chain.scene.set_price(2 * world::SPOT);
    let later = AccountUpdate { slot: dump.slot + 75, ..chain.price_update() };
    assert_ne!(known.data, later.data);
    let price = chain.price();
    let taken = |rest: &[Entry]| {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::create(&folder.path().join("prices.jsonl")).unwrap();
        let first = Entry { received_ms: at, update: Some(known.clone()) };
        [&[first][..], rest].concat().iter().for_each(|entry| writer.write(entry).unwrap());
        fs::write(folder.path().join("accounts.jsonl"), dump.recording(at / 1_000)).unwrap();
        let from = ["take", "--accounts", "accounts.jsonl", "--house", &house, "--recording", "prices.jsonl"];
        succeeded(&run(folder.path(), &[&from[..], &["--price", &price, "--out", "taken.json"]].concat()));
        fs::read_to_string(folder.path().join("taken.json")).unwrap()
    };
    let alone = taken(&[]);
    let price = Entry { received_ms: at + 30_000, update: Some(later) };
    let (second, day) =
        (Entry { received_ms: at + 1_000, update: None }, Entry { received_ms: at + 86_400_000, update: None });
    assert_eq!(taken(&[second, price, day]), alone);
}

/// Each option that docs/ROUND.md gives to the command is one that it has.
#[test]
fn the_pages_commands_are_known() {
    let lines = page::lines_of("risk-engine");
    let subcommands = ["take", "threshold", "verify", "prove", "check-proof"];
    assert_eq!(lines.iter().map(|(subcommand, _)| *subcommand).collect::<Vec<_>>(), subcommands);
    for (subcommand, options) in lines {
        let output = run(Path::new("."), &[subcommand, "--help"]);
        options.iter().for_each(|option| assert!(page::has(succeeded(&output), option), "{subcommand} {option}"));
    }
}
