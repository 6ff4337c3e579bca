//! Builds the on-chain program.

use crate::setup::{self, Compiler, Toolchain};
use crate::{paths, process, target_dir};
use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What to build.
#[derive(Args)]
pub struct Options {
    /// The version of sBPF: v0 is what mainnet runs today, v3 what validators with every feature on accept
    #[arg(long, value_enum, default_value_t = Architecture::Both)]
    arch: Architecture,
    /// rustc's optimisation level (0-3, s, z), instead of the one in Cargo.toml
    #[arg(long)]
    opt_level: Option<String>,
    /// The program's folder in programs/
    #[arg(default_value = "options-vault")]
    program: String,
}

impl Default for Options {
    /// The project's program, in both versions.
    fn default() -> Self {
        Self { arch: Architecture::Both, opt_level: None, program: "options-vault".into() }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Architecture {
    V0,
    V3,
    Both,
}

impl Architecture {
    fn name(self) -> &'static str {
        match self {
            Self::V0 => "v0",
            Self::V3 => "v3",
            Self::Both => "both",
        }
    }
}

/// Builds the program to `target/deploy` of the checkout.
pub fn run(options: &Options) -> Result<()> {
    let output = paths::checkout()?.join("target/deploy");
    fs::create_dir_all(&output).with_context(|| format!("cannot create {}", output.display()))?;
    let manifest = paths::checkout()?.join("programs").join(&options.program).join("Cargo.toml");
    match setup::prepare()? {
        Compiler::Ours(toolchain) => build_with_ours(&toolchain, &manifest, &output, options),
        Compiler::Solana => build_with_solana(&manifest, &output, options),
    }
}

fn build_with_ours(toolchain: &Toolchain, manifest: &Path, output: &Path, options: &Options) -> Result<()> {
    let mut tool = Command::new(toolchain.tool());
    tool.args(["build", "--arch", options.arch.name(), "--no-keypair"]);
    if let Some(level) = &options.opt_level {
        tool.args(["--opt-level", level]);
    }
    run_compiler(&mut tool, manifest, output)
}

/// Solana's tool builds one version at a time, and under one name.
fn build_with_solana(manifest: &Path, output: &Path, options: &Options) -> Result<()> {
    let library = output.join(format!("{}.so", options.program.replace('-', "_")));
    if options.arch != Architecture::V0 {
        run_compiler(process::cargo().args(["build-sbf", "--arch", "v3"]), manifest, output)?;
    }
    if options.arch == Architecture::Both {
        fs::rename(&library, library.with_extension("v3.so"))?;
    }
    if options.arch != Architecture::V3 {
        run_compiler(process::cargo().args(["build-sbf", "--arch", "v0"]), manifest, output)?;
    }
    Ok(())
}

fn run_compiler(compiler: &mut Command, manifest: &Path, output: &Path) -> Result<()> {
    let target: PathBuf = target_dir::claim()?;
    compiler.arg("--manifest-path").arg(manifest).arg("--sbf-out-dir").arg(output).env("CARGO_TARGET_DIR", target);
    process::run(compiler)
}
