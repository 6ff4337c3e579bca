//! A key in a file, as solana-keygen writes it: a JSON list of 64 numbers, the seed and the public key.

use super::{Key, KeyError};
use crate::journal::Signature;
use ed25519_dalek::{Signer as _, SigningKey};
use std::fs::File;
use std::io::{self, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// A key in memory. It is wiped when it is dropped.
pub struct FileKey(SigningKey);

impl FileKey {
    /// Reads a key that only its owner can read: mode 0600 or 0400. Refuses one whose public half is not that of its seed.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let unreadable = |source: io::Error| KeyError::Unreadable { path: path.to_owned(), source };
        let mut file = File::open(path).map_err(unreadable)?;
        // Of the open file: the name may mean another one by now.
        let metadata = file.metadata().map_err(unreadable)?;
        let mode = metadata.permissions().mode() & 0o7777;
        if !metadata.is_file() {
            return Err(KeyError::Format { path: path.to_owned() });
        }
        if ![0o600, 0o400].contains(&mode) {
            return Err(KeyError::Mode { path: path.to_owned(), mode });
        }
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(unreadable)?;
        let key = parse(&text).ok_or_else(|| KeyError::Format { path: path.to_owned() })?;
        Ok(Self(key))
    }
}

impl Key for FileKey {
    fn public_key(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, KeyError> {
        Ok(self.0.sign(message).to_bytes())
    }
}

fn parse(text: &str) -> Option<SigningKey> {
    let bytes: Vec<u8> = serde_json::from_str(text).ok()?;
    SigningKey::from_keypair_bytes(bytes.as_slice().try_into().ok()?).ok()
}
