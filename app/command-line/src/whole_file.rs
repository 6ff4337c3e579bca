//! A file that is there when it is whole: written beside its place, and put there at the end. Until then one that is there already stays. Only whoever is
//! killed leaves something beside it, a file that begins with `.part-`.

use std::error::Error;
use std::fmt::{self, Display};
use std::fs::{File, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use tempfile::{Builder, TempPath};

/// Gone if it is never put.
#[derive(Debug)]
pub struct WholeFile {
    path: PathBuf,
    part: TempPath,
}

/// A file that is not there, or still the old one.
#[derive(Debug)]
pub struct Unwritten {
    path: PathBuf,
    reason: String,
}

impl Unwritten {
    pub fn new(path: &Path, reason: impl Display) -> Self {
        Self { path: path.to_owned(), reason: reason.to_string() }
    }
}

impl Display for Unwritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: cannot be written: {}", self.path.display(), self.reason)
    }
}

impl Error for Unwritten {}

impl WholeFile {
    /// And where to write it.
    pub fn create(path: &Path) -> Result<(File, Self), Unwritten> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // As any other file: what the user's mask leaves.
        let part = Builder::new().prefix(".part-").permissions(Permissions::from_mode(0o666)).tempfile_in(folder);
        let (file, part) = part.map_err(|error| Unwritten::new(path, reason(&error)))?.into_parts();
        Ok((file, Self { path: path.to_owned(), part }))
    }

    /// Also after a loss of power it is the whole one or the one before.
    pub fn put(self) -> Result<(), Unwritten> {
        let Self { path, part } = self;
        File::open(&part).and_then(|file| file.sync_all()).map_err(|error| Unwritten::new(&path, error))?;
        part.persist(&path).map_err(|error| Unwritten::new(&path, error.error))
    }
}

/// Without the name of the part, which nobody has given.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at path ").map_or(text.as_str(), |(reason, _)| reason).to_owned()
}

/// Who reads the file again and again meets the one before or this one.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Unwritten> {
    let (mut file, whole) = WholeFile::create(path)?;
    file.write_all(bytes).map_err(|error| Unwritten::new(path, error))?;
    whole.put()
}
