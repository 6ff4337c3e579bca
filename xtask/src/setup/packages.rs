//! Debian packages: rustc 1.96, the sources of its standard library, and the LLVM 22 that both were built with.
//!
//! They are unpacked into the cache, not installed: no administrator is needed and the system stays as it is.

use super::std_edits;
use crate::{paths, process};
use anyhow::{bail, Context as _, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is unpacked. The names carry the release of Rust and of LLVM, so another release has another key.
pub const PACKAGES: &[&str] =
    &["rustc-web", "rust-web-src", "libstd-rust-web-1.96", "libstd-rust-web-dev", "libllvm22"];

/// Libraries that LLVM needs and a machine may lack, with the packages that have them.
const LIBRARIES: [(&str, &str); 12] = [
    ("libbsd.so.0", "libbsd0"),
    ("libedit.so.2", "libedit2"),
    ("libffi.so.8", "libffi8"),
    ("libicudata.so.72", "libicu72"),
    ("libicuuc.so.72", "libicu72"),
    ("liblzma.so.5", "liblzma5"),
    ("libmd.so.0", "libmd0"),
    ("libtinfo.so.6", "libtinfo6"),
    ("libxml2.so.2", "libxml2"),
    ("libz.so.1", "zlib1g"),
    ("libz3.so.4", "libz3-4"),
    ("libzstd.so.1", "libzstd1"),
];

/// The part of the sources that is used.
const LIBRARY: &str = "usr/lib/rustlib/src/rust/library";

/// Unpacks the packages to `root`.
pub fn prepare(root: &Path) -> Result<()> {
    if root.exists() {
        return Ok(());
    }
    check_machine()?;
    let partial = root.with_extension("partial");
    recreate(&partial)?;
    // Some libraries are packaged below /lib, which is /usr/lib on today's systems.
    fs::create_dir_all(partial.join("usr/lib"))?;
    std::os::unix::fs::symlink("usr/lib", partial.join("lib"))?;

    eprintln!("Downloading rustc 1.96 and LLVM 22 from the Debian archive (160 MB): they compile the on-chain program");
    unpack(PACKAGES, &partial)?;
    add_missing_libraries(&partial)?;
    eprintln!("Adapting a copy of Rust's standard library to Solana");
    keep_only_the_library_of_the_sources(&partial)?;
    std_edits::apply(&partial.join(LIBRARY))?;
    fs::rename(&partial, root).with_context(|| format!("cannot create {}", root.display()))
}

/// The folder of shared libraries in `root`, such as `usr/lib/x86_64-linux-gnu`.
pub fn library_folder(root: &Path) -> Result<PathBuf> {
    let folders = fs::read_dir(root.join("usr/lib"))?.filter_map(|entry| Some(entry.ok()?.path()));
    folders
        .into_iter()
        .find(|folder| folder.join("libLLVM-22.so").exists())
        .with_context(|| format!("{} holds no LLVM: delete it and run `cargo xtask setup`", root.display()))
}

fn check_machine() -> Result<()> {
    for program in ["apt-get", "dpkg", "ldd"] {
        if process::find(program).is_none() {
            bail!(
                "`{program}` is not on this machine. Build on Debian 12 (or in a container of it, such as \
                 `rust:1.95-bookworm`), or install Solana's own tools, which are used where present: \
                 https://solana.com/docs/intro/installation"
            );
        }
    }
    Ok(())
}

/// Downloads `packages` and unpacks them to `root`.
fn unpack(packages: &[&str], root: &Path) -> Result<()> {
    let folder = paths::cache()?.join("apt/packages");
    recreate(&folder)?;
    if download(packages, &folder, &[]).is_err() {
        eprintln!("Fetching the lists of the Debian archive: those of this machine are missing or old");
        let options = private_lists()?;
        process::run(apt(&options).args(["-qq", "update"]))?;
        download(packages, &folder, &options).context(
            "the Debian archive does not have the compiler: this needs the sources of Debian 12 (bookworm) with \
             bookworm-security",
        )?;
    }
    for entry in fs::read_dir(&folder)? {
        process::run(Command::new("dpkg").arg("-x").arg(entry?.path()).arg(root))?;
    }
    fs::remove_dir_all(folder)?;
    Ok(())
}

fn download(packages: &[&str], folder: &Path, options: &[String]) -> Result<()> {
    process::output(apt(options).args(["-qq", "download"]).args(packages).current_dir(folder)).map(drop)
}

fn apt(options: &[String]) -> Command {
    let mut command = Command::new("apt-get");
    // apt would else try to become another user, who may not write to the cache.
    command.args(["-o", "APT::Sandbox::User=", "-o", "Acquire::Retries=3"]).args(options);
    command
}

/// Options that make apt keep its lists in our cache, where no administrator is needed to update them.
fn private_lists() -> Result<Vec<String>> {
    let folder = paths::cache()?.join("apt");
    fs::create_dir_all(folder.join("lists/partial"))?;
    fs::create_dir_all(folder.join("archives/partial"))?;
    let settings = [
        ("Dir::State::lists", "lists"),
        ("Dir::Cache::archives", "archives"),
        ("Dir::Cache::pkgcache", "pkgcache.bin"),
        ("Dir::Cache::srcpkgcache", "srcpkgcache.bin"),
    ];
    let options =
        settings.iter().flat_map(|(key, path)| ["-o".into(), format!("{key}={}", folder.join(path).display())]);
    Ok(options.collect())
}

/// Unpacks the libraries that the machine lacks; each may need more of them.
fn add_missing_libraries(root: &Path) -> Result<()> {
    let llvm = library_folder(root)?;
    for _ in 0..LIBRARIES.len() {
        let missing = missing_libraries(&llvm)?;
        if missing.is_empty() {
            return Ok(());
        }
        let packages = missing.iter().map(|library| package_of(library)).collect::<Result<Vec<_>>>()?;
        unpack(&packages, root)?;
    }
    bail!("LLVM still lacks {}", missing_libraries(&llvm)?.join(", "))
}

/// What the dynamic linker cannot find for LLVM.
fn missing_libraries(folder: &Path) -> Result<Vec<String>> {
    let mut ldd = Command::new("ldd");
    ldd.arg(folder.join("libLLVM-22.so")).env("LD_LIBRARY_PATH", folder);
    let report = process::output(&mut ldd)?;
    let lines = report.lines().filter_map(|line| line.trim().strip_suffix(" => not found"));
    Ok(lines.map(str::to_string).collect())
}

fn package_of(library: &str) -> Result<&'static str> {
    let found = LIBRARIES.iter().find(|(name, _)| *name == library).map(|(_, package)| *package);
    found.with_context(|| format!("LLVM needs {library}, which this machine lacks: install it"))
}

/// Of the compiler's sources (700 MB) only the standard library's are used.
fn keep_only_the_library_of_the_sources(root: &Path) -> Result<()> {
    let link = root.join("usr/lib/rustlib/src/rust");
    let sources = link.canonicalize().context("the package rust-web-src has no sources")?;
    let library = root.join("library");
    fs::rename(sources.join("library"), &library)?;
    fs::remove_file(&link)?;
    fs::remove_dir_all(root.join("usr/src"))?;
    fs::create_dir_all(&link)?;
    fs::rename(library, root.join(LIBRARY))?;
    Ok(())
}

/// An empty folder at `path`.
fn recreate(path: &Path) -> Result<()> {
    if path.exists() {
        fs::remove_dir_all(path).with_context(|| format!("cannot delete {}", path.display()))?;
    }
    fs::create_dir_all(path).with_context(|| format!("cannot create {}", path.display()))
}
