//! `signer new-journal` and `signer journal`.

use super::{key, outcome::Failure};
use signer::journal::{read, Journal, Kind, Record};
use signer::key::Key as _;
use std::path::PathBuf;
use vault_types::Pubkey;

#[derive(clap::Args)]
pub struct NewOptions {
    #[command(flatten)]
    key: key::KeyOptions,
    /// Where it will be; nothing may be there
    #[arg(long, value_name = "FILE")]
    journal: PathBuf,
}

#[derive(clap::Args)]
pub struct ShowOptions {
    /// A journal, also of a signer that runs
    #[arg(value_name = "FILE")]
    journal: PathBuf,
}

pub fn create(options: &NewOptions) -> Result<String, Failure> {
    let public_key = options.key.key()?.public_key();
    Journal::create(&options.journal, &public_key)?;
    Ok(format!("{} is the journal of {}\n", options.journal.display(), Pubkey::new_from_array(public_key)))
}

/// A line for the key, then one for each record: number, kind, form, target, generation, sequence, and hash of the message or signature.
pub fn show(options: &ShowOptions) -> Result<String, Failure> {
    let contents = read(&options.journal)?;
    let mut text = format!("journal of {}\n", Pubkey::new_from_array(contents.public_key));
    for (number, record) in contents.records.iter().enumerate() {
        text += &line(number + 1, record);
    }
    if contents.torn_len > 0 {
        text += &format!("and {} bytes of a record that is not whole\n", contents.torn_len);
    }
    Ok(text)
}

fn line(number: usize, record: &Record) -> String {
    let promise = record.promise();
    let (kind, what) = match record.kind() {
        Kind::Promise => ("promise", hex::encode(promise.message_hash)),
        Kind::Signature => ("signature", record.signature().map(hex::encode).unwrap_or_default()),
    };
    let form = if promise.stream.is_batch { "batch" } else { "account" };
    let target = Pubkey::new_from_array(promise.stream.target);
    let (generation, sequence) = (promise.generation, promise.sequence);
    format!("{number} {kind} {form} {target} generation {generation} sequence {sequence} {what}\n")
}
