//! Which key: a file or a command.

use super::outcome::Failure;
use signer::journal::Signature;
use signer::key::{CommandKey, FileKey, Key, KeyError};
use std::path::PathBuf;
use std::time::Duration;
use vault_types::Pubkey;

#[derive(clap::Args)]
pub struct KeyOptions {
    /// Key file of solana-keygen, which only its owner may read
    #[arg(long, value_name = "FILE", required_unless_present = "sign_command", conflicts_with = "sign_command")]
    key: Option<PathBuf>,
    /// Instead of a key file: a program with its arguments, which takes the message and answers with 64 bytes of signature
    #[arg(long, value_name = "COMMAND", requires = "public_key")]
    sign_command: Option<String>,
    /// Of the sign command's key
    #[arg(long, value_name = "ADDRESS", requires = "sign_command")]
    public_key: Option<Pubkey>,
    /// How long the sign command may take
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    sign_seconds: u64,
}

/// One of the two.
pub enum AnyKey {
    File(FileKey),
    Command(CommandKey),
}

impl Key for AnyKey {
    fn public_key(&self) -> [u8; 32] {
        match self {
            Self::File(key) => key.public_key(),
            Self::Command(key) => key.public_key(),
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, KeyError> {
        match self {
            Self::File(key) => key.sign(message),
            Self::Command(key) => key.sign(message),
        }
    }
}

impl KeyOptions {
    pub fn key(&self) -> Result<AnyKey, Failure> {
        match (&self.key, &self.sign_command, &self.public_key) {
            (Some(path), ..) => Ok(AnyKey::File(FileKey::read(path)?)),
            (None, Some(command), Some(public_key)) => {
                let limit = Duration::from_secs(self.sign_seconds);
                Ok(AnyKey::Command(CommandKey::new(command, public_key.to_bytes(), limit)))
            }
            _ => Err(Failure::input("give a key: --key FILE, or --sign-command COMMAND with --public-key ADDRESS")),
        }
    }
}
