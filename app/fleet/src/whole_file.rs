//! A file that is there when it is whole: written beside its place, and put there at the end. Until then one that is there already stays.

use crate::FleetError;
use std::fs::{File, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use tempfile::{Builder, TempPath};

/// Gone if it is never put.
pub struct WholeFile {
    path: PathBuf,
    part: TempPath,
}

impl WholeFile {
    /// And where to write it.
    pub fn create(path: &Path) -> Result<(File, Self), FleetError> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // As any other file: what the user's mask leaves.
        let part = Builder::new().permissions(Permissions::from_mode(0o666)).tempfile_in(folder);
        let (file, part) = part.map_err(|error| FleetError::unwritten(path, error))?.into_parts();
        Ok((file, Self { path: path.to_owned(), part }))
    }

    pub fn put(self) -> Result<(), FleetError> {
        let Self { path, part } = self;
        part.persist(&path).map_err(|error| FleetError::unwritten(&path, error))
    }
}
