use super::lock::{lock, lock_opened_by, open};
use super::JournalError;
use std::fs::{self, File};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The file is removed after it was opened, and another process has made and locked a new one: there is only one holder.
#[test]
fn a_lock_on_a_file_that_is_no_longer_there_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.lock");
    let mut other = None;
    let second = lock_opened_by(Path::new("journal"), &path, |path| {
        let opened = open(path)?;
        if other.is_none() {
            fs::remove_file(path)?;
            other = Some(lock(Path::new("journal"), path).unwrap());
        }
        Ok(opened)
    });
    assert!(matches!(second, Err(JournalError::Locked { .. })), "{second:?}");
}

/// Removed, and by nobody else locked since: then it is made and locked again, and the path leads to the lock.
#[test]
fn a_lock_whose_file_was_removed_is_taken_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.lock");
    let mut opened = 0;
    let open_first = |path: &Path| -> std::io::Result<File> {
        opened += 1;
        let file = open(path)?;
        if opened == 1 {
            fs::remove_file(path)?;
        }
        Ok(file)
    };
    let held = lock_opened_by(Path::new("journal"), &path, open_first).unwrap();
    assert!(matches!(lock(Path::new("journal"), &path), Err(JournalError::Locked { .. })));
    drop(held);
    assert_eq!(opened, 2);
    // A process that another test starts at this moment has the lock too, until it runs its own program.
    let end = Instant::now() + Duration::from_secs(30);
    while let Err(error) = lock(Path::new("journal"), &path) {
        assert!(Instant::now() < end, "{error}");
        sleep(Duration::from_millis(10));
    }
}
