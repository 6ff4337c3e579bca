//! The tests of the vault as one program, which runs on any build of the vault.

use crate::test::Tally;
use crate::{paths, process, target_dir};
use anyhow::{Context as _, Result};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Tells the tests where the program is that they are to run on.
const DEPLOY_FOLDER: &str = "OPTIONS_VAULT_DEPLOY";

/// What a test said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Passed,
    Failed,
    NothingRan,
}

/// The built tests.
pub struct TestsProgram(PathBuf);

impl TestsProgram {
    /// Compiles the checkout's own tests.
    pub fn build() -> Result<Self> {
        let mut cargo = process::cargo();
        cargo
            // The whole workspace, so that its dependencies are compiled with the features of `cargo xtask test`.
            .args(["test", "--workspace", "--locked", "--no-run", "--test", "vault"])
            .arg("--message-format=json-render-diagnostics")
            .current_dir(paths::checkout()?)
            .env("CARGO_TARGET_DIR", target_dir::claim()?)
            .stderr(Stdio::inherit());
        let messages = process::output(&mut cargo)?;
        let program = messages.lines().find_map(executable).context("cargo names no test program")?;
        Ok(Self(program))
    }

    /// Runs the tests whose name contains `name` on the program in `deploy_folder`.
    pub fn run(&self, name: &str, deploy_folder: &Path) -> Result<Verdict> {
        let mut program = Command::new(&self.0);
        program.arg(name).env(DEPLOY_FOLDER, deploy_folder).current_dir(paths::checkout()?.join("tests"));
        let output = program.output().with_context(|| format!("cannot run {}", self.0.display()))?;
        Ok(verdict(&String::from_utf8_lossy(&output.stdout), output.status.success()))
    }
}

/// The path in one of cargo's messages, if it is about a test program.
fn executable(message: &str) -> Option<PathBuf> {
    let message: serde_json::Value = serde_json::from_str(message).ok()?;
    let is_test = message["reason"] == "compiler-artifact" && message["target"]["kind"][0] == "test";
    Some(message["executable"].as_str().filter(|_| is_test)?.into())
}

fn verdict(output: &str, succeeded: bool) -> Verdict {
    let mut tally = Tally::default();
    output.lines().for_each(|line| tally.add(line));
    match (tally.passed, succeeded) {
        (0, true) => Verdict::NothingRan,
        (_, true) => Verdict::Passed,
        // Also when the test program stopped half-way.
        (_, false) => Verdict::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_test_is_told_from_one_that_does_not_exist() {
        let result = |passed, failed| format!("test result: x. {passed} passed; {failed} failed; 0 ignored;\n");
        assert_eq!(verdict(&result(1, 0), true), Verdict::Passed);
        assert_eq!(verdict(&result(0, 1), false), Verdict::Failed);
        assert_eq!(verdict(&result(2, 1), false), Verdict::Failed);
        assert_eq!(verdict("", false), Verdict::Failed);
        assert_eq!(verdict(&result(0, 0), true), Verdict::NothingRan);
    }

    #[test]
    fn cargo_names_the_test_program() {
        let message = r#"{"reason":"compiler-artifact","target":{"kind":["test"]},"executable":"/t/vault-1"}"#;
        assert_eq!(executable(message), Some("/t/vault-1".into()));
        assert_eq!(executable(&message.replace("[\"test\"]", "[\"bin\"]")), None);
        assert_eq!(executable("warning: unused"), None);
    }
}
