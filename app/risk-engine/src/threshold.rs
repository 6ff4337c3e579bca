//! `risk-engine threshold` and `risk-engine verify`.

use super::snapshot::{load, Account, Message};
use command_line::{named, write_whole, Verdict};
use std::error::Error;
use std::fmt::Write as _;
use std::path::PathBuf;
use threshold_model::Payload;

#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    account: Account,
    /// Where to write the bytes of the payload
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// The payload in hex, then its fields, a line each.
pub fn run(options: &Options) -> Result<String, Box<dyn Error>> {
    let Account { snapshot: path, account, .. } = &options.account;
    let message = load(path)?.message(options.account.form(), account).map_err(|error| named(path, error))?;
    if let Some(path) = &options.out {
        write_whole(path, &message)?;
    }
    let mut text = hex::encode(&message) + "\n\n";
    for field in Payload::read(&message)?.fields() {
        let _ = writeln!(text, "{:<28} {}", field.name, field.value);
    }
    Ok(text)
}

#[derive(clap::Args)]
pub struct VerifyOptions {
    /// What signers sign, about one account or with a batch: in hex, or a file with its bytes
    #[arg(value_name = "HEX|FILE")]
    payload: String,
    /// Markets and accounts at one moment, as JSON or as a snapshot's bytes
    #[arg(long, value_name = "SNAPSHOT")]
    snapshot: PathBuf,
}

/// One line: equal, or the first field that is not.
pub fn verify(options: &VerifyOptions) -> Result<Verdict, Box<dyn Error>> {
    let path = &options.snapshot;
    let message = Message::read(&options.payload)?;
    let snapshot = load(path)?;
    let (difference, what_follows) = match &message {
        Message::Account(payload) => (snapshot.first_difference(payload), "every byte but sequence and expires_ts"),
        Message::Batch(payload) => (snapshot.first_difference_of_batch(payload), "every byte of the batch"),
    };
    Ok(match difference.map_err(|error| named(path, error))? {
        None => Verdict { holds: true, text: format!("equal: {what_follows} follows from {}\n", path.display()) },
        Some((said, computed)) => Verdict {
            holds: false,
            text: format!("{} differs: {} in the payload, {} by the snapshot\n", said.name, said.value, computed.value),
        },
    })
}
