//! `signer sign`: one message, judged and signed.

use super::{key, outcome::Failure};
use risk_engine::snapshot::Payload;
use signer::{
    journal::Limits,
    rules::{judge, House},
    snapshot::Snapshot,
    HouseInput, Request, Signer,
};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    key: key::KeyOptions,
    /// The key's own journal
    #[arg(long, value_name = "FILE")]
    journal: PathBuf,
    /// For whom it signs
    #[arg(long, value_name = "FILE.json")]
    house: PathBuf,
    /// Markets and accounts, from which the signer computes for itself: JSON, or a snapshot's bytes
    #[arg(long, value_name = "FILE")]
    snapshot: PathBuf,
    /// The message: in hex, or a file with its bytes
    #[arg(long, value_name = "HEX|FILE")]
    message: String,
}

pub fn run(options: &Options) -> Result<String, Failure> {
    let message = Payload::bytes_of(&options.message).map_err(Failure::input)?;
    let request = Request::read(&message).map_err(Failure::input)?;
    let house = house(&options.house)?;
    let snapshot = snapshot(&options.snapshot, &house)?;
    let mut signer = Signer::open(options.key.key()?, &options.journal, Limits::default())?;
    let now_ts = now_ts()?;
    let signature = signer.sign(&request, |request| judge(&house, &snapshot, request, now_ts))?;
    Ok(hex::encode(signature) + "\n")
}

fn now_ts() -> Result<i64, Failure> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok();
    let now_ts = since.and_then(|since| i64::try_from(since.as_secs()).ok());
    now_ts.ok_or_else(|| Failure::Broken("the clock is before 1970: set it".to_owned()))
}

fn house(path: &Path) -> Result<House, Failure> {
    let text = fs::read(path).map_err(|error| named(path, error))?;
    let house = serde_json::from_slice::<HouseInput>(&text).map_err(|error| named(path, error))?;
    house.house().map_err(|error| named(path, error))
}

fn snapshot(path: &Path, house: &House) -> Result<Snapshot, Failure> {
    let bytes = fs::read(path).map_err(|error| named(path, error))?;
    let snapshot = risk_engine::snapshot::Snapshot::read(&bytes).map_err(|error| named(path, error))?;
    Snapshot::new(snapshot, house).map_err(|error| named(path, error))
}

fn named(path: &Path, error: impl std::fmt::Display) -> Failure {
    Failure::BadInput(format!("{}: {error}", path.display()))
}
