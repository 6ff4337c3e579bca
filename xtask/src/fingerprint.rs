//! Short fingerprints of what a cached thing is made from.

use anyhow::{Context as _, Result};
use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;

/// A fingerprint in the making.
#[derive(Default)]
pub struct Fingerprint(DefaultHasher);

impl Fingerprint {
    pub fn add(&mut self, part: impl Hash) {
        part.hash(&mut self.0);
    }

    /// Adds the names and contents of all files below `path`.
    pub fn add_files(&mut self, path: &Path) -> Result<()> {
        if path.is_file() {
            self.add(path.file_name());
            self.add(fs::read(path).with_context(|| format!("cannot read {}", path.display()))?);
            return Ok(());
        }
        let entries = fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        paths.sort();
        paths.iter().try_for_each(|path| self.add_files(path))
    }

    /// Sixteen hexadecimal digits.
    pub fn finish(&self) -> String {
        format!("{:016x}", self.0.finish())
    }
}
