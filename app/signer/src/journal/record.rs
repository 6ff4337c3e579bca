//! One entry of the file: 280 bytes, little endian, without padding that means anything.

use super::promise::{HouseKey, Promise, Stream};
use super::Signature;
use bytemuck::{Pod, Zeroable};
use vault_types::hash::sha256;

/// What an entry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// This message will be the only one with its sequence. Written before the key is used.
    Promise,
    /// Its signature. Written before it is answered.
    Signature,
}

impl Kind {
    const fn code(self) -> u8 {
        match self {
            Self::Promise => 1,
            Self::Signature => 2,
        }
    }
}

/// An entry as it is in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Record {
    /// 280, of the whole record.
    length: u32,
    /// 1 a promise, 2 a signature.
    kind: u8,
    /// 1 about an account, 2 with a batch.
    form: u8,
    padding: [u8; 2],
    program: [u8; 32],
    cluster_genesis_hash: [u8; 32],
    config: [u8; 32],
    target: [u8; 32],
    generation: u64,
    sequence: u64,
    message_hash: [u8; 32],
    /// Zero in a promise.
    signature: Signature,
    /// SHA-256 of the checksum before this one and of all bytes above.
    checksum: [u8; 32],
}

const ACCOUNT: u8 = 1;
const BATCH: u8 = 2;

impl Record {
    pub const LEN: usize = size_of::<Self>();
    const CHECKED_LEN: usize = Self::LEN - 32;

    /// A promise, or with a signature the entry that follows it.
    pub fn new(promise: &Promise, signature: Option<&Signature>, previous_checksum: &[u8; 32]) -> Self {
        let kind = if signature.is_some() { Kind::Signature } else { Kind::Promise };
        let mut record = Self {
            length: Self::LEN as u32,
            kind: kind.code(),
            form: if promise.stream.is_batch { BATCH } else { ACCOUNT },
            padding: [0; 2],
            program: promise.house.program,
            cluster_genesis_hash: promise.house.cluster_genesis_hash,
            config: promise.house.config,
            target: promise.stream.target,
            generation: promise.generation,
            sequence: promise.sequence,
            message_hash: promise.message_hash,
            signature: signature.copied().unwrap_or([0; 64]),
            checksum: [0; 32],
        };
        record.checksum = record.expected_checksum(previous_checksum);
        record
    }

    /// `None` unless length, codes and checksum are right: then every byte is as it was written, after the record that it was written after.
    pub fn read(bytes: &[u8], previous_checksum: &[u8; 32]) -> Option<Self> {
        let record: Self = bytemuck::try_pod_read_unaligned(bytes).ok()?;
        let is_known = record.length as usize == Self::LEN
            && [Kind::Promise.code(), Kind::Signature.code()].contains(&record.kind)
            && [ACCOUNT, BATCH].contains(&record.form);
        (is_known && record.checksum == record.expected_checksum(previous_checksum)).then_some(record)
    }

    pub fn bytes(&self) -> &[u8] {
        bytemuck::bytes_of(self)
    }

    pub fn kind(&self) -> Kind {
        if self.kind == Kind::Signature.code() {
            Kind::Signature
        } else {
            Kind::Promise
        }
    }

    pub fn checksum(&self) -> &[u8; 32] {
        &self.checksum
    }

    pub fn signature(&self) -> Option<&Signature> {
        (self.kind() == Kind::Signature).then_some(&self.signature)
    }

    pub fn promise(&self) -> Promise {
        let Self { program, cluster_genesis_hash, config, target, generation, sequence, message_hash, .. } = *self;
        Promise {
            house: HouseKey { program, cluster_genesis_hash, config },
            stream: Stream { is_batch: self.form == BATCH, target },
            generation,
            sequence,
            message_hash,
        }
    }

    fn expected_checksum(&self, previous: &[u8; 32]) -> [u8; 32] {
        sha256(&[previous, &self.bytes()[..Self::CHECKED_LEN]])
    }
}
