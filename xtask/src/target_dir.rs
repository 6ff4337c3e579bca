//! The target folder that checkouts share.
//!
//! Cargo tells path packages apart by their place *within* the workspace and notices changes by file times. With one target
//! folder for two checkouts it would take the other one's package for this one's whenever its files are older. So the folder
//! remembers which checkout used it last, and packages of the workspace are compiled anew when that changes; everything from
//! the registry stays.

use crate::paths;
use anyhow::{Context as _, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Folders without sources of ours.
const IGNORED_FOLDERS: [&str; 2] = ["target", "node_modules"];

/// Returns the target folder, made safe for this checkout.
pub fn claim() -> Result<PathBuf> {
    let folder = paths::cargo_target()?;
    let checkout = paths::checkout()?;
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let owner = folder.join(".checkout");
    let current = checkout.display().to_string();
    let previous = fs::read_to_string(&owner).unwrap_or_default();
    if !previous.is_empty() && previous != current {
        eprintln!("The target folder was last used by {previous}: compiling the packages of this checkout anew");
        mark_sources_changed(&checkout)?;
    }
    fs::write(&owner, current).with_context(|| format!("cannot write {}", owner.display()))?;
    Ok(folder)
}

/// Gives every Rust source file below `folder` the present time.
fn mark_sources_changed(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !path.is_symlink() {
            if !name.starts_with('.') && !IGNORED_FOLDERS.contains(&name.as_str()) {
                mark_sources_changed(&path)?;
            }
        } else if name.ends_with(".rs") {
            let file = fs::File::options().append(true).open(&path);
            let touched = file.and_then(|file| file.set_modified(SystemTime::now()));
            touched.with_context(|| format!("cannot mark {} as changed", path.display()))?;
        }
    }
    Ok(())
}
