//! Random histories of several people, each step compared with a reference model and with the chain's own accounts.
//!
//! `VAULT_TEST_LONG=1` lives through fifty times as many. Seeds of failures are kept in `proptest-regressions/`.

mod checks;
mod driver;
mod model;
mod step;
mod week;

use driver::History;
use proptest::{
    prelude::*,
    test_runner::{Config, FileFailurePersistence},
};
use step::{any_history, Step};
use vault_types::state::OptionKind;

const CASES: u32 = 64;
const STEPS: usize = 40;
const LONG_FACTOR: u32 = 50;
const REGRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/proptest-regressions/history.txt");

fn config() -> Config {
    let is_long = std::env::var("VAULT_TEST_LONG").is_ok_and(|value| value == "1");
    Config {
        cases: if is_long { CASES * LONG_FACTOR } else { CASES },
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(REGRESSIONS))),
        ..Config::default()
    }
}

fn any_kind() -> impl Strategy<Value = OptionKind> {
    prop_oneof![Just(OptionKind::CALL), Just(OptionKind::PUT)]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_history_is_what_the_model_says(steps in any_history(STEPS), kind in any_kind()) {
        let mut history = History::new(kind);
        for step in steps {
            history.live(step);
        }
        history.everyone_leaves();
    }

    /// Without premium there is nothing to win: whatever people do, nobody ends with more than he brought.
    #[test]
    fn attack_11_without_premium_nobody_gains(steps in any_history(STEPS), kind in any_kind()) {
        let mut history = History::new(kind);
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
    let mut done = std::collections::BTreeMap::<String, u32>::new();
    for case in 0..4 * CASES {
        let steps = any_history(STEPS).new_tree(&mut runner).unwrap().current();
        let mut history = History::new(if case % 2 == 0 { OptionKind::CALL } else { OptionKind::PUT });
        for step in steps {
            if history.live(step) {
                let name = format!("{step:?}");
                *done.entry(name.split([' ', '{']).next().unwrap().to_string()).or_default() += 1;
            }
        }
    }
    println!("{done:?}");
    assert_eq!(done.len(), 20, "every step but the stale price went through at least once: {done:?}");
}
