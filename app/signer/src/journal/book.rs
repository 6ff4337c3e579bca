//! Writes promises and signatures, and lets nothing be answered before the disk has them.

use super::{Contents, JournalError, Promise, Promises, Record, Signature, Standing};
use std::io;

/// Where records go. A file; in tests a disk that fails.
pub trait Log {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Returns when the disk has all that was appended.
    fn sync(&mut self) -> io::Result<()>;
}

/// What was promised, and the log behind it.
pub struct Book<L> {
    log: L,
    promises: Promises,
    checksum: [u8; 32],
    length: u64,
    /// After a failed write nobody knows what the disk has: nothing more is written, and only a new start reads what is there.
    is_broken: bool,
}

impl<L: Log> Book<L> {
    /// Goes on where the contents end; the log must end there too.
    pub fn new(contents: &Contents, log: L) -> Self {
        let (promises, checksum, length) = (contents.promises.clone(), contents.checksum, contents.good_len());
        Self { log, promises, checksum, length, is_broken: false }
    }

    pub fn promises(&self) -> &Promises {
        &self.promises
    }

    /// Nothing more is written through this book.
    pub fn close(&mut self) {
        self.is_broken = true;
    }

    /// Bytes in the log.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Promises to sign this message and no other with its sequence; returns the signature if it was made already. When this returns, the
    /// disk has the promise.
    pub fn promise(&mut self, promise: &Promise) -> Result<Option<Signature>, JournalError> {
        if self.is_broken {
            return Err(JournalError::Broken);
        }
        match self.promises.check(promise)? {
            Standing::Promised(signature) => Ok(signature),
            Standing::New => {
                self.append(promise, None)?;
                self.promises.note(promise);
                Ok(None)
            }
        }
    }

    /// Keeps the signature of the last promise of its stream. When this returns, the disk has it.
    pub fn keep_signature(&mut self, promise: &Promise, signature: &Signature) -> Result<(), JournalError> {
        if self.is_broken {
            return Err(JournalError::Broken);
        }
        if self.promises.check(promise)? != Standing::Promised(None) {
            return Err(JournalError::NotPromised);
        }
        self.append(promise, Some(signature))?;
        self.promises.note_signature(promise, signature);
        Ok(())
    }

    fn append(&mut self, promise: &Promise, signature: Option<&Signature>) -> Result<(), JournalError> {
        let record = Record::new(promise, signature, &self.checksum);
        self.is_broken = true;
        let written = self.log.append(record.bytes()).and_then(|()| self.log.sync());
        written.map_err(|source| JournalError::Disk { doing: "write to", path: "the journal".into(), source })?;
        self.is_broken = false;
        self.checksum = *record.checksum();
        self.length += Record::LEN as u64;
        Ok(())
    }
}
