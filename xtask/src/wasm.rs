//! Compiles `options-math` to WebAssembly, for browsers.
//!
//! Where the project's own Rust has the target (`rustup target add wasm32-unknown-unknown`), that is used. Elsewhere the Rust of the
//! on-chain toolchain compiles the module together with the core library, whose sources it has; rustup's linker finishes it.

use crate::setup::{self, Compiler};
use crate::{paths, process, target_dir};
use anyhow::{bail, Context as _, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The module's crate, in the checkout.
pub const CRATE_FOLDER: &str = "crates/options-math/wasm";

const TARGET: &str = "wasm32-unknown-unknown";

/// Writes `target/wasm/options_math.wasm` of the checkout and returns its path.
pub fn run() -> Result<PathBuf> {
    let folder = paths::checkout()?.join("target/wasm");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let module = folder.join("options_math.wasm");
    install(&compile()?, &module)?;
    println!("Wrote {} ({} bytes)", module.display(), fs::metadata(&module)?.len());
    Ok(module)
}

/// Runs cargo and returns its module.
fn compile() -> Result<PathBuf> {
    let target = target_dir::claim()?;
    let mut cargo = process::cargo();
    cargo
        .args(["build", "--release", "--locked", "--target", TARGET])
        .current_dir(paths::checkout()?.join(CRATE_FOLDER))
        .env("CARGO_TARGET_DIR", &target);
    if !libraries_of(TARGET)?.exists() {
        use_on_chain_compiler(&mut cargo)?;
    }
    process::run(&mut cargo)?;
    Ok(target.join(TARGET).join("release/options_math_wasm.wasm"))
}

/// Makes cargo use the Rust of the on-chain toolchain.
fn use_on_chain_compiler(cargo: &mut Command) -> Result<()> {
    let Compiler::Ours(toolchain) = setup::prepare()? else {
        bail!("this Rust cannot compile for browsers yet: run `rustup target add {TARGET}`");
    };
    cargo
        .arg("-Zbuild-std=core")
        .env("RUSTC", toolchain.bin().with_file_name("libexec").join("rustc"))
        // cargo's -Z flag.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker()?);
    Ok(())
}

/// The linker that comes with the project's Rust; rustc tells it by its name that the output is WebAssembly.
fn linker() -> Result<PathBuf> {
    let host = process::output(Command::new("rustc").args(["--print", "target-libdir"]))?;
    let linker = Path::new(host.trim()).with_file_name("bin/rust-lld");
    if !linker.exists() {
        bail!("this Rust has no linker for browsers: install Rust with rustup, then run `rustup target add {TARGET}`");
    }
    Ok(linker)
}

/// Where the project's Rust keeps the libraries of `target`, if it has them.
fn libraries_of(target: &str) -> Result<PathBuf> {
    let folder = process::output(Command::new("rustc").args(["--print", "target-libdir", "--target", target]))?;
    Ok(folder.trim().into())
}

/// Copies a file so that its new name never stands for half of it.
fn install(from: &Path, to: &Path) -> Result<()> {
    let partial = to.with_extension("partial");
    fs::copy(from, &partial).with_context(|| format!("cannot copy {}", from.display()))?;
    fs::rename(&partial, to).with_context(|| format!("cannot write {}", to.display()))
}
