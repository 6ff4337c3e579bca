//! Random histories of several people, each step compared with a reference model and with the chain's own accounts.
//!
//! `VAULT_TEST_LONG=1`, or `cargo xtask test --long`, lives through a hundred times as many. A failure is shrunk, and its seed kept in
//! `proptest-regressions/history.txt`: commit it with the mend, and every later run begins with it.

mod checks;
mod driver;
mod model;
mod outflow;
mod step;
mod week;

use driver::History;
use proptest::{
    prelude::*,
    test_runner::{Config, FileFailurePersistence},
};
use step::{any_history, any_terms, Step};

const CASES: u32 = 120;
const STEPS: usize = 60;
/// Makes about an hour on two cores.
const LONG_FACTOR: u32 = 100;
const REGRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/proptest-regressions/history.txt");

fn config() -> Config {
    let is_long = std::env::var("VAULT_TEST_LONG").is_ok_and(|value| value == "1");
    Config {
        cases: if is_long { CASES * LONG_FACTOR } else { CASES },
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(REGRESSIONS))),
        ..Config::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_history_is_what_the_model_says(steps in any_history(STEPS), terms in any_terms()) {
        let mut history = History::new(&terms);
        for step in steps {
            history.live(step);
        }
        history.everyone_leaves();
    }

    /// Without premium there is nothing to win: whatever people do, nobody ends with more than they brought.
    #[test]
    fn attack_11_without_premium_nobody_gains(steps in any_history(STEPS), terms in any_terms()) {
        let mut history = History::new(&terms);
        for step in steps.into_iter().filter(|step| !matches!(step, Step::Bid { .. })) {
            history.live(step);
            history.nobody_has_gained();
        }
        history.everyone_leaves();
        history.nobody_has_gained();
    }
}

/// The random steps get far enough to mean something.
#[test]
fn histories_reach_every_part_of_the_program() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
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
