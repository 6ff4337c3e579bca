//! Lives through weeks of prices, or through days in which they fell, on the program that was just built.

use crate::{build, process, target_dir};
use anyhow::{Context as _, Result};
use clap::Args;
use std::process::{Command, ExitCode};

/// The simulator has no prices to live through, and none were given: it has said so.
const SKIPPED: u8 = 3;

/// The demo's own options, handed on as they are: `cargo xtask demo -- --help` lists them.
#[derive(Args)]
#[command(disable_help_flag = true)]
pub struct DemoOptions {
    /// --prices FILE.csv, --strategy call|put|both, --weeks N, --seed S, --out DIR; see --help
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// The replay's own options, handed on as they are: `cargo xtask replay -- --help` lists them.
#[derive(Args)]
#[command(disable_help_flag = true)]
pub struct ReplayOptions {
    /// --event DATE|all, --prices FILE.csv, --accounts N, --capital PERCENT, --seed S, --out DIR; see --help
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Weeks of a vault. Returns the demo's exit code: 2 for a bad price file.
pub fn demo(options: &DemoOptions) -> Result<ExitCode> {
    run("demo", &options.arguments)
}

/// Days in which prices fell. Returns the replay's exit code: 2 for a bad price file, 1 where books do not add up.
pub fn replay(options: &ReplayOptions) -> Result<ExitCode> {
    run("replay", &options.arguments)
}

/// Checks the input, builds the program, runs one of the simulator's.
fn run(binary: &str, arguments: &[String]) -> Result<ExitCode> {
    process::run(&mut simulator("build", binary, &[])?)?;
    let asks_for_help = arguments.iter().any(|argument| argument == "--help" || argument == "-h");
    let mut check = simulator("run", binary, arguments)?;
    if !asks_for_help {
        check.arg("--check");
    }
    match exit_code(&mut check)? {
        SKIPPED => return Ok(ExitCode::SUCCESS),
        failed if asks_for_help || failed != 0 => return Ok(ExitCode::from(failed)),
        _ => {}
    }
    build::run(&build::Options::default())?;
    Ok(ExitCode::from(exit_code(&mut simulator("run", binary, arguments)?)?))
}

/// Cargo on the simulator: `build` shows its progress, which takes minutes the first time; `run` leaves the word to what it runs.
fn simulator(action: &str, binary: &str, arguments: &[String]) -> Result<Command> {
    let mut cargo = process::cargo();
    cargo.args([action, "--locked", "--package", "simulator", "--bin", binary]);
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
