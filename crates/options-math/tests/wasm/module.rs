//! The module and Node, and whether the test may do without them.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;
use std::{env, fs, io};

/// What the module is made from, in this crate's folder.
const SOURCES: [&str; 5] = ["Cargo.toml", "src", "wasm/Cargo.toml", "wasm/Cargo.lock", "wasm/src"];

/// The module, if there is one and Node to run it.
///
/// Without them the test passes, saying so; but it fails in continuous integration (`CI`), and where `cargo xtask test` has just
/// built the module (`OPTIONS_VAULT_WASM`).
pub fn find() -> Option<PathBuf> {
    let built_now = env::var_os("OPTIONS_VAULT_WASM").map(PathBuf::from);
    let is_required = built_now.is_some() || env::var_os("CI").is_some();
    match built_now.map_or_else(built_earlier, existing).and_then(with_node) {
        Ok(module) => Some(module),
        Err(missing) if is_required => panic!("{missing}"),
        Err(missing) => {
            // Not by `println!`, whose output the test runner keeps to itself when a test passes.
            let _ = writeln!(io::stderr(), "skipped: {missing}");
            None
        }
    }
}

/// The module in the checkout, unless a source has changed since.
fn built_earlier() -> Result<PathBuf, String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let checkout = here.ancestors().nth(2).unwrap();
    let module = existing(checkout.join("target/wasm/options_math.wasm"))?;
    let built = changed(&module);
    match SOURCES.iter().map(|source| changed(&here.join(source))).max() {
        Some(source) if source > built => Err("the WebAssembly module is out of date: run `cargo xtask wasm`".into()),
        _ => Ok(module),
    }
}

fn existing(module: PathBuf) -> Result<PathBuf, String> {
    match module.exists() {
        true => Ok(module),
        false => Err(format!("there is no {}: run `cargo xtask wasm`", module.display())),
    }
}

fn with_node(module: PathBuf) -> Result<PathBuf, String> {
    match Command::new("node").arg("--version").output() {
        Ok(_) => Ok(module),
        Err(error) => Err(format!("`node` does not run ({error}): install Node 20 or later, then run this test again")),
    }
}

/// When a file, or the latest one below a folder, was changed.
fn changed(path: &Path) -> SystemTime {
    if path.is_dir() {
        let entries = fs::read_dir(path).unwrap().map(|entry| changed(&entry.unwrap().path()));
        return entries.max().unwrap_or(SystemTime::UNIX_EPOCH);
    }
    fs::metadata(path).and_then(|metadata| metadata.modified()).unwrap()
}
