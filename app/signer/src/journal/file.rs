//! The file: one process at a time, created on purpose only, rewritten when most of it is over.

use super::lock::lock;
use super::{Book, Contents, JournalError, Promise, Signature, SyncWatch, TimedFile};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// When the file is rewritten.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Never before it is larger than this.
    pub least_len: u64,
    /// And so many times larger than what still counts in it.
    pub times_live: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { least_len: 1 << 20, times_live: 4 }
    }
}

/// The journal of one key. While it is open no other process opens it.
pub struct Journal {
    path: PathBuf,
    public_key: [u8; 32],
    limits: Limits,
    /// The length from which on it is looked at whether rewriting pays.
    look_again_len: u64,
    book: Book<TimedFile>,
    watch: SyncWatch,
    /// Held as long as the journal is open; the system lets go of it however the process ends.
    _lock: File,
}

impl Journal {
    /// Makes an empty journal. Never in the place of another one.
    pub fn create(path: &Path, public_key: &[u8; 32]) -> Result<(), JournalError> {
        let path = real_path(path)?;
        let _lock = lock(&path, &beside(&path, ".lock"))?;
        if path.symlink_metadata().is_ok() {
            return Err(JournalError::Exists { path });
        }
        replace(&path, &Contents::compact(public_key, &Default::default()))
    }

    /// Opens the journal of this key; cuts off what a crash has torn. `watch` is told how long the disk takes for each record.
    pub fn open(path: &Path, public_key: &[u8; 32], limits: Limits, watch: SyncWatch) -> Result<Self, JournalError> {
        let path = real_path(path)?;
        let lock = lock(&path, &beside(&path, ".lock"))?;
        let contents = read(&path)?;
        if contents.public_key != *public_key {
            return Err(JournalError::OtherKey { path });
        }
        let log = TimedFile::new(open_at_end(&path, &contents)?, watch.clone());
        let (book, public_key) = (Book::new(&contents, log), *public_key);
        Ok(Self { path, public_key, limits, look_again_len: limits.least_len, book, watch, _lock: lock })
    }

    /// As [`Book::promise`].
    pub fn promise(&mut self, promise: &Promise) -> Result<Option<Signature>, JournalError> {
        self.rewrite_if_large()?;
        self.book.promise(promise).map_err(|error| self.named(error))
    }

    /// As [`Book::keep_signature`].
    pub fn keep_signature(&mut self, promise: &Promise, signature: &Signature) -> Result<(), JournalError> {
        self.book.keep_signature(promise, signature).map_err(|error| self.named(error))
    }

    pub fn book(&self) -> &Book<TimedFile> {
        &self.book
    }

    fn rewrite_if_large(&mut self) -> Result<(), JournalError> {
        if self.book.length() <= self.look_again_len {
            return Ok(());
        }
        let live = Contents::compact(&self.public_key, self.book.promises());
        let live_len = live.len() as u64;
        self.look_again_len = self.limits.least_len.max(live_len.saturating_mul(self.limits.times_live));
        if self.book.length() > self.look_again_len {
            // Should anything fail from here on, the open file may no longer be the one with the name.
            self.book.close();
            replace(&self.path, &live)?;
            // Read again from the disk: what is not there must not be believed.
            let contents = read(&self.path)?;
            let log = TimedFile::new(open_at_end(&self.path, &contents)?, self.watch.clone());
            self.book = Book::new(&contents, log);
        }
        Ok(())
    }

    fn named(&self, error: JournalError) -> JournalError {
        match error {
            JournalError::Disk { doing, source, .. } => JournalError::Disk { doing, path: self.path.clone(), source },
            other => other,
        }
    }
}

/// Reads a journal and changes nothing.
pub fn read(path: &Path) -> Result<Contents, JournalError> {
    match fs::read(path) {
        Ok(bytes) => Contents::read(&bytes, path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(JournalError::Missing { path: path.to_owned() }),
        Err(error) => Err(disk("read", path, error)),
    }
}

/// Two names of one journal must meet at one lock: links are followed, and hard links refused.
fn real_path(path: &Path) -> Result<PathBuf, JournalError> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.nlink() > 1 => return Err(JournalError::HardLinks { path: path.to_owned() }),
        Ok(_) => return path.canonicalize().map_err(|error| disk("find", path, error)),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(disk("find", path, error)),
        Err(_) => {}
    }
    let missing = || JournalError::Missing { path: path.to_owned() };
    let folder = folder(path).canonicalize().map_err(|error| disk("find the folder of", path, error))?;
    Ok(folder.join(path.file_name().ok_or_else(missing)?))
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Ready to append. All that was read is on disk from here on, also what an earlier process wrote and did not live to sync.
fn open_at_end(path: &Path, contents: &Contents) -> Result<File, JournalError> {
    let file = OpenOptions::new().append(true).open(path).map_err(|error| disk("open", path, error))?;
    if contents.torn_len > 0 {
        file.set_len(contents.good_len()).map_err(|error| disk("cut the torn end off", path, error))?;
    }
    file.sync_all().map_err(|error| disk("sync", path, error))?;
    sync_folder(path)?;
    Ok(file)
}

/// Puts a whole file in the place of another one or of none: at every moment the name has the one or the other.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), JournalError> {
    let new_path = beside(path, ".new");
    let write = || {
        let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&new_path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new_path, path)
    };
    write().map_err(|error| disk("rewrite", path, error))?;
    sync_folder(path)
}

/// Names are kept by their folder.
fn sync_folder(path: &Path) -> Result<(), JournalError> {
    let synced = File::open(folder(path)).and_then(|folder| folder.sync_all());
    synced.map_err(|error| disk("sync the folder of", path, error))
}

fn disk(doing: &'static str, path: &Path, source: io::Error) -> JournalError {
    JournalError::Disk { doing, path: path.to_owned(), source }
}
