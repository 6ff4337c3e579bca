//! Prints how much collateral usual strategies need under each margin model.

use crate::{process, target_dir};
use anyhow::{Context as _, Result};
use clap::Args;
use std::process::ExitCode;

/// Handed on as they are: `cargo xtask efficiency --help` lists them.
#[derive(Args)]
#[command(disable_help_flag = true)]
pub struct Options {
    /// --prices FILE.csv; see --help
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Returns the tool's exit code: 2 for a bad price file.
pub fn run(options: &Options) -> Result<ExitCode> {
    let mut cargo = process::cargo();
    cargo
        .args(["run", "--quiet", "--locked", "--package", "risk-models", "--bin", "efficiency", "--"])
        .args(&options.arguments)
        .env("CARGO_TARGET_DIR", target_dir::claim()?);
    let status = cargo.status().context("cannot run cargo")?;
    Ok(ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}
