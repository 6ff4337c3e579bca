//! Random histories of several people, each step compared with a reference model and with the chain's own accounts.
//!
//! `VAULT_TEST_LONG=1`, or `cargo xtask test --long`, lives through more of them for an hour, those of margin accounts, of auctions and of vaults on margin among them. A
//! failure is shrunk, and its seed kept in `proptest-regressions`: commit it with the mend, and every later run begins with it.

mod checks;
mod driver;
pub mod model;
mod outflow;
pub mod step;
pub mod week;

use driver::History;
use proptest::{
    strategy::Strategy,
    test_runner::{Config, FileFailurePersistence, TestRunner},
};
use std::{
    fmt::Debug,
    time::{Duration, Instant},
};
use step::{any_history, any_terms, Step, Terms};

const CASES: u32 = 120;
const STEPS: usize = 60;
/// How long each of the seven tests goes on in the long mode: on two cores they take an hour.
const LONG: Duration = Duration::from_secs(1_000);
const REGRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/proptest-regressions/");

/// [`CASES`] random histories, or as many as fit into the time of the long mode. The file keeps the seeds of failures.
pub fn every<H: Debug>(file: &str, histories: impl Strategy<Value = H>, test: impl Fn(H)) {
    every_of(CASES, file, histories, test);
}

/// The same with so many of them.
pub fn every_of<H: Debug>(cases: u32, file: &str, histories: impl Strategy<Value = H>, test: impl Fn(H)) {
    let is_long = std::env::var("VAULT_TEST_LONG").is_ok_and(|value| value == "1");
    let file: &'static str = Box::leak(format!("{REGRESSIONS}{file}").into_boxed_str());
    let start = Instant::now();
    let mut lived = 0;
    while lived == 0 || (is_long && start.elapsed() < LONG) {
        let persistence = FileFailurePersistence::Direct(file);
        let config = Config { cases, failure_persistence: Some(Box::new(persistence)), ..Config::default() };
        let outcome = TestRunner::new(config).run(&histories, |history| {
            test(history);
            Ok(())
        });
        outcome.unwrap_or_else(|failure| panic!("{failure}"));
        lived += cases;
    }
    println!("{lived} histories");
}

fn every_history(test: impl Fn(Vec<Step>, Terms)) {
    every("history.txt", (any_history(STEPS), any_terms()), |(steps, terms)| test(steps, terms));
}

#[test]
fn every_history_is_what_the_model_says() {
    every_history(|steps, terms| {
        let mut history = History::new(&terms);
        for step in steps {
            history.live(step);
        }
        history.everyone_leaves();
    });
}

/// Without premium there is nothing to win: whatever people do, nobody ends with more than they brought.
#[test]
fn attack_11_without_premium_nobody_gains() {
    every_history(|steps, terms| {
        let mut history = History::new(&terms);
        for step in steps.into_iter().filter(|step| !matches!(step, Step::Bid { .. })) {
            history.live(step);
            history.nobody_has_gained();
        }
        history.everyone_leaves();
        history.nobody_has_gained();
    });
}

/// The random steps get far enough to mean something.
#[test]
fn histories_reach_every_part_of_the_program() {
    use proptest::strategy::ValueTree;
    let mut runner = TestRunner::deterministic();
    let mut parts = 0;
    let mut done = std::collections::BTreeMap::<String, u32>::new();
    for _ in 0..CASES {
        let (steps, terms) = (any_history(STEPS), any_terms()).new_tree(&mut runner).unwrap().current();
        let mut history = History::new(&terms);
        for step in steps {
            if history.live(step) {
                if matches!(step, Step::ClaimWithdrawal { who, .. } if history.model.people[who].withdrawal.is_some()) {
                    parts += 1;
                }
                let name = format!("{step:?}");
                *done.entry(name.split([' ', '{']).next().unwrap().to_string()).or_default() += 1;
            }
        }
    }
    println!("{done:?}, {parts} payments in part");
    assert!(parts > 5, "the outflow limit was felt {parts} times");
    assert_eq!(done.len(), 21, "every step but the stale price went through at least once: {done:?}");
}
