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

impl Options {
    /// The project's program in the one version that mainnet runs.
    pub fn for_mainnet() -> Self {
        Self { arch: Architecture::V0, ..Self::default() }
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
    run_in(&paths::checkout()?, &target_dir::claim()?, options)
}

/// The same for any checkout, compiled in the folder `target`.
pub fn run_in(checkout: &Path, target: &Path, options: &Options) -> Result<()> {
    let output = checkout.join("target/deploy");
    fs::create_dir_all(&output).with_context(|| format!("cannot create {}", output.display()))?;
    let manifest = checkout.join("programs").join(&options.program).join("Cargo.toml");
    let work = Work { manifest, output, target };
    match setup::prepare()? {
        Compiler::Ours(toolchain) => work.build_with_ours(&toolchain, options),
        Compiler::Solana => work.build_with_solana(options),
    }
}

/// What is compiled, and where to.
struct Work<'t> {
    manifest: PathBuf,
    output: PathBuf,
    target: &'t Path,
}

impl Work<'_> {
    fn build_with_ours(&self, toolchain: &Toolchain, options: &Options) -> Result<()> {
        let mut tool = Command::new(toolchain.tool());
        tool.args(["build", "--arch", options.arch.name(), "--no-keypair"]);
        if let Some(level) = &options.opt_level {
            tool.args(["--opt-level", level]);
        }
        self.run_compiler(&mut tool)
    }

    /// Solana's tool builds one version at a time, and under one name.
    fn build_with_solana(&self, options: &Options) -> Result<()> {
        let library = self.output.join(format!("{}.so", options.program.replace('-', "_")));
        if options.arch != Architecture::V0 {
            self.run_compiler(process::cargo().args(["build-sbf", "--arch", "v3"]))?;
        }
        if options.arch == Architecture::Both {
            fs::rename(&library, library.with_extension("v3.so"))?;
        }
        if options.arch != Architecture::V3 {
            self.run_compiler(process::cargo().args(["build-sbf", "--arch", "v0"]))?;
        }
        Ok(())
    }

    fn run_compiler(&self, compiler: &mut Command) -> Result<()> {
        compiler.arg("--manifest-path").arg(&self.manifest).arg("--sbf-out-dir").arg(&self.output);
        process::run(compiler.env("CARGO_TARGET_DIR", self.target))
    }
}
