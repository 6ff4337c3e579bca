//! Takes one defence of the program away at a time, and expects its test to fail: a check without such a test protects nothing.
//!
//! `tests/mutants.toml` lists what to change and which test must notice. The program is changed and built in a copy of the checkout, with
//! a target folder of its own; the tests are those of the checkout, built once and never changed, so a mistake in a formula that
//! the tests share with the program is found as well.

mod copy;
mod list;
mod tests_program;

use crate::paths;
use anyhow::{bail, Result};
use clap::Args;
use copy::Copy;
use list::Mutant;
use std::collections::BTreeSet;
use std::process::ExitCode;
use std::time::Instant;
use tests_program::{TestsProgram, Verdict};

/// Which mutants.
#[derive(Args)]
pub struct Options {
    /// Only mutants whose file or test contains this
    filter: Option<String>,
}

/// What became of a mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// The test failed: the defence is tested.
    Killed,
    /// The test passed: nobody would notice if the defence were gone.
    Survived,
    /// An error in the list.
    DoesNotCompile,
    /// An error in the list.
    NoSuchTest,
}

/// Runs every mutant of the list and prints a table. Fails if one survives.
pub fn run(options: &Options) -> Result<ExitCode> {
    let checkout = paths::checkout()?;
    let mut mutants = list::load(&checkout)?;
    let problems = list::problems(&checkout, &mutants)?;
    if !problems.is_empty() {
        bail!("{} has errors:\n{}", list::FILE, problems.join("\n"));
    }
    if let Some(filter) = &options.filter {
        mutants.retain(|mutant| mutant.file.contains(filter) || mutant.test.contains(filter));
    }
    let tests = TestsProgram::build()?;
    let copy = Copy::make(&checkout)?;
    copy.build()?;
    must_pass_unchanged(&mutants, &tests, &copy)?;

    let mut outcomes = vec![];
    for (index, mutant) in mutants.iter().enumerate() {
        let start = Instant::now();
        let outcome = try_one(mutant, &tests, &copy)?;
        let line = line(mutant, outcome);
        eprintln!("[{}/{}] {line} ({} s)", index + 1, mutants.len(), start.elapsed().as_secs());
        outcomes.push((line, outcome));
    }
    println!("{:<16}{:<4}{:<72}changed file", "outcome", "row", "test");
    outcomes.iter().for_each(|(line, _)| println!("{line}"));
    let killed = outcomes.iter().filter(|(_, outcome)| *outcome == Outcome::Killed).count();
    println!("{killed} of {} mutants killed", outcomes.len());
    Ok(if killed == outcomes.len() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn line(mutant: &Mutant, outcome: Outcome) -> String {
    format!("{:<16}{:<4}{:<72}{}", format!("{outcome:?}"), mutant.row, mutant.test, mutant.file)
}

/// A test that fails anyway proves nothing.
fn must_pass_unchanged(mutants: &[Mutant], tests: &TestsProgram, copy: &Copy) -> Result<()> {
    let names: BTreeSet<&str> = mutants.iter().map(|mutant| mutant.test.as_str()).collect();
    for name in names {
        let verdict = tests.run(name, &copy.deploy_folder())?;
        if verdict == Verdict::Failed {
            bail!("{name} fails on the unchanged program");
        }
    }
    Ok(())
}

fn try_one(mutant: &Mutant, tests: &TestsProgram, copy: &Copy) -> Result<Outcome> {
    copy.change(mutant)?;
    let outcome = match copy.build() {
        Err(_) => Outcome::DoesNotCompile,
        Ok(()) => match tests.run(&mutant.test, &copy.deploy_folder())? {
            Verdict::Failed => Outcome::Killed,
            Verdict::Passed => Outcome::Survived,
            Verdict::NothingRan => Outcome::NoSuchTest,
        },
    };
    copy.restore(mutant)?;
    Ok(outcome)
}
