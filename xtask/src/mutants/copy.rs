//! The copy of the checkout in which the program is changed and built.

use super::list::Mutant;
use crate::{build, paths, process};
use anyhow::{Context as _, Result};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A copy of the files that git knows, as they are in the working tree. Each worker has its own.
pub struct Copy {
    folder: PathBuf,
    /// Kept from one run to the next: the on-chain standard library is compiled there.
    target: PathBuf,
    original: PathBuf,
}

impl Copy {
    /// Brings the copy in the cache up to date. What has not changed is left alone, so that it is not compiled anew.
    pub fn make(checkout: &Path, worker: usize) -> Result<Self> {
        let cache = paths::cache()?.join("mutants").join(worker.to_string());
        let copy = Self { folder: cache.join("checkout"), target: cache.join("target"), original: checkout.into() };
        let files = files(checkout)?;
        for file in &files {
            copy.bring(file)?;
        }
        copy.remove_others(&files.iter().map(PathBuf::from).collect(), Path::new(""))?;
        Ok(copy)
    }

    /// Removes what an earlier checkout had and this one has not, but for what was built: a module may have moved.
    fn remove_others(&self, files: &BTreeSet<PathBuf>, under: &Path) -> Result<()> {
        for entry in fs::read_dir(self.folder.join(under))? {
            let entry = entry?;
            let file = under.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                if file != Path::new("target") {
                    self.remove_others(files, &file)?;
                }
            } else if !files.contains(&file) || !self.original.join(&file).is_file() {
                fs::remove_file(entry.path()).with_context(|| format!("cannot remove {}", entry.path().display()))?;
            }
        }
        Ok(())
    }

    /// Where the built program is.
    pub fn deploy_folder(&self) -> PathBuf {
        self.folder.join("target/deploy")
    }

    /// Builds the program as it stands in the copy.
    pub fn build(&self) -> Result<()> {
        build::run_in(&self.folder, &self.target, &build::Options::for_mainnet())
    }

    /// Takes the mutant's defence away.
    pub fn change(&self, mutant: &Mutant) -> Result<()> {
        let text = fs::read_to_string(self.original.join(&mutant.file))?;
        self.write(&mutant.file, text.replacen(&mutant.find, &mutant.replace, 1).as_bytes())
    }

    /// Puts the file back as it is in the checkout.
    pub fn restore(&self, mutant: &Mutant) -> Result<()> {
        self.bring(&mutant.file)
    }

    fn bring(&self, file: &str) -> Result<()> {
        let from = self.original.join(file);
        // git also knows files that have just been deleted.
        if !from.is_file() {
            return Ok(());
        }
        self.write(file, &fs::read(&from).with_context(|| format!("cannot read {file}"))?)
    }

    fn write(&self, file: &str, bytes: &[u8]) -> Result<()> {
        let to = self.folder.join(file);
        if fs::read(&to).is_ok_and(|held| held == bytes) {
            return Ok(());
        }
        fs::create_dir_all(to.parent().unwrap_or(&to))?;
        fs::write(&to, bytes).with_context(|| format!("cannot write {}", to.display()))
    }
}

/// All files of the checkout but those that git ignores.
fn files(checkout: &Path) -> Result<Vec<String>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(checkout);
    Ok(process::output(&mut git)?.lines().map(String::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_moved_are_gone_and_what_was_built_stays() {
        let base = std::env::temp_dir().join(format!("mutants-copy-{}", std::process::id()));
        let copy = Copy { folder: base.join("copy"), target: base.join("target"), original: base.join("original") };
        for (folder, file) in [
            (&copy.original, "src/events/mod.rs"),
            (&copy.folder, "src/events/mod.rs"),
            (&copy.folder, "src/events.rs"),
            (&copy.folder, "src/deleted.rs"),
            (&copy.folder, "target/deploy/program.so"),
        ] {
            fs::create_dir_all(folder.join(file).parent().unwrap()).unwrap();
            fs::write(folder.join(file), "").unwrap();
        }
        // git still knows the deleted one.
        let files = ["src/events/mod.rs", "src/deleted.rs"].map(PathBuf::from);
        copy.remove_others(&files.into(), Path::new("")).unwrap();
        let is_there = |file: &str| copy.folder.join(file).exists();
        assert!(is_there("src/events/mod.rs") && is_there("target/deploy/program.so"));
        assert!(!is_there("src/events.rs") && !is_there("src/deleted.rs"));
        fs::remove_dir_all(base).unwrap();
    }
}
