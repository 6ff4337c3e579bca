//! Random histories of accounts that fall short: prices run away from them, they are judged, sold in parts, given away and hedged, the insurance fund and
//! everybody pay what nobody else can. Who has what afterwards is what a model says that keeps its own books, to the atom.

mod acts;
mod any;
mod auction;
mod bids;
mod checks;
mod clock;
mod driver;
mod end;
mod health;
mod hedges;
mod insurance;
mod model;
mod others;
mod payoffs;
mod prices;
mod settling;
mod stakes;
mod step;
mod ways;
mod weeks;
mod worth;

use crate::history::every_of;
use driver::Auctions;
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use std::collections::BTreeMap;
use ways::any_history;

const STEPS: usize = 140;
const CASES: u32 = 24;

#[test]
fn every_history_of_auctions_is_what_the_model_says() {
    every_of(CASES, "auction_history.txt", any_history(STEPS), |steps| {
        let mut history = Auctions::new();
        for step in steps {
            history.live(step);
        }
        history.everyone_leaves();
    });
}

/// What must have happened, and how often at least.
const HAPPENS: [(&str, u32); 52] = [
    ("None to Solvent", 12),
    ("None to Insolvent", 12),
    ("None to Hedge", 5),
    ("Solvent to Insolvent", 3),
    ("Insolvent to Solvent", 2),
    ("Hedge to Solvent", 1),
    ("Hedge to Insolvent", 1),
    ("Solvent to None", 7),
    ("Insolvent to None", 4),
    ("Hedge to None", 3),
    ("a rich account owes a token", 30),
    ("a poor account owes a token", 10),
    ("short of a token after a week, with something beside", 15),
    ("judged at the last price", 2),
    ("BringIn: a market that is new", 20),
    ("ended by a top-up", 2),
    ("sold in part, and goes on", 2),
    ("sold in part, and back at the buffer", 3),
    ("sold whole", 1),
    ("given away", 7),
    ("the fund pays a taker", 2),
    ("everybody pays a taker", 2),
    ("the fund pays a pool", 2),
    ("everybody pays a pool", 2),
    ("a ruin in Cash", 2),
    ("a ruin in Coin", 5),
    ("Bid: WrongStep", 8),
    ("Bid: BeyondLimit", 2),
    ("Bid: PartTooSmall", 8),
    ("Bid: BelowInitialMargin", 5),
    ("Bid: NotCovered", 1),
    ("Bid: UnboundedLoss", 2),
    ("Bid: NotHeld", 1),
    ("Bid: AccountHealthy", 3),
    ("Bid: NoAuctionRuns", 15),
    ("Bid: OwnAccount", 1),
    ("Hedge", 2),
    ("Hedge: WrongStep", 1),
    ("Hedge: HedgeTooLarge", 2),
    ("Hedge: NotCovered", 1),
    ("Judge: PriceTooOld", 8),
    ("WindDown", 2),
    ("WindDown: NotForsaken", 12),
    ("Flee: InAuction", 4),
    ("Write: InAuction", 2),
    ("Write: InsuranceExhausted", 3),
    ("Mode: InsuranceExhausted", 1),
    ("Withdraw: InsuranceExhausted", 1),
    ("Settle: ShortOfToken", 25),
    ("Settle: MarginPoolShort", 15),
    ("Unstake", 4),
    ("Unstake: UnstakeTooEarly", 2),
];

/// The random steps get far enough to mean something.
#[test]
fn histories_of_auctions_reach_every_outcome() {
    let mut runner = TestRunner::deterministic();
    let mut outcomes = BTreeMap::<String, u32>::new();
    for _ in 0..50 {
        let mut history = Auctions::new();
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
