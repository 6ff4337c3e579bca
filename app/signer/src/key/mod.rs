//! The one ed25519 key of a signer: in a file, or behind a command such as that of a hardware module.

mod command;
mod file;
mod running;
#[cfg(test)]
mod running_tests;

pub use command::CommandKey;
pub use file::FileKey;

use crate::journal::Signature;
use ed25519_dalek::VerifyingKey;
use std::path::PathBuf;
use std::time::Duration;
use thiserror::Error;

/// Who can sign with one key.
pub trait Key {
    fn public_key(&self) -> [u8; 32];

    /// The ed25519 signature of the message itself (RFC 8032, nothing hashed before). Callers verify it before they use it.
    fn sign(&self, message: &[u8]) -> Result<Signature, KeyError>;
}

#[derive(Debug, Error)]
pub enum KeyError {
    #[error("cannot read the key file {path} ({source}): give a file in the format of solana-keygen")]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("others can read or write the key file {path} (mode {mode:o}): run `chmod 600 {path}`, and use a new key if it may have been read")]
    Mode { path: PathBuf, mode: u32 },
    #[error(
        "{path} is not a key of solana-keygen: it must be a list of 64 numbers from 0 to 255, seed and public key"
    )]
    Format { path: PathBuf },
    #[error("cannot run the sign command `{command}` ({source}): give a program with its arguments, without a shell's signs")]
    Run { command: String, source: std::io::Error },
    #[error("the sign command did not end within {limit:?}: look after the device behind it, then try again")]
    Slow { limit: Duration },
    #[error("the sign command failed ({status}): see what it wrote above, then try again")]
    Failed { status: String },
    #[error("the sign command wrote {found} bytes instead of the 64 of a signature: let it write nothing else")]
    Output { found: String },
    #[error("the signature is not one by the public key: give the public key of the key that signs")]
    Wrong,
}

/// Is it this key's signature of this message? As strictly as the chain's precompile asks.
pub fn verify(public_key: &[u8; 32], message: &[u8], signature: &Signature) -> bool {
    let Ok(key) = VerifyingKey::from_bytes(public_key) else { return false };
    key.verify_strict(message, &ed25519_dalek::Signature::from_bytes(signature)).is_ok()
}
