//! The target folder that checkouts share.
//!
//! Cargo tells path packages apart by their place *within* the workspace and notices changes by file times. With one target
//! folder for two checkouts it would take the other one's package for this one's whenever its files are older. So the folder
//! remembers which checkout used it last, and packages of the workspace are compiled anew when that changes; everything from
//! the registry stays.

use crate::{paths, process};
use anyhow::{Context as _, Result};
use std::fs;

/// Returns the target folder, made safe for this checkout.
pub fn claim() -> Result<std::path::PathBuf> {
    let folder = paths::cargo_target()?;
    let checkout = paths::checkout()?;
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let owner = folder.join(".checkout");
    let current = checkout.display().to_string();
    let previous = fs::read_to_string(&owner).unwrap_or_default();
    if !previous.is_empty() && previous != current {
        eprintln!("The target folder was last used by {previous}: compiling the packages of this checkout anew");
        mark_sources_changed()?;
    }
    fs::write(&owner, current).with_context(|| format!("cannot write {}", owner.display()))?;
    Ok(folder)
}

/// Gives every source file of the workspace's packages the present time.
fn mark_sources_changed() -> Result<()> {
    let mut list = std::process::Command::new("git");
    list.current_dir(paths::checkout()?).args(["ls-files", "--cached", "--others", "--exclude-standard", "*.rs"]);
    let now = std::time::SystemTime::now();
    for file in process::output(&mut list)?.lines() {
        if let Ok(file) = fs::File::options().append(true).open(paths::checkout()?.join(file)) {
            file.set_modified(now)?;
        }
    }
    Ok(())
}
