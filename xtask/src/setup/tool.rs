//! Compiles the tool of `tools/sbf` and the functions that it links into programs.

use super::{packages, Toolchain};
use crate::fingerprint::Fingerprint;
use crate::{paths, process};
use anyhow::{Context as _, Result};
use std::fs;
use std::os::unix::fs::{symlink, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The tool's place in the checkout.
pub const TOOL_FOLDER: &str = "tools/sbf";

/// What the tool is made from, relative to its folder.
const SOURCES: [&str; 7] =
    ["Cargo.toml", "Cargo.lock", "build.rs", "src", "builtins/Cargo.toml", "builtins/src", "toolchain"];

const TARGET: &str = "sbpf-solana-solana";

/// Builds the tool, unless it is there and its sources have not changed.
pub fn prepare(toolchain: &Toolchain) -> Result<()> {
    let sources = paths::checkout()?.join(TOOL_FOLDER);
    let stamp = toolchain.folder.join("tool.stamp");
    let mut fingerprint = Fingerprint::default();
    SOURCES.iter().try_for_each(|path| fingerprint.add_files(&sources.join(path)))?;
    let fingerprint = fingerprint.finish();
    if fs::read_to_string(&stamp).is_ok_and(|built| built == fingerprint) {
        return Ok(());
    }
    let work = Work { toolchain, sources, target: paths::cache()?.join("target-sbf") };
    work.install_scripts()?;
    eprintln!("Compiling tools/sbf: it turns LLVM bitcode into Solana programs");
    work.build_tool()?;
    eprintln!("Compiling tools/sbf/builtins: arithmetic that programs call");
    work.build_builtins()?;
    fs::write(&stamp, fingerprint).with_context(|| format!("cannot write {}", stamp.display()))
}

struct Work<'t> {
    toolchain: &'t Toolchain,
    sources: PathBuf,
    target: PathBuf,
}

impl Work<'_> {
    fn folder(&self) -> &Path {
        &self.toolchain.folder
    }

    fn install_scripts(&self) -> Result<()> {
        let libexec = self.folder().join("libexec");
        fs::create_dir_all(&libexec)?;
        for (script, name) in [("rustc.sh", "rustc"), ("collect.sh", "collect")] {
            install(&self.sources.join("toolchain").join(script), &libexec.join(name))?;
        }
        install(&self.sources.join("toolchain").join(format!("{TARGET}.json")), &self.target_description())
    }

    fn target_description(&self) -> PathBuf {
        self.folder().join(format!("{TARGET}.json"))
    }

    fn build_tool(&self) -> Result<()> {
        let libraries = packages::library_folder(&self.toolchain.packages_root())?;
        process::run(self.cargo().args(["--package", "sbf"]).env("SBF_LLVM_LIB_DIR", libraries))?;
        fs::create_dir_all(self.toolchain.bin())?;
        install(&self.target.join("release/sbf"), &self.toolchain.tool())?;
        let subcommand = self.toolchain.bin().join("cargo-build-sbf");
        if !subcommand.exists() {
            symlink("sbf", &subcommand).with_context(|| format!("cannot create {}", subcommand.display()))?;
        }
        Ok(())
    }

    fn build_builtins(&self) -> Result<()> {
        let mut cargo = self.cargo();
        cargo
            .args(["--package", "sbf-builtins", "-Zbuild-std=core", "-Zjson-target-spec", "--target"])
            .arg(self.target_description())
            .env("RUSTC", self.folder().join("libexec/rustc"))
            .env("RUSTC_BOOTSTRAP", "1")
            .env("SBF_LINKER", self.folder().join("libexec/collect"))
            .env("SBF_WORKSPACE", &self.sources);
        process::run(&mut cargo)?;
        let library = "libsbf_builtins.rlib";
        install(&self.target.join(TARGET).join("release").join(library), &self.folder().join(library))
    }

    fn cargo(&self) -> Command {
        let mut cargo = process::cargo();
        cargo
            .args(["build", "--quiet", "--release", "--locked"])
            .current_dir(&self.sources)
            .env("CARGO_TARGET_DIR", &self.target);
        cargo
    }
}

/// Copies a file so that its new name never stands for half of it, and makes it executable.
fn install(from: &Path, to: &Path) -> Result<()> {
    let partial = to.with_extension("partial");
    fs::copy(from, &partial).with_context(|| format!("cannot copy {}", from.display()))?;
    fs::set_permissions(&partial, fs::Permissions::from_mode(0o755))?;
    fs::rename(&partial, to).with_context(|| format!("cannot write {}", to.display()))
}
