//! The command in a folder with a key, a house and a snapshot of now.

use super::*;
use signer::recompute::Recompute as _;
use signer::snapshot::OwnNumbers;
use signer::{clock, HouseInput};
use std::process::{Command, Output};
use std::str;
use threshold_model::{Snapshot, VolatilityInput};

pub const HOUSE_FILE: &str = include_str!("../../examples/house.json");

pub fn signer(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_signer")).current_dir(folder).args(arguments).output().unwrap()
}

pub fn sign(folder: &Path, message: &str) -> Output {
    sign_with(folder, message, &["--trust-snapshot"])
}

/// With an own source of prices, or without one.
pub fn sign_with(folder: &Path, message: &str, prices: &[&str]) -> Output {
    let files = ["--key", "key.json", "--journal", "journal", "--house", "house.json", "--snapshot", "snapshot.json"];
    signer(folder, &[&["sign"], &files[..], prices, &["--message", message]].concat())
}

/// The code, and the only line of error.
pub fn failure(output: &Output) -> (i32, &str) {
    let error = str::from_utf8(&output.stderr).unwrap();
    assert!(error.starts_with("error: ") && error.lines().count() == 1 && output.stdout.is_empty(), "{output:?}");
    (output.status.code().unwrap(), error)
}

/// Everything but a journal.
pub fn ready() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    key_file(folder.path(), 0o600);
    fs::write(folder.path().join("house.json"), HOUSE_FILE).unwrap();
    write_snapshot(folder.path(), "snapshot.json", |_| ());
    folder
}

/// The example as if it were of now, and no account had taken a threshold yet.
pub fn write_snapshot(folder: &Path, name: &str, change: impl FnOnce(&mut SnapshotInput)) {
    let mut snapshot = example_snapshot();
    let passed = clock::now_ts().unwrap() - snapshot.round.observed_ts;
    snapshot.round.observed_ts += passed;
    snapshot.round.expires_ts += passed;
    for account in &mut snapshot.accounts {
        account.last_threshold = None;
        account.options.iter_mut().for_each(|option| option.expiry_ts += passed);
    }
    for market in &mut snapshot.markets {
        let VolatilityInput::Surface(surface) = &mut market.volatility else { continue };
        for smile in &mut surface.smiles {
            smile.expiry_ts += passed;
            smile.issued_ts += passed;
            smile.posted_ts += passed;
        }
    }
    change(&mut snapshot);
    fs::write(folder.join(name), serde_json::to_string(&snapshot).unwrap()).unwrap();
}

pub fn with_journal() -> tempfile::TempDir {
    let folder = ready();
    let made = signer(folder.path(), &["new-journal", "--key", "key.json", "--journal", "journal"]);
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    folder
}

fn house() -> House {
    serde_json::from_str::<HouseInput>(HOUSE_FILE).unwrap().house().unwrap()
}

/// The only one that signers sign of the folder's snapshot.
pub fn batch_message(folder: &Path) -> Vec<u8> {
    let computed = Snapshot::read(&fs::read(folder.join("snapshot.json")).unwrap()).unwrap();
    OwnNumbers::new(computed, &house()).unwrap().snapshot().batch().unwrap().payload().bytes()
}

/// What a signer with a snapshot signs about its first account.
#[derive(Clone)]
pub struct Round {
    pub header: MessageHeader,
    pub body: ThresholdBody,
}

impl Round {
    pub fn of(folder: &Path) -> Self {
        Self::of_file(&folder.join("snapshot.json"))
    }

    pub fn of_file(snapshot: &Path) -> Self {
        Self::about(snapshot, 0)
    }

    /// About the account in this place of the snapshot's.
    pub fn about(snapshot: &Path, place: usize) -> Self {
        let house = house();
        let bytes = fs::read(snapshot).unwrap();
        let account =
            serde_json::from_slice::<SnapshotInput>(&bytes).unwrap().accounts[place].margin_account.parse().unwrap();
        let computed = Snapshot::read(&bytes).unwrap();
        let issued_ts = computed.setting().observed_ts;
        let header = MessageHeader {
            config: house.config,
            cluster_genesis_hash: house.cluster_genesis_hash,
            generation: house.generation,
            issued_ts,
            expires_ts: issued_ts + 600,
            ..header(Form::Current.domain(), account, 1)
        };
        let snapshot = OwnNumbers::new(computed, &house).unwrap();
        Self { header, body: snapshot.threshold(Form::Current, &account, &header).unwrap() }
    }

    /// With whatever else is asked for, and then this number of the second in which it was issued: 0 is the batch's, 999 the last one.
    pub fn message(&self, number: u64, change: impl FnOnce(&mut MessageHeader)) -> Vec<u8> {
        let mut header = self.header;
        change(&mut header);
        header.sequence = header.issued_ts.unsigned_abs() * 1_000 + number;
        message::encode(&header, &self.body)
    }

    /// This number of the snapshot's second.
    pub fn sequence(&self, number: u64) -> u64 {
        self.header.issued_ts.unsigned_abs() * 1_000 + number
    }
}
