//! The command: signatures, exit codes, one line for each error.

mod common;

use common::*;
use risk_engine::snapshot::{Snapshot as Computed, SnapshotInput, VolatilityInput};
use signer::{key, recompute::Recompute as _, snapshot::Snapshot, HouseInput};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::str;
use std::time::{SystemTime, UNIX_EPOCH};
use vault_types::{
    signed::message::MessageHeader,
    threshold::{message, Form},
};

const HOUSE: &str = include_str!("../examples/house.json");

/// Runs it in a folder with a key, a house and a snapshot of now.
fn signer(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_signer")).current_dir(folder).args(arguments).output().unwrap()
}

fn sign(folder: &Path, message: &str) -> Output {
    let files = ["--key", "key.json", "--journal", "journal", "--house", "house.json", "--snapshot", "snapshot.json"];
    signer(folder, &[&["sign"], &files[..], &["--message", message]].concat())
}

/// The code, and the only line of error.
fn failure(output: &Output) -> (i32, &str) {
    let error = str::from_utf8(&output.stderr).unwrap();
    assert!(error.starts_with("error: ") && error.lines().count() == 1 && output.stdout.is_empty(), "{output:?}");
    (output.status.code().unwrap(), error)
}

fn ready() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    key_file(folder.path(), 0o600);
    fs::write(folder.path().join("house.json"), HOUSE).unwrap();
    fs::write(folder.path().join("snapshot.json"), serde_json::to_string(&snapshot_of_now()).unwrap()).unwrap();
    folder
}

/// The example, as if it were of now.
fn snapshot_of_now() -> SnapshotInput {
    let mut snapshot = example_snapshot();
    let passed = now_ts() - snapshot.round.observed_ts;
    snapshot.round.observed_ts += passed;
    snapshot.round.expires_ts += passed;
    for option in snapshot.accounts.iter_mut().flat_map(|account| &mut account.options) {
        option.expiry_ts += passed;
    }
    for market in &mut snapshot.markets {
        let VolatilityInput::Surface(surface) = &mut market.volatility else { continue };
        for smile in &mut surface.smiles {
            smile.expiry_ts += passed;
            smile.issued_ts += passed;
            smile.posted_ts += passed;
        }
    }
    snapshot
}

fn with_journal() -> tempfile::TempDir {
    let folder = ready();
    let made = signer(folder.path(), &["new-journal", "--key", "key.json", "--journal", "journal"]);
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    folder
}

fn now_ts() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64
}

/// What the snapshot in the folder gives, and whatever else is asked for.
fn good_message(folder: &Path, sequence: u64, change: impl Fn(&mut MessageHeader)) -> Vec<u8> {
    let house = serde_json::from_str::<HouseInput>(HOUSE).unwrap().house().unwrap();
    let computed = Computed::read(&fs::read(folder.join("snapshot.json")).unwrap()).unwrap();
    let (issued_ts, account) = (computed.setting().observed_ts, address(0xa1));
    let mut header = MessageHeader {
        config: house.config,
        cluster_genesis_hash: house.cluster_genesis_hash,
        generation: house.generation,
        issued_ts,
        expires_ts: issued_ts + 600,
        ..header(Form::Current.domain(), account, sequence)
    };
    let snapshot = Snapshot::new(computed, &house).unwrap();
    let body = snapshot.threshold(Form::Current, &account, &header).unwrap();
    change(&mut header);
    message::encode(&header, &body)
}

#[test]
fn a_good_message_is_signed_from_hex_and_from_a_file_with_the_same_signature() {
    let folder = with_journal();
    let message = good_message(folder.path(), 5, |_| ());
    let first = sign(folder.path(), &hex::encode(&message));
    assert_eq!(first.status.code(), Some(0), "{first:?}");
    let signature = str::from_utf8(&first.stdout).unwrap().trim_end();
    let bytes = hex::decode(signature).unwrap();
    assert!(key::verify(&public_key(), &message, &bytes.try_into().unwrap()));
    fs::write(folder.path().join("message"), &message).unwrap();
    assert_eq!(sign(folder.path(), "message").stdout, first.stdout);
    let journal = signer(folder.path(), &["journal", "journal"]);
    let text = str::from_utf8(&journal.stdout).unwrap();
    assert_eq!((journal.status.code(), text.lines().count()), (Some(0), 3), "{text}");
    assert!(text.contains("1 promise account") && text.contains(signature), "{text}");
}

