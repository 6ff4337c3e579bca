//! Measures what the program's instructions and the functions of `options-math` cost in an SVM; `tools/bench-cu` says how.

use crate::setup::{self, Compiler};
use crate::{build, paths, process, target_dir};
use anyhow::{Context as _, Result};
use clap::Args;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// The crate of the program that measures `options-math`, in the checkout.
pub const PROGRAM_FOLDER: &str = "tools/bench-cu/program";
/// Where the instructions' figures stand.
const DOCUMENT: &str = "docs/COMPUTE.md";

/// What to do with the figures.
#[derive(Args)]
pub struct Options {
    /// Print the figures of options-math as one JSON document, and do nothing else
    #[arg(long, conflicts_with = "check")]
    json: bool,
    /// Only measure the instructions, and fail if one costs noticeably more than docs/COMPUTE.md says
    #[arg(long)]
    check: bool,
}

/// Writes the instructions' figures into the document and prints those of `options-math`, unless the options say otherwise.
pub fn run(options: &Options) -> Result<()> {
    if !options.json {
        build::run(&build::Options::default())?;
        let check = options.check.then_some("--check");
        process::run(measure()?.args(["program", DOCUMENT]).args(check))?;
    }
    if !options.check {
        let json = options.json.then_some("--json");
        process::run(measure()?.arg("math").arg(build_program()?).args(json))?;
    }
    Ok(())
}

fn measure() -> Result<Command> {
    let mut cargo = process::cargo();
    cargo
        .args(["run", "--quiet", "--locked", "--package", "bench-cu", "--"])
        .current_dir(paths::checkout()?)
        .env("CARGO_TARGET_DIR", target_dir::claim()?);
    Ok(cargo)
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
