//! Random histories of accounts that are not covered in kind, in every mode: what the chain lets them do is what its formulas say, to the atom, and
//! the books hold through falls of the price in which some of them cannot pay.

mod clock;
mod compare;
pub mod driver;
pub mod judge;
mod step;
mod worth;

use crate::history::every_of;
use driver::AtRisk;
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use std::collections::BTreeMap;
use step::any_history;

const STEPS: usize = 80;
/// Of the random ones; of those that must reach something there are more.
const CASES: u32 = 24;

#[test]
fn every_history_at_risk_is_what_the_formulas_say() {
    every_of(CASES, "margin_risk_history.txt", any_history(STEPS), |steps| {
        let mut history = AtRisk::new();
        for step in steps {
            history.live(step);
        }
        history.everyone_leaves();
    });
}

/// What must have happened, and how often at least: what goes through, and what is refused for which reason.
const HAPPENS: [(&str, u32); 38] = [
    ("Write in MAX_LOSS", 5),
    ("Write in STANDARD", 20),
    ("Write in SCENARIO", 20),
    ("Write in PORTFOLIO", 20),
    ("Write uncovered", 50),
    ("Write: BelowInitialMargin", 50),
    ("Write: ReduceOnly", 10),
    ("Write: NotCovered", 10),
    ("Write: UnboundedLoss", 10),
    ("Write: PriceTooOld", 2),
    ("Write: PriceJump", 5),
    ("Write: NoSlice", 2),
    ("Write: SettleFirst", 10),
    ("Challenge upheld", 10),
    ("BringIn", 20),
    ("Send", 20),
    ("Withdraw", 30),
    ("Withdraw uncovered", 5),
    ("Withdraw: BelowInitialMargin", 1),
    ("Withdraw: ReduceOnly", 2),
    ("Withdraw: PriceJump", 1),
    ("Withdraw: SettleFirst", 5),
    ("TakeExcess", 40),
    ("TakeExcess uncovered", 5),
    ("TakeExcess: BelowInitialMargin", 5),
    ("Mode", 100),
    ("Mode uncovered", 10),
    ("Mode: BelowInitialMargin", 3),
    ("Mode: NotCovered", 3),
    ("Mode: UnboundedLoss", 3),
    ("Mode: SettleFirst", 5),
    ("Settle", 30),
    ("Settle: ShortOfToken", 5),
    ("Settle: MarginPoolShort", 1),
    ("Settle for less", 1),
    ("Ruin", 2),
    ("Redeem", 5),
    ("Redeem refused", 10),
];

/// The random steps get far enough to mean something.
#[test]
fn histories_at_risk_reach_every_refusal() {
    let mut runner = TestRunner::deterministic();
    let mut outcomes = BTreeMap::<String, u32>::new();
    for _ in 0..100 {
        let mut history = AtRisk::new();
        for step in any_history(STEPS).new_tree(&mut runner).unwrap().current() {
            history.live(step);
        }
        for (outcome, count) in history.outcomes {
            *outcomes.entry(outcome).or_default() += count;
        }
    }
    println!("{outcomes:#?}");
    for (outcome, least) in HAPPENS {
        let count = outcomes.get(outcome).copied().unwrap_or(0);
        assert!(count >= least, "{outcome}: {count} times, not {least}");
    }
}
