//! One process at a time: a lock that the system lets go of however the process ends.

use super::JournalError;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;

/// Takes the lock of a journal, in the file at `lock_path`: one of its own, since the journal's own is replaced when it is rewritten, and a lock on it
/// would stay with the old one. The lock is held as long as what is returned is open.
pub(super) fn lock(journal: &Path, lock_path: &Path) -> Result<File, JournalError> {
    lock_opened_by(journal, lock_path, open)
}

/// Somebody may remove the file between opening and locking, and the next process then makes and locks another one: so a lock only counts while the path
/// still leads to it, and otherwise it is tried again.
pub(super) fn lock_opened_by(
    journal: &Path,
    lock_path: &Path,
    mut open: impl FnMut(&Path) -> io::Result<File>,
) -> Result<File, JournalError> {
    let failed = |source| JournalError::Disk { doing: "lock", path: journal.to_owned(), source };
    loop {
        let file = open(lock_path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) if is_at(&file, lock_path).map_err(failed)? => return Ok(file),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(JournalError::Locked { path: journal.to_owned() }),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
    }
}

pub(super) fn open(lock_path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(lock_path)
}

/// Does the path lead to this very file?
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    let (opened, named) = (file.metadata()?, fs::metadata(path));
    match named {
        Ok(named) => Ok((opened.dev(), opened.ino()) == (named.dev(), named.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
