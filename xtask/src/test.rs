//! Runs every test of the project on the program and the WebAssembly module that were just built.

use crate::{build, paths, process, setup, target_dir, wasm};
use anyhow::{Context as _, Result};
use clap::Args;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

/// Which tests.
#[derive(Args)]
pub struct Options {
    /// Only tests whose name contains this
    filter: Option<String>,
    /// Live through random histories for an hour; with no FILTER, only those run
    #[arg(long)]
    long: bool,
}

/// The tests that know a long mode.
const LONG_TESTS: &str = "history::";

impl Options {
    fn filter(&self) -> Option<&str> {
        self.filter.as_deref().or(self.long.then_some(LONG_TESTS))
    }
}

/// How many tests there were, as their runner says.
#[derive(Default)]
pub struct Tally {
    pub passed: u64,
    failed: u64,
    ignored: u64,
}

/// Builds the program and the WebAssembly module, runs the tests and prints their sum as the last line.
pub fn run(options: &Options) -> Result<ExitCode> {
    build::run(&build::Options::default())?;
    let module = wasm::run()?;
    let mut tally = Tally::default();
    let mut all_ran = run_cargo(workspace_tests(options, &module)?, &mut tally)?;
    if let setup::Compiler::Ours(toolchain) = setup::prepare()? {
        all_ran &= run_cargo(toolchain.tool_tests(options.filter())?, &mut tally)?;
    }
    let Tally { passed, failed, ignored } = tally;
    if !all_ran && failed == 0 {
        println!("A test program did not compile or stopped half-way: see above");
    }
    println!("Total: {passed} passed, {failed} failed, {ignored} skipped");
    Ok(if all_ran && failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Cargo on all the tests; the variable tells those of the WebAssembly module that it must be there.
fn workspace_tests(options: &Options, module: &Path) -> Result<Command> {
    let mut cargo = process::cargo();
    cargo
        .args(["test", "--workspace", "--locked", "--no-fail-fast"])
        .args(options.filter())
        .current_dir(paths::checkout()?)
        .env("CARGO_TARGET_DIR", target_dir::claim()?)
        .env("OPTIONS_VAULT_WASM", module);
    if options.long {
        cargo.env("VAULT_TEST_LONG", "1");
    }
    Ok(cargo)
}

/// Passes on what cargo prints and adds up its results. Returns whether it succeeded.
fn run_cargo(mut cargo: Command, tally: &mut Tally) -> Result<bool> {
    let mut child = cargo.stdout(Stdio::piped()).spawn().context("cannot run cargo")?;
    let output = child.stdout.take().context("cargo has no output")?;
    for line in BufReader::new(output).lines() {
        let line = line?;
        println!("{line}");
        tally.add(&line);
    }
    Ok(child.wait()?.success())
}

impl Tally {
    /// Reads a line such as `test result: ok. 3 passed; 0 failed; 0 ignored; ...`.
    pub fn add(&mut self, line: &str) {
        let Some(results) = line.strip_prefix("test result: ") else { return };
        let counted = results.split([';', '.']).filter_map(|part| part.trim().split_once(' '));
        for (count, what) in counted {
            let Ok(count) = count.parse::<u64>() else { continue };
            match what {
                "passed" => self.passed += count,
                "failed" => self.failed += count,
                "ignored" => self.ignored += count,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_what_the_runner_says() {
        let mut tally = Tally::default();
        tally.add("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.42s");
        tally.add("test result: FAILED. 2 passed; 5 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s");
        tally.add("running 7 tests");
        assert_eq!((tally.passed, tally.failed, tally.ignored), (14, 5, 1));
    }
}
