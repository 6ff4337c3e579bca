//! Random histories of margin accounts that are covered in kind, each step compared with a reference model and with the chain's own accounts.

mod auctions;
mod checks;
mod driver;
mod end;
mod losses;
mod model;
mod risk;
mod settling;
mod step;
mod vaults;

use crate::history::every;
use driver::History;
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use std::collections::BTreeMap;
use step::{any_history, Step};

const STEPS: usize = 60;

#[test]
fn every_margin_history_is_what_the_model_says() {
    every("margin_history.txt", any_history(STEPS), |steps| {
        let mut history = History::new();
        for step in steps {
            history.live(step);
        }
        history.everyone_leaves();
    });
}

/// The random steps get far enough to mean something.
#[test]
fn margin_histories_reach_every_instruction() {
    let mut runner = TestRunner::deterministic();
    let mut done = BTreeMap::<String, u32>::new();
    for _ in 0..60 {
        let steps: Vec<Step> = any_history(STEPS).new_tree(&mut runner).unwrap().current();
        let mut history = History::new();
        for step in steps {
            if history.live(step) {
                let name = format!("{step:?}");
                *done.entry(name.split([' ', '{']).next().unwrap().to_string()).or_default() += 1;
            }
        }
    }
    println!("{done:?}");
    assert_eq!(done.len(), 14, "every step went through at least once: {done:?}");
}
