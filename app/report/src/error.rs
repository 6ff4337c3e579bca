//! Why a report could not be written.

use std::io;
use std::path::{Path, PathBuf};

/// Why a report could not be written. Displays as one line with the path and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error("{}: is not a directory; give another output directory or move it away", path.display())]
    NotADirectory { path: PathBuf },

    #[error("{}: is a directory where a report file should go; move it away", path.display())]
    InTheWay { path: PathBuf },

    #[error("{}: no permission to write here; give an output directory you own", path.display())]
    NoPermission { path: PathBuf },

    #[error("{}: cannot be written: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },

    #[error("{file}: the report holds a value that cannot be written: {reason}")]
    BadValue { file: &'static str, reason: String },
}

impl ReportError {
    pub(crate) fn at(path: &Path, source: io::Error) -> Self {
        let path = path.to_path_buf();
        match source.kind() {
            io::ErrorKind::PermissionDenied => Self::NoPermission { path },
            io::ErrorKind::NotADirectory => Self::NotADirectory { path },
            _ => Self::Io { path, source },
        }
    }
}
