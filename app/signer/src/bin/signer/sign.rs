//! `signer sign`: one message, judged and signed.

use super::{key, outcome::Failure};
use serde::de::DeserializeOwned;
use signer::{journal::Limits, rules::judge, snapshot::Snapshot, HouseInput, Request, Signer};
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
    /// Market and accounts, from which the signer computes for itself
    #[arg(long, value_name = "FILE.json")]
    snapshot: PathBuf,
    /// The message: in hex, or a file with its bytes
    #[arg(long, value_name = "HEX|FILE")]
    message: String,
}

pub fn run(options: &Options) -> Result<String, Failure> {
    let request = Request::read(&message(&options.message)?).map_err(Failure::input)?;
    let house = json::<HouseInput>(&options.house)?.house().map_err(|error| named(&options.house, error))?;
    let snapshot = Snapshot::new(&json(&options.snapshot)?, &house);
    let snapshot = snapshot.map_err(|error| named(&options.snapshot, error))?;
    let mut signer = Signer::open(options.key.key()?, &options.journal, Limits::default())?;
    let now_ts = now_ts()?;
    let signature = signer.sign(&request, |request| judge(&house, &snapshot, request, now_ts))?;
    Ok(hex(&signature) + "\n")
}

fn now_ts() -> Result<i64, Failure> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok();
    let now_ts = since.and_then(|since| i64::try_from(since.as_secs()).ok());
    now_ts.ok_or_else(|| Failure::Broken("the clock is before 1970: set it".to_owned()))
}

fn json<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let text = fs::read(path).map_err(|error| named(path, error))?;
    serde_json::from_slice(&text).map_err(|error| named(path, error))
}

fn named(path: &Path, error: impl std::fmt::Display) -> Failure {
    Failure::BadInput(format!("{}: {error}", path.display()))
}

/// Hex if it can be, otherwise the name of a file.
fn message(text: &str) -> Result<Vec<u8>, Failure> {
    match from_hex(text) {
        Some(bytes) => Ok(bytes),
        None => fs::read(text).map_err(|error| named(Path::new(text), format!("neither hex nor a file ({error})"))),
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.chars().map(|digit| digit.to_digit(16)).collect::<Option<Vec<u32>>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| (high * 16 + low) as u8).collect())
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
