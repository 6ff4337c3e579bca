//! Random histories of vaults on margin, each step compared with a reference model and with the chain's own accounts: rounds that gain, lose and
//! ruin their vault, beside a trader who has collateral in the same bank.

mod checks;
mod compare;
mod cranks;
mod driver;
mod end;
mod kind;
mod losses;
mod model;
mod sales;
mod step;
mod trader;
mod ways;

use crate::history::every_of;
use driver::History;
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use std::collections::BTreeMap;
use vault_types::state::OptionKind;
use ways::{any_history, any_terms};

const STEPS: usize = 150;
const CASES: u32 = 20;

fn live_through_every(kind: OptionKind, file: &str) {
    every_of(CASES, file, (any_history(STEPS), any_terms(kind)), |(steps, terms)| {
        let mut history = History::new(&terms);
        for step in steps {
            history.live(step);
        }
        history.everyone_leaves();
    });
}

#[test]
fn every_history_of_calls_on_margin_is_what_the_model_says() {
    live_through_every(OptionKind::CALL, "vault_of_calls_history.txt");
}

#[test]
fn every_history_of_puts_on_margin_is_what_the_model_says() {
    live_through_every(OptionKind::PUT, "vault_of_puts_history.txt");
}

/// What must have happened, and how often at least.
const HAPPENS: [(&str, u32); 51] = [
    ("ruin", 2),
    ("gain", 22),
    ("loss", 6),
    ("payoff", 5),
    ("nothing to pay", 21),
    ("unsold round", 4),
    ("partial sale", 36),
    ("sold out", 20),
    ("rolled again", 20),
    ("LastPrice", 6),
    ("settled before the auction is closed", 4),
    ("withdrawal queued in a losing round", 5),
    ("Roll: BelowInitialMargin", 13),
    ("Roll: WorthlessShares", 6),
    ("Roll: NotOpen", 23),
    ("Bid: BelowInitialMargin", 11),
    ("Bid: BidTooLarge", 2),
    ("Bid: BidTooSmall", 4),
    ("Bid: AuctionOver", 4),
    ("CloseAuction: AuctionRunning", 3),
    ("LastPrice: PriceMayCome", 6),
    ("LastPrice: AlreadySettled", 8),
    ("Post: NotExpired", 4),
    ("Post: AlreadySettled", 22),
    ("SettleAccount: NoSettlementPrice", 13),
    ("SettleAccount: NothingToSettle", 24),
    ("SettleAccount: ShortOfToken", 4),
    ("SettleRound: SettleFirst", 35),
    ("SettleRound: NoSettlementPrice", 30),
    ("SettleRound: NotLive", 54),
    ("CloseRound: NotSettling", 35),
    ("Deposit: WorthlessShares", 3),
    ("DepositNow", 6),
    ("DepositNow: WorthlessShares", 2),
    ("CancelDeposit", 8),
    ("CancelWithdrawal", 1),
    ("ClaimWithdrawal", 29),
    ("ClaimWithdrawal: WithdrawalNotReady", 1),
    ("Redeem", 7),
    ("Redeem: MarginPoolShort", 16),
    ("TraderWithdraw", 10),
    ("TraderWithdraw: NotCovered", 2),
    ("TraderWrite", 19),
    ("TraderSettle", 14),
    ("sold to the limit of the margin", 2),
    ("BidMost: BelowInitialMargin", 5),
    ("BidMost", 11),
    ("Bid: ZeroAmount", 41),
    ("TraderWrite: NotCovered", 29),
    ("Request", 41),
    ("Deposit: ClaimSharesFirst", 9),
];

/// The random steps get far enough to mean something.
#[test]
fn histories_of_vaults_on_margin_reach_every_outcome() {
    let mut runner = TestRunner::deterministic();
    let mut outcomes = BTreeMap::<String, u32>::new();
    for case in 0..48 {
        let kind = if case % 2 == 0 { OptionKind::CALL } else { OptionKind::PUT };
        let (steps, terms) = (any_history(STEPS), any_terms(kind)).new_tree(&mut runner).unwrap().current();
        let mut history = History::new(&terms);
        for step in steps {
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
