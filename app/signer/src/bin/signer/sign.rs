//! `signer sign`: one message, judged and signed.

use super::{input, key, outcome::Failure};
use signer::{clock::now_ts, journal::Limits, rules::judge, Signer};
use std::path::PathBuf;

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
    let request = input::message(&options.message)?;
    let house = input::house(&options.house)?;
    let (_, own) = input::snapshot(&options.snapshot, &house)?;
    let mut signer = Signer::open(options.key.key()?, &options.journal, Limits::default())?;
    let now_ts = now_ts().map_err(|error| Failure::Broken(error.to_string()))?;
    let signature = signer.sign(&request, |request| judge(&house, &own, request, now_ts))?;
    Ok(hex::encode(signature) + "\n")
}
