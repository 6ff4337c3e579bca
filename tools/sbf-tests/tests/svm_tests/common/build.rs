//! Finding and running the build tool.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// The tool that `cargo xtask setup` installed.
pub struct Tool {
    binary: PathBuf,
}

impl Tool {
    /// Finds the tool; nothing (and a message) where Solana's own one is in use.
    pub fn find() -> Option<Self> {
        let binary = cache().join("sbf/current/bin/cargo-build-sbf");
        if binary.exists() {
            return Some(Self { binary });
        }
        let solana = env::split_paths(&env::var_os("PATH")?).any(|folder| folder.join("cargo-build-sbf").is_file());
        assert!(solana, "there is no compiler for on-chain code: run `cargo xtask setup`");
        eprintln!("skipped: Solana's own cargo build-sbf is in use, and these tests are about ours");
        None
    }

    /// Builds the crate in `folder` as cargo would call the tool.
    pub fn build(&self, folder: &Path, output: &Path, arguments: &[&str]) -> Output {
        let mut command = Command::new(&self.binary);
        command.arg("build-sbf").args(arguments).arg("--sbf-out-dir").arg(output).current_dir(folder);
        if env::var_os("CARGO_TARGET_DIR").is_none() {
            command.env("CARGO_TARGET_DIR", cache().join("target"));
        }
        command.output().expect("the tool runs")
    }

    /// Builds the crate in `folder`, which must succeed.
    pub fn build_successfully(&self, folder: &Path, output: &Path, arguments: &[&str]) {
        let result = self.build(folder, output, arguments);
        assert!(result.status.success(), "{}", String::from_utf8_lossy(&result.stderr));
    }

    /// Builds the fixture with a feature that must make the build fail; what the tool says.
    pub fn refusal(&self, feature: &str) -> String {
        let _guard = one_build_at_a_time();
        let result = self.build(&fixture_folder(), &output_folder("refused"), &["--features", feature]);
        assert!(!result.status.success(), "the feature {feature} was accepted");
        String::from_utf8_lossy(&result.stderr).into_owned()
    }
}

/// The fixture program, built once for all tests: the paths of the v0 and the v3 program.
pub fn fixture() -> Option<&'static [PathBuf; 2]> {
    static PROGRAMS: OnceLock<Option<[PathBuf; 2]>> = OnceLock::new();
    let build = || {
        let tool = Tool::find()?;
        let _guard = one_build_at_a_time();
        let output = output_folder("operations");
        tool.build_successfully(&fixture_folder(), &output, &["--arch", "both"]);
        Some([output.join("operations.so"), output.join("operations.v3.so")])
    };
    PROGRAMS.get_or_init(build).as_ref()
}

/// A folder for what a test builds.
pub fn output_folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// Builds of one crate with different features replace each other's files.
fn one_build_at_a_time() -> std::sync::MutexGuard<'static, ()> {
    static BUILDS: std::sync::Mutex<()> = std::sync::Mutex::new(());
    BUILDS.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn fixture_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../sbf/fixtures/operations")
}

/// The cache of `cargo xtask`.
fn cache() -> PathBuf {
    let named = env::var_os("OPTIONS_VAULT_CACHE").map(PathBuf::from);
    let user_cache = || {
        let folder = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        folder.unwrap_or_else(|| Path::new(&env::var_os("HOME").expect("HOME is set")).join(".cache"))
    };
    named.unwrap_or_else(|| user_cache().join("options-vault"))
}
