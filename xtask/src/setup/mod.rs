//! Prepares the compiler for on-chain code.
//!
//! Where Solana's own `cargo build-sbf` is installed, there is nothing to prepare. Elsewhere the toolchain is made of packages
//! of the Debian archive and of the crates registry alone; `tools/sbf/README.md` explains it. Every step leaves its result
//! under its final name only when it is complete, so an interrupted setup goes on where it stopped.

mod packages;
mod std_edits;
mod tool;

pub use tool::TOOL_FOLDER;

use crate::fingerprint::Fingerprint;
use crate::{paths, process};
use anyhow::{Context as _, Result};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The compiler for on-chain code.
pub enum Compiler {
    /// Solana's own `cargo build-sbf`.
    Solana,
    /// The tool of `tools/sbf`.
    Ours(Toolchain),
}

/// A toolchain of ours: one folder of the cache.
pub struct Toolchain {
    folder: PathBuf,
}

impl Toolchain {
    fn locate() -> Result<Self> {
        let mut key = Fingerprint::default();
        key.add(packages::PACKAGES);
        std_edits::add_to(&mut key);
        Ok(Self { folder: paths::cache()?.join("sbf").join(key.finish()) })
    }

    /// The tool that builds programs.
    pub fn tool(&self) -> PathBuf {
        self.bin().join("sbf")
    }

    /// The folder for the PATH that makes `cargo build-sbf` and `anchor build` work.
    pub fn bin(&self) -> PathBuf {
        self.folder.join("bin")
    }

    /// Points `sbf/current` in the cache to this toolchain, so that others find it.
    fn make_current(&self) -> Result<()> {
        let link = self.folder.with_file_name("current");
        if fs::read_link(&link).is_ok_and(|current| current == self.folder) {
            return Ok(());
        }
        let partial = link.with_extension("partial");
        let _ = fs::remove_file(&partial);
        symlink(&self.folder, &partial)?;
        fs::rename(partial, &link).with_context(|| format!("cannot write {}", link.display()))
    }

    /// A command that runs the tests of the tool itself.
    pub fn tool_tests(&self, filter: Option<&str>) -> Result<Command> {
        let mut cargo = self.cargo_for_tool()?;
        cargo.args(["test", "--workspace", "--release", "--locked"]).args(filter);
        Ok(cargo)
    }

    /// A command that runs clippy on the tool.
    pub fn tool_clippy(&self) -> Result<Command> {
        let mut cargo = self.cargo_for_tool()?;
        cargo.args(["clippy", "--workspace", "--release", "--all-targets", "--locked", "--", "--deny", "warnings"]);
        Ok(cargo)
    }

    fn cargo_for_tool(&self) -> Result<Command> {
        let mut cargo = process::cargo();
        cargo
            .current_dir(paths::checkout()?.join(TOOL_FOLDER))
            .env("CARGO_TARGET_DIR", paths::cache()?.join("target-sbf"))
            .env("SBF_LLVM_LIB_DIR", packages::library_folder(&self.packages_root())?);
        Ok(cargo)
    }

    fn packages_root(&self) -> PathBuf {
        self.folder.join("root")
    }
}

/// Prepares the compiler and says where it is.
pub fn run() -> Result<()> {
    match prepare()? {
        Compiler::Solana => println!("Solana's own cargo build-sbf is installed: nothing to prepare"),
        Compiler::Ours(_) => {
            println!(
                "Ready. For `cargo build-sbf` and `anchor build`: export PATH={}:$PATH",
                paths::cache()?.join("sbf/current/bin").display()
            );
        }
    }
    Ok(())
}

/// Makes sure that there is a compiler for on-chain code.
pub fn prepare() -> Result<Compiler> {
    if has_solana_compiler()? {
        return Ok(Compiler::Solana);
    }
    let toolchain = Toolchain::locate()?;
    packages::prepare(&toolchain.packages_root())?;
    tool::prepare(&toolchain)?;
    toolchain.make_current()?;
    Ok(Compiler::Ours(toolchain))
}

/// True if the PATH has a `cargo-build-sbf` that is not ours.
fn has_solana_compiler() -> Result<bool> {
    let Some(found) = process::find("cargo-build-sbf") else {
        return Ok(false);
    };
    let found = found.canonicalize().unwrap_or(found);
    Ok(!is_ours(&found)?)
}

fn is_ours(binary: &Path) -> Result<bool> {
    let cache = paths::cache()?;
    Ok(binary.starts_with(cache.canonicalize().unwrap_or(cache)))
}
