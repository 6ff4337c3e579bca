//! The command line of `cargo build-sbf`.

use crate::finish::Architecture;
use anyhow::{Result, bail};
use clap::Parser;
use std::path::PathBuf;

#[derive(Parser)]
#[command(name = "cargo build-sbf", about = "Builds Solana programs with upstream LLVM", version)]
struct CommandLine {
    /// The sBPF version to build for: v0, v3, or both.
    #[arg(long, default_value = "v0")]
    arch: String,
    /// The Cargo.toml of the program or workspace.
    #[arg(long)]
    manifest_path: Option<PathBuf>,
    /// Where the programs go [default: `deploy` in cargo's target directory].
    #[arg(long, alias = "bpf-out-dir")]
    sbf_out_dir: Option<PathBuf>,
    /// Cargo features to switch on.
    #[arg(long, num_args = 1)]
    features: Vec<String>,
    /// Leave the default features off.
    #[arg(long)]
    no_default_features: bool,
    /// Build every program of the workspace.
    #[arg(long, alias = "all")]
    workspace: bool,
    /// Build only these packages of the workspace.
    #[arg(short, long)]
    package: Vec<String>,
    /// rustc's optimisation level (0-3, s, z), instead of the one in Cargo.toml.
    #[arg(long)]
    opt_level: Option<String>,
    /// Optimise for size: the same as --opt-level s.
    #[arg(long, conflicts_with = "opt_level")]
    optimize_size: bool,
    /// Do not use the network.
    #[arg(long)]
    offline: bool,
    /// How many crates cargo compiles at once.
    #[arg(short, long)]
    jobs: Option<usize>,
    /// Show cargo's commands.
    #[arg(short, long)]
    verbose: bool,
    /// Do not make a keypair for a program that has none.
    #[arg(long)]
    no_keypair: bool,
    /// Write the LLVM IR that code is generated from to this file.
    #[arg(long)]
    emit_llvm: Option<PathBuf>,
    #[command(flatten)]
    ignored: Ignored,
    /// Passed on to cargo.
    #[arg(last = true)]
    cargo_arguments: Vec<String>,
}

/// Flags of Solana's tool that mean nothing here: there is one toolchain, already installed, and programs carry no debug
/// information.
#[derive(clap::Args)]
struct Ignored {
    #[arg(long, hide = true)]
    tools_version: Option<String>,
    #[arg(long, alias = "bpf-sdk", hide = true)]
    sbf_sdk: Option<PathBuf>,
    #[arg(long, hide = true)]
    skip_tools_install: bool,
    #[arg(long, hide = true)]
    no_rustup_override: bool,
    #[arg(long, hide = true)]
    force_tools_install: bool,
    #[arg(long, hide = true)]
    install_only: bool,
    #[arg(long, hide = true)]
    debug: bool,
    #[arg(long, hide = true)]
    dump: bool,
    #[arg(long, hide = true)]
    lto: bool,
    #[arg(long, hide = true)]
    remap_cwd: bool,
    #[arg(long, hide = true)]
    disable_remap_cwd: bool,
    #[arg(long, hide = true)]
    generate_child_script_on_failure: bool,
}

impl Ignored {
    /// The given flags whose absence the user might notice.
    fn noticeable(&self) -> Vec<&'static str> {
        let flags = [
            (self.sbf_sdk.is_some(), "--sbf-sdk"),
            (self.force_tools_install, "--force-tools-install"),
            (self.debug, "--debug"),
            (self.dump, "--dump"),
            (self.generate_child_script_on_failure, "--generate-child-script-on-failure"),
        ];
        flags.into_iter().filter_map(|(given, name)| given.then_some(name)).collect()
    }
}

/// What to build, and how.
pub struct Arguments {
    pub architectures: Vec<Architecture>,
    pub manifest: Option<PathBuf>,
    pub output: Option<PathBuf>,
    pub whole_workspace: bool,
    pub packages: Vec<String>,
    pub opt_level: Option<String>,
    /// Flags for `cargo build`.
    pub cargo: Vec<String>,
    pub emit_llvm: Option<PathBuf>,
    /// Whether a program without a keypair gets one.
    pub keypair: bool,
    /// True when only the installation of the tools was asked for.
    pub nothing_to_build: bool,
}

impl Arguments {
    /// Parses the arguments after the command's name; `--help` and errors end the process.
    pub fn from_command_line(arguments: &[String]) -> Result<Self> {
        let line = CommandLine::parse_from(std::iter::once(&"cargo build-sbf".to_string()).chain(arguments));
        for flag in line.ignored.noticeable() {
            eprintln!("warning: {flag} has no effect in this build tool");
        }
        Ok(Self {
            architectures: parse_architectures(&line.arch)?,
            cargo: cargo_flags(&line),
            manifest: line.manifest_path,
            output: line.sbf_out_dir,
            whole_workspace: line.workspace,
            packages: line.package,
            opt_level: line.opt_level.or(line.optimize_size.then(|| "s".into())),
            emit_llvm: line.emit_llvm,
            keypair: !line.no_keypair,
            nothing_to_build: line.ignored.install_only,
        })
    }
}

fn parse_architectures(text: &str) -> Result<Vec<Architecture>> {
    match text {
        "v0" | "0" => Ok(vec![Architecture::V0]),
        "v3" | "3" => Ok(vec![Architecture::V3]),
        "both" => Ok(vec![Architecture::V0, Architecture::V3]),
        _ => bail!("--arch {text} is not supported: use v0, v3 or both"),
    }
}

fn cargo_flags(line: &CommandLine) -> Vec<String> {
    let mut flags = Vec::new();
    if !line.features.is_empty() {
        flags.extend(["--features".into(), line.features.join(",")]);
    }
    if let Some(jobs) = line.jobs {
        flags.extend(["--jobs".into(), jobs.to_string()]);
    }
    let switches =
        [(line.no_default_features, "--no-default-features"), (line.offline, "--offline"), (line.verbose, "--verbose")];
    flags.extend(switches.into_iter().filter(|(given, _)| *given).map(|(_, name)| name.to_string()));
    flags.extend(line.cargo_arguments.iter().filter(|argument| *argument != "--release").cloned());
    flags
}
