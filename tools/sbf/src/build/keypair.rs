//! Program keypairs: `cargo build-sbf` makes one beside each program, and Anchor expects it there.

use anyhow::{Context as _, Result, anyhow};
use ed25519_dalek::SigningKey;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// Writes a new keypair to `path`, readable by its owner only, unless there is one.
pub fn create_if_missing(path: &Path) -> Result<()> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let mut file = match file {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(()),
        other => other.with_context(|| format!("cannot write {}", path.display()))?,
    };
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| anyhow!("the system gives no random numbers: {error}"))?;
    let bytes = SigningKey::from_bytes(&seed).to_keypair_bytes();
    file.write_all(serde_json::to_string(&bytes.as_slice())?.as_bytes())?;
    Ok(())
}
