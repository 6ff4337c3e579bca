//! The whole file: a header of 80 bytes, then records of 280.
//!
//! Records all have the same length, so a damaged length moves none of the others. Each checksum covers the one before it, so no record can be
//! missing, twice, or in another place. The next record is only written when the disk has the last one: a crash can tear the last record and no other.

use super::{JournalError, Kind, Promises, Record, Signature, Standing};
use std::path::Path;
use vault_types::hash::sha256;

/// What a journal of version 1 begins with.
pub const MAGIC: [u8; 16] = *b"OPTVAULT JRNL v1";
/// The magic bytes, the signer's public key, and the SHA-256 of both.
pub const HEADER_LEN: usize = 80;

/// A journal that was read.
#[derive(Clone, Debug)]
pub struct Contents {
    pub public_key: [u8; 32],
    pub promises: Promises,
    pub records: Vec<Record>,
    /// Of the last record, or of the header: what the next record's checksum covers.
    pub checksum: [u8; 32],
    /// Bytes of a last record that a crash tore: to be cut off.
    pub torn_len: usize,
}

impl Contents {
    /// Reads a file. Refuses anything that a crash in the middle of a write cannot explain.
    pub fn read(bytes: &[u8], path: &Path) -> Result<Self, JournalError> {
        let (public_key, checksum) =
            read_header(bytes).ok_or_else(|| JournalError::NotAJournal { path: path.to_owned() })?;
        let mut contents =
            Self { public_key, promises: Promises::default(), records: Vec::new(), checksum, torn_len: 0 };
        let mut rest = bytes.get(HEADER_LEN..).unwrap_or_default();
        while !rest.is_empty() {
            let (bytes, later) = rest.split_at(rest.len().min(Record::LEN));
            if !contents.take(bytes) {
                let is_torn = later.is_empty() && Record::read(bytes, &contents.checksum).is_none();
                if !is_torn {
                    return Err(JournalError::Damaged { path: path.to_owned(), record: contents.records.len() + 1 });
                }
                contents.torn_len = bytes.len();
            }
            rest = later;
        }
        Ok(contents)
    }

    /// Adds the next record. False, and nothing is changed, if it is damaged or says what cannot come here.
    fn take(&mut self, bytes: &[u8]) -> bool {
        let Some(record) = Record::read(bytes, &self.checksum) else { return false };
        let promise = record.promise();
        let fits = match (record.kind(), record.signature()) {
            (Kind::Signature, Some(signature)) => self.promises.note_signature(&promise, signature),
            _ => self.promises.check_order(&promise) == Ok(Standing::New),
        };
        if fits {
            if record.kind() == Kind::Promise {
                self.promises.note(&promise);
            }
            self.checksum = *record.checksum();
            self.records.push(record);
        }
        fits
    }

    /// The file with what still counts and nothing else.
    pub fn compact(public_key: &[u8; 32], promises: &Promises) -> Vec<u8> {
        let (mut bytes, mut checksum) = header(public_key);
        let mut add = |promise: &_, signature: Option<&Signature>| {
            let record = Record::new(promise, signature, &checksum);
            checksum = *record.checksum();
            bytes.extend_from_slice(record.bytes());
        };
        for (promise, signature) in promises.in_order() {
            add(&promise, None);
            if signature.is_some() {
                add(&promise, signature.as_ref());
            }
        }
        bytes
    }

    /// The length without a torn end.
    pub fn good_len(&self) -> u64 {
        (HEADER_LEN + self.records.len() * Record::LEN) as u64
    }
}

/// The header of a journal, and its checksum.
fn header(public_key: &[u8; 32]) -> (Vec<u8>, [u8; 32]) {
    let checksum = sha256(&[&MAGIC, public_key]);
    ([MAGIC.as_slice(), public_key, &checksum].concat(), checksum)
}

fn read_header(bytes: &[u8]) -> Option<([u8; 32], [u8; 32])> {
    let public_key: [u8; 32] = *bytes.get(MAGIC.len()..)?.first_chunk()?;
    let (expected, checksum) = header(&public_key);
    bytes.starts_with(&expected).then_some((public_key, checksum))
}
