//! Measures the compute units of `options-math` in an SVM; `tools/bench-cu` says how.

use crate::setup::{self, Compiler};
use crate::{paths, process, target_dir};
use anyhow::{Context as _, Result};
use clap::Args;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// The program's crate, in the checkout.
pub const PROGRAM_FOLDER: &str = "tools/bench-cu/program";

/// How to print.
#[derive(Args)]
pub struct Options {
    /// Print one JSON document instead of a table
    #[arg(long)]
    json: bool,
}

/// Builds the program that measures, and runs it.
pub fn run(options: &Options) -> Result<()> {
    let program = build_program()?;
    let mut cargo = process::cargo();
    cargo
        .args(["run", "--quiet", "--locked", "--package", "bench-cu", "--"])
        .arg(program)
        .args(options.json.then_some("--json"))
        .current_dir(paths::checkout()?)
        .env("CARGO_TARGET_DIR", target_dir::claim()?);
    process::run(&mut cargo)
}

/// For sBPF v0, what mainnet runs. Returns the program's path.
fn build_program() -> Result<PathBuf> {
    let manifest = paths::checkout()?.join(PROGRAM_FOLDER).join("Cargo.toml");
    let output = paths::checkout()?.join("target/bench-cu");
    fs::create_dir_all(&output).with_context(|| format!("cannot create {}", output.display()))?;
    let mut compiler = compiler()?;
    compiler.args(["--arch", "v0", "--manifest-path"]).arg(manifest);
    compiler.arg("--sbf-out-dir").arg(&output).args(["--", "--locked"]);
    process::run(compiler.env("CARGO_TARGET_DIR", target_dir::claim()?))?;
    Ok(output.join("bench_cu_program.so"))
}

fn compiler() -> Result<Command> {
    Ok(match setup::prepare()? {
        Compiler::Ours(toolchain) => {
            let mut tool = Command::new(toolchain.tool());
            tool.args(["build", "--no-keypair"]);
            tool
        }
        Compiler::Solana => {
            let mut cargo = process::cargo();
            cargo.arg("build-sbf");
            cargo
        }
    })
}
