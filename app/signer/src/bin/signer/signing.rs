//! What `signer sign` and `signer serve` share: a key, its journal, and the house that it signs for.

use super::{
    input,
    key::{AnyKey, KeyOptions},
    outcome::Failure,
};
use command_line::InFile;
use signer::journal::{Limits, SyncWatch};
use signer::rules::House;
use signer::Signer;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct SigningOptions {
    #[command(flatten)]
    key: KeyOptions,
    /// The key's own journal
    #[arg(long, value_name = "FILE")]
    journal: PathBuf,
    /// For whom it signs; read at the start
    #[arg(long, value_name = "FILE.json")]
    house: PathBuf,
}

impl SigningOptions {
    pub fn house(&self) -> Result<House, InFile> {
        input::house(&self.house)
    }

    /// Opens the journal; `watch` is told how long the disk takes for each record.
    pub fn signer(&self, watch: SyncWatch) -> Result<Signer<AnyKey>, Failure> {
        Ok(Signer::open(self.key.key()?, &self.journal, Limits::default(), watch)?)
    }
}
