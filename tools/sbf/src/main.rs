//! Builds Solana programs with upstream LLVM. README.md beside this crate explains how and why.
//!
//! One binary, told apart by how it is called:
//! - `cargo-build-sbf ...` or `sbf build ...`: builds programs, with the flags of Solana's `cargo build-sbf`;
//! - `sbf collect ...`: what rustc calls in place of a linker.

mod build;
mod finish;
mod inputs;
mod legalize;
mod llvm;
mod names;
mod toolchain;

use anyhow::{Result, bail};
use std::env;
use std::path::Path;
use std::process::ExitCode;

/// The name under which cargo finds the tool as a subcommand.
const CARGO_SUBCOMMAND: &str = "cargo-build-sbf";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let called_as = arguments.first().and_then(|path| Path::new(path).file_name()?.to_str()).unwrap_or_default();
    let rest = arguments.get(1..).unwrap_or_default();
    if called_as == CARGO_SUBCOMMAND {
        // cargo repeats the subcommand's name as the first argument.
        let repeated = usize::from(rest.first().is_some_and(|first| first == "build-sbf"));
        return build::run(&rest[repeated..]);
    }
    match rest.split_first() {
        Some((role, rest)) if role == "build" => build::run(rest),
        Some((role, rest)) if role == "collect" => inputs::collect(rest),
        _ => bail!("usage: sbf build [FLAGS OF cargo build-sbf]"),
    }
}
