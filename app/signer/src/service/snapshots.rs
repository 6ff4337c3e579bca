//! Where the signer's own numbers come from while it runs: a file that somebody replaces, or a folder that gets one file for each round.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Where snapshots are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Always this one, with whatever it has now.
    File(PathBuf),
    /// For a message that was issued at 1700000000 the file `1700000000.json` in it.
    Folder(PathBuf),
}

impl Place {
    fn path(&self, issued_ts: i64) -> PathBuf {
        match self {
            Self::File(path) => path.clone(),
            Self::Folder(folder) => folder.join(format!("{issued_ts}.json")),
        }
    }

    /// Since the newest snapshot was written, in whole seconds; `None` if there is none. In a folder the newest is the one of the latest round.
    pub fn age_secs(&self) -> Option<u64> {
        let path = match self {
            Self::File(path) => path.clone(),
            Self::Folder(folder) => self.path(fs::read_dir(folder).ok()?.flatten().filter_map(|it| round(&it)).max()?),
        };
        let written = fs::metadata(path).and_then(|metadata| metadata.modified()).ok()?;
        // A clock that was set back makes none older than now.
        Some(SystemTime::now().duration_since(written).unwrap_or_default().as_secs())
    }
}

fn round(entry: &fs::DirEntry) -> Option<i64> {
    entry.file_name().to_str()?.strip_suffix(".json")?.parse().ok()
}

/// What tells two contents of a name apart without reading them: device, inode, length, and nanoseconds of the last change.
type Stamp = (u64, u64, u64, i64, i64);

fn stamp(path: &Path) -> std::io::Result<Stamp> {
    let metadata = fs::metadata(path)?;
    Ok((metadata.dev(), metadata.ino(), metadata.len(), metadata.mtime(), metadata.mtime_nsec()))
}

type Reader<T> = Box<dyn Fn(&Path) -> Result<T, String> + Send>;

/// The last snapshot that was asked for, as its file has it.
pub struct Snapshots<T> {
    place: Place,
    read: Reader<T>,
    last: Option<(PathBuf, Stamp, T)>,
}

impl<T> Snapshots<T> {
    pub fn new(place: Place, read: impl Fn(&Path) -> Result<T, String> + Send + 'static) -> Self {
        Self { place, read: Box::new(read), last: None }
    }

    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The numbers for a message of this time. The file is read again if it is another one than last time; one that cannot be read is
    /// an error, and the one before it is not used in its place.
    pub fn at(&mut self, issued_ts: i64) -> Result<&T, String> {
        let path = self.place.path(issued_ts);
        // Before it is read: should it change meanwhile, the next look sees that.
        let stamp = stamp(&path).map_err(|error| format!("{} ({error}): take the snapshot", path.display()))?;
        let last = match self.last.take() {
            Some(last) if last.0 == path && last.1 == stamp => last,
            _ => {
                let own = (self.read)(&path)?;
                (path, stamp, own)
            }
        };
        Ok(&self.last.insert(last).2)
    }
}
