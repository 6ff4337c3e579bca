//! What the signer has promised, kept so that no crash makes it forget.
//!
//! ```text
//! promise   which message may still be signed after those that were: a pure rule
//! record    one entry of the file, byte by byte
//! contents  the whole file: header, records, what to do with a torn end
//! book      writes an entry and waits until the disk has it, before anything is answered
//! disk      a file that says how long its disk takes
//! lock      one process at a time
//! file      the file itself: creation, reading, rewriting without what is over
//! ```
//!
//! A promise is on disk before the key is used, and the signature is on disk before it is answered.

mod book;
mod contents;
mod disk;
mod error;
mod file;
mod lock;
#[cfg(test)]
mod lock_tests;
mod promise;
mod record;

pub use book::{Book, Log};
pub use contents::{Contents, HEADER_LEN, MAGIC};
pub use disk::{SyncWatch, TimedFile};
pub use error::{Conflict, JournalError};
pub use file::{read, Journal, Limits};
pub use promise::{Promise, Promises, Standing};
pub use record::{Kind, Record};

/// An ed25519 signature.
pub type Signature = [u8; 64];
