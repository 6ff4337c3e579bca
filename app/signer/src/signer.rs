//! The order in which things happen to a message.
//!
//! ```text
//! signed already?  -> the same signature again
//! rules            -> refused, and nothing is written
//! promise          -> on disk
//! key              -> signature, verified
//! record           -> on disk
//! answer
//! ```
//!
//! Wherever a crash cuts this, the same message can be signed again, and no other one with its sequence.

use crate::journal::{Journal, JournalError, Limits, Promise, Signature, Standing, SyncWatch};
use crate::key::{self, Key, KeyError};
use crate::request::Request;
use std::path::Path;
use thiserror::Error;

/// A key and its journal.
pub struct Signer<K> {
    key: K,
    journal: Journal,
}

/// Why there is no signature. `R` is why the rules refuse.
#[derive(Debug, Error)]
pub enum SignError<R: std::error::Error> {
    #[error("{0}")]
    Refused(R),
    #[error("{0}")]
    Journal(#[from] JournalError),
    #[error("{0}")]
    Key(#[from] KeyError),
}

impl<K: Key> Signer<K> {
    /// As [`Journal::open`].
    pub fn open(key: K, journal: &Path, limits: Limits, watch: SyncWatch) -> Result<Self, JournalError> {
        let journal = Journal::open(journal, &key.public_key(), limits, watch)?;
        Ok(Self { key, journal })
    }

    pub fn public_key(&self) -> [u8; 32] {
        self.key.public_key()
    }

    /// Signs a message that the rules approve of and that breaks no promise. A message that was the last to be signed for its account gets the
    /// same signature again, without being judged again.
    pub fn sign<R: std::error::Error>(
        &mut self,
        request: &Request,
        approve: impl FnOnce(&Request) -> Result<(), R>,
    ) -> Result<Signature, SignError<R>> {
        let promise = Promise::of(request);
        let standing = self.journal.book().promises().check(&promise).map_err(JournalError::from)?;
        if let Standing::Promised(Some(signature)) = standing {
            return Ok(signature);
        }
        approve(request).map_err(SignError::Refused)?;
        self.journal.promise(&promise)?;
        let signature = self.key.sign(request.bytes())?;
        if !key::verify(&self.key.public_key(), request.bytes(), &signature) {
            return Err(KeyError::Wrong.into());
        }
        self.journal.keep_signature(&promise, &signature)?;
        Ok(signature)
    }

    pub fn journal(&self) -> &Journal {
        &self.journal
    }
}
