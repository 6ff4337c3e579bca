//! One message for many accounts, and a file from which anybody gives each account its leaf.

use crate::rules::House;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use threshold_model::sequence;
use vault_types::{
    signed::message::MessageHeader,
    threshold::{
        batch::{self, BatchBody, Leaf},
        tree::Tree,
        ThresholdError,
    },
};

/// A message with the leaves behind its root.
pub struct Batch {
    pub header: MessageHeader,
    pub message: Vec<u8>,
    leaves: Vec<Leaf>,
    tree: Tree,
}

/// Of the only batch that signers sign of this second; `None` if there is no sequence for it: before 1970, or where 64 bits end.
pub fn header(house: &House, issued_ts: i64, expires_ts: i64) -> Option<MessageHeader> {
    Some(MessageHeader {
        domain: batch::DOMAIN,
        program: vault_types::ID,
        cluster_genesis_hash: house.cluster_genesis_hash,
        config: house.config,
        target: house.batch_account(),
        generation: house.generation,
        sequence: sequence::of_batch(issued_ts).try_into().ok()?,
        issued_ts,
        expires_ts,
    })
}

impl Batch {
    /// Of the leaves that the publisher itself computes for this header. Signers only sign what they compute too. Refuses none, and an account that
    /// is there twice.
    pub fn new(header: MessageHeader, leaves: Vec<Leaf>) -> Result<Self, ThresholdError> {
        let tree = batch::build(&leaves)?;
        let message = batch::encode(&header, &BatchBody { root: tree.root(), depth: tree.depth() });
        Ok(Self { header, message, leaves, tree })
    }

    pub fn accounts(&self) -> usize {
        self.leaves.len()
    }

    /// Writes the file: JSON, a [`BatchLine`] and then a [`LeafLine`] for each account.
    pub fn write(&self, to: &mut impl Write, instruction_data: &[u8], signed_by: u8) -> io::Result<()> {
        let header = &self.header;
        let first = BatchLine {
            config: header.config.to_string(),
            batch: header.target.to_string(),
            generation: header.generation,
            sequence: header.sequence,
            issued_ts: header.issued_ts,
            expires_ts: header.expires_ts,
            accounts: self.accounts(),
            message: hex::encode(&self.message),
            instruction_data: hex::encode(instruction_data),
            signed_by,
        };
        write_line(to, &first)?;
        for (index, leaf) in (0..).zip(&self.leaves) {
            // The tree was built from these leaves.
            let proof = self.tree.proof(index).unwrap_or_default().concat();
            let (margin_account, body) = (leaf.margin_account.to_string(), hex::encode(leaf.body.to_bytes()));
            write_line(to, &LeafLine { margin_account, index, body, proof: hex::encode(&proof) })?;
        }
        Ok(())
    }
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
