//! Takes one defence of the program away at a time, and expects its test to fail: a check without such a test protects nothing.
//!
//! `tests/mutants.toml` lists what to change and which test must notice. The program is changed and built in copies of the checkout, each
//! with a target folder of its own; the tests are those of the checkout, built once and never changed, so a mistake in a formula that
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
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;
use tests_program::{TestsProgram, Verdict};

/// Which mutants.
#[derive(Args)]
pub struct Options {
    /// Only mutants whose file or test contains this
    filter: Option<String>,
    /// How many to build at once; each worker keeps 300 MB in the cache
    #[arg(long, default_value_t = thread::available_parallelism().map_or(1, usize::from))]
    jobs: usize,
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
    let copies = (0..options.jobs.max(1)).map(|worker| unchanged(&checkout, worker)).collect::<Result<Vec<_>>>()?;
    must_pass_unchanged(&mutants, &tests, &copies[0])?;

    let outcomes = try_all(&mutants, &tests, &copies)?;
    println!("{:<16}{:<4}{:<84} changed file", "outcome", "row", "test");
    for (mutant, outcome) in mutants.iter().zip(&outcomes) {
        println!("{}", line(mutant, *outcome));
    }
    let killed = outcomes.iter().filter(|outcome| **outcome == Outcome::Killed).count();
    println!("{killed} of {} mutants killed", outcomes.len());
    Ok(if killed == outcomes.len() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A copy with the program as it is, built.
fn unchanged(checkout: &Path, worker: usize) -> Result<Copy> {
    let copy = Copy::make(checkout, worker)?;
    copy.build()?;
    Ok(copy)
}

/// Each copy takes the next mutant as soon as it is done with one. The outcomes are in the order of the list.
fn try_all(mutants: &[Mutant], tests: &TestsProgram, copies: &[Copy]) -> Result<Vec<Outcome>> {
    let next = AtomicUsize::new(0);
    let work = |copy: &Copy| -> Result<Vec<(usize, Outcome)>> {
        let mut outcomes = vec![];
        while let Some((index, mutant)) = next_of(mutants, &next) {
            let start = Instant::now();
            let outcome = try_one(mutant, tests, copy)?;
            let line = line(mutant, outcome);
            eprintln!("[{}/{}] {line} ({} s)", index + 1, mutants.len(), start.elapsed().as_secs());
            outcomes.push((index, outcome));
        }
        Ok(outcomes)
    };
    let work = &work;
    let mut outcomes = thread::scope(|scope| {
        let workers: Vec<_> = copies.iter().map(|copy| scope.spawn(move || work(copy))).collect();
        let results = workers.into_iter().map(|worker| worker.join().unwrap_or_else(|_| bail!("a worker panicked")));
        results.collect::<Result<Vec<_>>>().map(|lists| lists.concat())
    })?;
    outcomes.sort_by_key(|(index, _)| *index);
    Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
}

fn next_of<'a>(mutants: &'a [Mutant], next: &AtomicUsize) -> Option<(usize, &'a Mutant)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    Some((index, mutants.get(index)?))
}

fn line(mutant: &Mutant, outcome: Outcome) -> String {
    format!("{:<16}{:<4}{:<84} {}", format!("{outcome:?}"), mutant.row, mutant.test, mutant.file)
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
