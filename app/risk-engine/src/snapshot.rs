//! `risk-engine snapshot`, and what commands have in common that read a snapshot or a payload.

use clap::ValueEnum;
use command_line::{named, write_whole, InFile};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use threshold_model::{BatchPayload, Payload, PayloadError, Snapshot};
use vault_types::{hash::sha256, threshold::Form, Pubkey};

#[derive(clap::Args)]
pub struct Options {
    /// Markets and accounts at one moment, as JSON or as a snapshot's bytes; docs/SNAPSHOT.md lists the fields
    #[arg(value_name = "SNAPSHOT")]
    snapshot: PathBuf,
    /// Where to write the bytes
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// The two hashes; the bytes go to their file.
pub fn run(options: &Options) -> Result<String, Box<dyn Error>> {
    let snapshot = load(&options.snapshot)?;
    let bytes = snapshot.encode();
    if let Some(path) = &options.out {
        write_whole(path, &bytes)?;
    }
    Ok(format!("{} bytes\n{}", bytes.len(), hashes(&snapshot, &bytes)))
}

/// A line each: of all bytes of a snapshot, of its market data, and of the parameters of its risk model if it has one.
pub fn hashes(snapshot: &Snapshot, bytes: &[u8]) -> String {
    let (all, market_data) = (hex::encode(sha256(&[bytes])), hex::encode(snapshot.market_data_hash()));
    let parameters = snapshot.risk_model().map(|model| hex::encode(model.parameters_hash));
    let parameters = parameters.map_or_else(String::new, |hash| format!("parameters_hash   {hash}\n"));
    format!("snapshot_hash     {all}\nmarket_data_hash  {market_data}\n{parameters}")
}

/// Whose message of a snapshot.
#[derive(clap::Args)]
pub struct Account {
    /// Markets and accounts at one moment, as JSON or as a snapshot's bytes; docs/SNAPSHOT.md lists the fields
    #[arg(long, value_name = "SNAPSHOT")]
    pub snapshot: PathBuf,
    /// The margin account
    #[arg(long, value_name = "ADDRESS")]
    pub account: Pubkey,
    /// Which of its portfolios
    #[arg(long, value_enum, default_value_t = ChosenForm::Current)]
    form: ChosenForm,
}

#[derive(Clone, Copy, ValueEnum)]
enum ChosenForm {
    /// The account as it is
    Current,
    /// The account as one trade will leave it
    AfterTrade,
}

impl Account {
    pub fn form(&self) -> Form {
        match self.form {
            ChosenForm::Current => Form::Current,
            ChosenForm::AfterTrade => Form::AfterTrade,
        }
    }
}

pub fn load(path: &Path) -> Result<Snapshot, InFile> {
    let bytes = fs::read(path).map_err(|error| named(path, error))?;
    Snapshot::read(&bytes).map_err(|error| named(path, error))
}

/// What signers sign.
pub enum Message {
    Account(Payload),
    Batch(BatchPayload),
}

impl Message {
    /// As the command line names it: in hex, or by a file.
    pub fn read(argument: &str) -> Result<Self, PayloadError> {
        let bytes = bytes(argument)?;
        match BatchPayload::read(&bytes) {
            Some(batch) => batch.map(Self::Batch),
            None => Payload::read(&bytes).map(Self::Account),
        }
    }
}

/// About one account, as the command line names it: in hex, or by a file.
pub fn payload(argument: &str) -> Result<Payload, PayloadError> {
    Payload::read(&bytes(argument)?)
}

fn bytes(argument: &str) -> Result<Vec<u8>, PayloadError> {
    Payload::bytes_of(argument, |file| fs::read(Path::new(file)))
}