#[test]
fn what_is_refused_has_code_3() {
    let folder = with_journal();
    let message = |sequence, change: fn(&mut MessageHeader)| hex::encode(good_message(folder.path(), sequence, change));
    assert_eq!(sign(folder.path(), &message(5, |_| ())).status.code(), Some(0));
    for (refused, reason) in [
        (message(5, |header| header.expires_ts += 1), "another message with sequence 5 was promised"),
        (message(4, |_| ()), "sequence 5 was promised"),
        (message(6, |header| header.generation += 1), "by another generation"),
        (message(6, |header| header.issued_ts -= 500), "was issued"),
        (message(u64::MAX, |_| ()), "above the time of issue"),
    ] {
        let output = sign(folder.path(), &refused);
        let (code, error) = failure(&output);
        assert!(code == 3 && error.contains(reason), "{code} {error}");
    }
    let mut other = good_message(folder.path(), 6, |_| ());
    other[216] ^= 1;
    let output = sign(folder.path(), &hex::encode(&other));
    assert!(failure(&output).0 == 3 && failure(&output).1.contains("initial_margin_atoms differs"));
}

#[test]
fn bad_input_has_code_2() {
    let folder = ready();
    let message = hex::encode(good_message(folder.path(), 5, |_| ()));
    let code_and_reason = |reason: &str, message: &str| {
        let output = sign(folder.path(), message);
        let (code, error) = failure(&output);
        assert!(code == 2 && error.contains(reason), "{code} {error}");
    };
    code_and_reason("make it once with `signer new-journal`", &message);
    code_and_reason("neither hex nor a file", "nothing");
    code_and_reason("344 bytes", "00");
    code_and_reason("docs/THRESHOLD.md", &"00".repeat(344));
    key_file(folder.path(), 0o644);
    code_and_reason("chmod 600", &message);
    fs::write(folder.path().join("house.json"), "{}").unwrap();
    code_and_reason("house.json: missing field", &message);
    let usage = signer(folder.path(), &["sign"]);
    assert_eq!(usage.status.code(), Some(2));
}

#[test]
fn a_damaged_journal_or_a_failing_command_has_code_4() {
    let folder = with_journal();
    let message = hex::encode(good_message(folder.path(), 5, |_| ()));
    let address = vault_types::Pubkey::new_from_array(public_key()).to_string();
    let files = ["--journal", "journal", "--house", "house.json", "--snapshot", "snapshot.json", "--message", &message];
    let command = ["sign", "--sign-command", "false", "--public-key", &address];
    let output = signer(folder.path(), &[&command[..], &files].concat());
    assert!(failure(&output).0 == 4 && failure(&output).1.contains("sign command failed"), "{output:?}");
    assert_eq!(sign(folder.path(), &message).status.code(), Some(0), "the promise can still be kept");
    let journal = folder.path().join("journal");
    let mut bytes = fs::read(&journal).unwrap();
    bytes[100] ^= 1;
    fs::write(&journal, bytes).unwrap();
    let output = sign(folder.path(), &message);
    assert!(failure(&output).0 == 4 && failure(&output).1.contains("record 1 of"), "{output:?}");
}

#[test]
fn the_help_names_the_exit_codes() {
    let output = signer(Path::new("."), &["--help"]);
    assert!(str::from_utf8(&output.stdout).unwrap().contains("Exit codes: 0 done, 2 bad input, 3 refused"));
}

#[test]
fn a_second_journal_is_not_made_over_the_first() {
    let folder = with_journal();
    let output = signer(folder.path(), &["new-journal", "--key", "key.json", "--journal", "journal"]);
    assert!(failure(&output).0 == 2 && failure(&output).1.contains("exists already"));
}
