//! The file of a batch, from which anybody gives each account its leaf.

use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use threshold_model::Batch;

/// Writes the file: JSON, a [`BatchLine`] and then a [`LeafLine`] for each account.
pub fn write(batch: &Batch, to: &mut impl Write, instruction_data: &[u8], signed_by: u8) -> io::Result<()> {
    let header = batch.header();
    let first = BatchLine {
        config: header.config.to_string(),
        batch: header.target.to_string(),
        generation: header.generation,
        sequence: header.sequence,
        issued_ts: header.issued_ts,
        expires_ts: header.expires_ts,
        accounts: batch.accounts(),
        message: hex::encode(batch.payload().bytes()),
        instruction_data: hex::encode(instruction_data),
        signed_by,
    };
    write_line(to, &first)?;
    for (index, leaf, proof) in batch.proven() {
        let (margin_account, body) = (leaf.margin_account.to_string(), hex::encode(leaf.body.to_bytes()));
        write_line(to, &LeafLine { margin_account, index, body, proof: hex::encode(proof.concat()) })?;
    }
    Ok(())
}

fn write_line(to: &mut impl Write, line: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *to, line)?;
    to.write_all(b"\n")
}

/// What `post_threshold_batch` takes, and what the batch is good for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct BatchLine {
    /// The house.
    pub config: String,
    /// Its account with the last batch.
    pub batch: String,
    pub generation: u64,
    pub sequence: u64,
    pub issued_ts: i64,
    pub expires_ts: i64,
    /// Lines that follow.
    pub accounts: usize,
    /// What was signed, in hex.
    pub message: String,
    /// Of the ed25519 instruction that stands directly before, in hex.
    pub instruction_data: String,
    /// The argument of the instruction: a bit for each member who signed.
    pub signed_by: u8,
}

/// What `apply_leaf` takes, for one account.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct LeafLine {
    pub margin_account: String,
    pub index: u32,
    /// 168 bytes in hex.
    pub body: String,
    /// The siblings from the leaf up, 32 bytes each, in hex.
    pub proof: String,
}
