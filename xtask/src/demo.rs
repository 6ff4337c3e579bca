//! Lives through weeks of prices on the program that was just built.

use crate::{build, process, target_dir};
use anyhow::{Context as _, Result};
use clap::Args;
use std::process::{Command, ExitCode};

/// The demo's own options, handed on as they are: `cargo xtask demo -- --help` lists them.
#[derive(Args)]
#[command(disable_help_flag = true)]
pub struct Options {
    /// --prices FILE.csv, --strategy call|put|both, --weeks N, --seed S, --out DIR; see --help
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Checks the input, builds the program, runs the demo. Returns the demo's exit code: 2 for a bad price file.
pub fn run(options: &Options) -> Result<ExitCode> {
    process::run(&mut demo("build", &[])?)?;
    let asks_for_help = options.arguments.iter().any(|argument| argument == "--help" || argument == "-h");
    let mut check = demo("run", &options.arguments)?;
    if !asks_for_help {
        check.arg("--check");
    }
    let checked = exit_code(&mut check)?;
    if asks_for_help || checked != 0 {
        return Ok(ExitCode::from(checked));
    }
    build::run(&build::Options::default())?;
    Ok(ExitCode::from(exit_code(&mut demo("run", &options.arguments)?)?))
}

/// Cargo on the demo: `build` shows its progress, which takes minutes the first time; `run` leaves the word to the demo.
fn demo(action: &str, arguments: &[String]) -> Result<Command> {
    let mut cargo = process::cargo();
    cargo.args([action, "--locked", "--package", "simulator", "--bin", "demo"]);
    if action == "run" {
        cargo.args(["--quiet", "--"]).args(arguments);
    }
    cargo.env("CARGO_TARGET_DIR", target_dir::claim()?);
    Ok(cargo)
}

fn exit_code(command: &mut Command) -> Result<u8> {
    let status = command.status().context("cannot run cargo")?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}
