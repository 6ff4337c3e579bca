//! `signer sign`: one message, judged and signed.

use super::{input, key, outcome::Failure};
use signer::{journal::Limits, judge_now, Signer};
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
    let mut signer = Signer::open(options.key.key()?, &options.journal, Limits::default())?;
    let mut read = None;
    let signature = signer.sign(&request, |request| {
        judge_now(&house, request, || {
            let (_, own) = input::snapshot(&options.snapshot, &house).map_err(|failure| failure.to_string())?;
            Ok(&*read.insert(own))
        })
    })?;
    Ok(hex::encode(signature) + "\n")
}
