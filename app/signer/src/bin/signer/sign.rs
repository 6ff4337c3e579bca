//! `signer sign`: one message, judged and signed.

use super::{input, outcome::Failure, signing::SigningOptions};
use signer::judge_now;
use std::path::PathBuf;
use std::sync::Arc;

#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    signing: SigningOptions,
    /// Markets and accounts, from which the signer computes for itself: JSON, or a snapshot's bytes
    #[arg(long, value_name = "FILE")]
    snapshot: PathBuf,
    /// The message: in hex, or a file with its bytes
    #[arg(long, value_name = "HEX|FILE")]
    message: String,
}

pub fn run(options: &Options) -> Result<String, Failure> {
    let request = input::message(&options.message)?;
    let house = options.signing.house()?;
    let mut signer = options.signing.signer(Arc::new(|_| ()))?;
    let mut read = None;
    let signature = signer.sign(&request, |request| {
        judge_now(&house, request, || {
            let (_, own) = input::snapshot(&options.snapshot, &house).map_err(|failure| failure.to_string())?;
            Ok(&*read.insert(own))
        })
    })?;
    Ok(hex::encode(signature) + "\n")
}
