//! Runs cargo: which packages are programs, and the bitcode they are made of.

use super::arguments::Arguments;
use crate::toolchain::{TARGET, Toolchain};
use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;
use std::env;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A compiled program whose bitcode is listed in `link_inputs`.
pub struct Program {
    pub name: String,
    pub link_inputs: PathBuf,
}

/// The cargo workspace and the packages of it that are to be built.
pub struct Workspace {
    root: PathBuf,
    pub target_directory: PathBuf,
    packages: Vec<Package>,
}

struct Package {
    id: String,
    name: String,
}

impl Workspace {
    /// Asks cargo for the workspace, and selects the packages as `cargo build-sbf` does: the one of the manifest, or all.
    pub fn read(arguments: &Arguments) -> Result<Self> {
        let mut command = cargo();
        command.args(["metadata", "--no-deps", "--format-version", "1"]);
        if let Some(manifest) = &arguments.manifest {
            command.arg("--manifest-path").arg(manifest);
        }
        let output = command.stderr(Stdio::inherit()).output().context("cannot run cargo")?;
        ensure!(output.status.success(), "cargo cannot read the workspace");
        let metadata: Value = serde_json::from_slice(&output.stdout)
            .context("cargo describes the workspace in a way unknown to this tool")?;
        let packages = select(&metadata, arguments)?;
        Ok(Self {
            root: text(&metadata["workspace_root"]).into(),
            target_directory: text(&metadata["target_directory"]).into(),
            packages,
        })
    }

    /// Compiles the selected packages.
    pub fn compile(&self, toolchain: &Toolchain, arguments: &Arguments) -> Result<Vec<Program>> {
        let mut command = self.build_command(toolchain, arguments);
        let mut child = command.stdout(Stdio::piped()).spawn().context("cannot run cargo")?;
        let mut programs = Vec::new();
        if let Some(messages) = child.stdout.take() {
            for line in BufReader::new(messages).lines() {
                programs.extend(self.program_in(&line?));
            }
        }
        ensure!(child.wait()?.success(), "the program does not compile");
        ensure!(
            !programs.is_empty(),
            "cargo built no shared object: does Cargo.toml say `crate-type = [\"cdylib\", \"lib\"]`?"
        );
        Ok(programs)
    }

    fn build_command(&self, toolchain: &Toolchain, arguments: &Arguments) -> Command {
        let mut command = cargo();
        command
            .args(["build", "--release", "--lib", "--message-format", "json-render-diagnostics"])
            .args(["-Zbuild-std=std,panic_abort", "-Zjson-target-spec", "--target"])
            .arg(toolchain.target());
        if let Some(manifest) = &arguments.manifest {
            command.arg("--manifest-path").arg(manifest);
        }
        for package in &self.packages {
            command.args(["--package", &package.name]);
        }
        command.args(&arguments.cargo);
        command
            .env("RUSTC", toolchain.rustc())
            // cargo's -Z flags; and std must not mark itself unusable on a target it has not heard of.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUSTC_BOOTSTRAP_SYNTHETIC_TARGET", "1")
            // This tool optimises the whole program itself.
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("SBF_LINKER", toolchain.linker())
            .env("SBF_WORKSPACE", &self.root)
            .env("SBF_TARGET_DIRECTORY", &self.target_directory);
        if let Some(level) = &arguments.opt_level {
            command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level);
        }
        command
    }

    /// The program that one of cargo's messages announces.
    fn program_in(&self, line: &str) -> Option<Program> {
        let message: Value = serde_json::from_str(line).ok()?;
        let is_selected = self.packages.iter().any(|package| message["package_id"] == package.id.as_str());
        if message["reason"] != "compiler-artifact" || !is_selected {
            return None;
        }
        let files = message["filenames"].as_array()?.iter().filter_map(Value::as_str).map(Path::new);
        let link_inputs = files.into_iter().find(|file| {
            file.extension().is_some_and(|extension| extension == "so")
                && file.components().any(|component| component.as_os_str() == TARGET)
        })?;
        let name = text(&message["target"]["name"]).replace('-', "_");
        Some(Program { name, link_inputs: link_inputs.to_path_buf() })
    }
}

/// The cargo that called this tool, or the one on the PATH.
fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn select(metadata: &Value, arguments: &Arguments) -> Result<Vec<Package>> {
    let all = metadata["packages"].as_array().context("cargo lists no packages")?;
    let manifest = arguments.manifest.as_deref().unwrap_or(Path::new("Cargo.toml")).canonicalize().ok();
    let is_wanted = |package: &&Value| {
        if !arguments.packages.is_empty() {
            return arguments.packages.iter().any(|name| package["name"] == name.as_str());
        }
        let is_root = manifest.as_deref() == Some(Path::new(text(&package["manifest_path"])));
        is_root || arguments.whole_workspace
    };
    let mut selected: Vec<_> = all.iter().filter(is_wanted).collect();
    if selected.is_empty() {
        // The root of a workspace without a package of its own stands for all its programs.
        selected = all.iter().collect();
    }
    selected.retain(|package| is_program(package));
    if selected.is_empty() {
        bail!(
            "no package here is a Solana program: Cargo.toml must say `crate-type = [\"cdylib\", \"lib\"]` under `[lib]`"
        );
    }
    let describe = |package: &Value| Package { id: text(&package["id"]).into(), name: text(&package["name"]).into() };
    Ok(selected.into_iter().map(describe).collect())
}

fn is_program(package: &Value) -> bool {
    let targets = package["targets"].as_array().map(Vec::as_slice).unwrap_or_default();
    targets
        .iter()
        .any(|target| target["kind"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == "cdylib")))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
