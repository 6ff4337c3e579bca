//! A file that says how long its disk takes.

use super::Log;
use std::fs::File;
use std::io::{self, Write as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Told, after every record, how long it took until the disk had it.
pub type SyncWatch = Arc<dyn Fn(Duration) + Send + Sync>;

/// The journal's file, open at its end.
pub struct TimedFile {
    file: File,
    watch: SyncWatch,
}

impl TimedFile {
    pub(super) fn new(file: File, watch: SyncWatch) -> Self {
        Self { file, watch }
    }
}

impl Log for TimedFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        let start = Instant::now();
        let synced = self.file.sync_all();
        (self.watch)(start.elapsed());
        synced
    }
}
