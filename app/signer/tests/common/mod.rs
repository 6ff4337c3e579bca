//! What the tests share: a key, messages, a journal on disk.
#![allow(dead_code)] // every test file uses its own part

pub mod command;
pub mod fakes;
pub mod own;
pub mod prices;
pub mod publisher;
pub mod service;

use ed25519_dalek::SigningKey;
use signer::{
    journal::{Journal, Limits, SyncWatch},
    key::FileKey,
    recompute::Recompute,
    rules::{judge_content, judge_header, House, Refusal},
    Request, Signer,
};
use std::convert::Infallible;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use threshold_model::SnapshotInput;
use vault_types::{
    signed::message::MessageHeader,
    threshold::{
        batch::{self, BatchBody},
        message, Form, ThresholdBody, ThresholdParameters,
    },
    Pubkey,
};

pub const NOW_TS: i64 = 1_700_000_000;
pub const GENERATION: u64 = 3;
pub const CLUSTER: [u8; 32] = [9; 32];
pub const CONFIG: Pubkey = Pubkey::new_from_array([0xc0; 32]);

/// That of the example files, with the chain's defaults.
pub const HOUSE: House = House {
    cluster_genesis_hash: CLUSTER,
    config: CONFIG,
    generation: GENERATION,
    parameters: ThresholdParameters::DEFAULT,
    max_age_secs: 60,
    min_life_secs: 180,
    max_life_secs: 900,
    risk_models: [None; 2],
};

/// Test key 1: the secret key is 32 times the byte 1.
pub fn signing_key(member: u8) -> SigningKey {
    SigningKey::from_bytes(&[member + 1; 32])
}

pub fn public_key() -> [u8; 32] {
    signing_key(0).verifying_key().to_bytes()
}

pub fn address(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

pub fn header(domain: [u8; 16], target: Pubkey, sequence: u64) -> MessageHeader {
    MessageHeader {
        domain,
        program: vault_types::ID,
        cluster_genesis_hash: CLUSTER,
        config: CONFIG,
        target,
        generation: GENERATION,
        sequence,
        issued_ts: NOW_TS - 5,
        expires_ts: NOW_TS + 600,
    }
}

pub fn body() -> ThresholdBody {
    ThresholdBody {
        position_seq: 7,
        position_hash: [0xab; 32],
        initial_margin_atoms: 150_000_000,
        maintenance_margin_atoms: 100_000_000,
        liquidation_threshold_atoms: 80_000_000,
        net_delta_atoms: -42_000_000,
        gamma_atoms: -1_500_000,
        vega_atoms: -3_250_000,
        theta_atoms: 2_100_000,
        worst_scenario: 2,
        model_id: 1,
        market_data_hash: [0xda; 32],
        scenario_root: [0xee; 32],
    }
}

/// Of the example snapshot: two markets, two accounts, at [`NOW_TS`].
pub fn example_snapshot() -> SnapshotInput {
    serde_json::from_str(include_str!("../../../threshold-model/examples/snapshot.json")).unwrap()
}

/// A message about an account; `what` tells messages with the same sequence apart.
pub fn about(target: u8, sequence: u64, what: u32) -> Request {
    about_form(Form::Current, target, sequence, what)
}

pub fn about_form(form: Form, target: u8, sequence: u64, what: u32) -> Request {
    let header = header(form.domain(), address(target), sequence);
    Request::read(&message::encode(&header, &ThresholdBody { model_id: what, ..body() })).unwrap()
}

pub fn batch(target: u8, sequence: u64, what: u32) -> Request {
    let mut root = [0; 32];
    root[..4].copy_from_slice(&what.to_le_bytes());
    let header = header(batch::DOMAIN, address(target), sequence);
    Request::read(&batch::encode(&header, &BatchBody { root, depth: 2 })).unwrap()
}

/// A key file with this mode.
pub fn key_file(folder: &Path, mode: u32) -> PathBuf {
    let path = folder.join("key.json");
    fs::write(&path, format!("{:?}", signing_key(0).to_keypair_bytes())).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    path
}

pub fn new_journal(folder: &Path) -> PathBuf {
    let path = folder.join("journal");
    Journal::create(&path, &public_key()).unwrap();
    path
}

pub fn open(folder: &Path, limits: Limits) -> Signer<FileKey> {
    let key = FileKey::read(&key_file(folder, 0o600)).unwrap();
    Signer::open(key, &folder.join("journal"), limits, unwatched()).unwrap()
}

/// For a journal of which nobody asks how long the disk takes.
pub fn unwatched() -> SyncWatch {
    Arc::new(|_| ())
}

/// All pages about signers.
pub fn document() -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let pages = ["SIGNER.md", "SIGNER_RUNNING.md", "SIGNER_PUBLISHER.md", "SIGNER_JOURNAL.md"];
    pages.map(|page| fs::read_to_string(folder.join(page)).unwrap()).concat()
}

/// All rules on what a signer knows already.
pub fn judge(house: &House, own: &impl Recompute, request: &Request, now_ts: i64) -> Result<(), Refusal> {
    judge_header(house, request, now_ts)?;
    judge_content(house, own, request, now_ts).map(drop)
}

/// No rule but the journal's.
pub fn approve(_: &Request) -> Result<(), Infallible> {
    Ok(())
}
