//! The program's handlers without Solana: the same calls on the same structs in the same order, with token balances as
//! plain numbers. Checks after every step what the program and its users rely on.

use super::*;
use vault_types::{
    payoff::{payoff_from_writer, payoff_to_holder},
    round_close::{close_round, RoundResult},
    shares, LedgerError,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The program's own checks: wrong state, no ticket, not enough tokens.
    Program,
    Ledger(LedgerError),
}

impl From<LedgerError> for Refusal {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

pub type Outcome = Result<(), Refusal>;

/// `(round, atoms or shares)`.
pub type Ticket = Option<(u64, u64)>;

#[derive(Clone, Copy, Debug, Default)]
pub struct User {
    pub assets_atoms: u64,
    pub shares: u64,
    pub deposit: Ticket,
    pub withdrawal: Ticket,
}

#[derive(Clone, Copy, Debug)]
pub enum Step {
    Deposit { user: usize, atoms: u64 },
    CancelDeposit { user: usize },
    ClaimShares { user: usize },
    RequestWithdrawal { user: usize, shares: u64 },
    CancelWithdrawal { user: usize },
    ClaimWithdrawal { user: usize },
    Roll,
    Bid { quantity_atoms: u64, premium_atoms: u64 },
    CloseAuction,
    Settle { price_e8: u64 },
    CloseRound,
    CollectFees,
}

#[derive(Clone, Debug)]
pub struct Driver {
    pub vault: Vault,
    pub auction: PremiumAuction,
    /// Record of every round; the last one is the vault's current one.
    pub rounds: Vec<Round>,
    pub users: Vec<User>,
    pub custody_atoms: u64,
    pub escrow_shares: u64,
    pub pool_atoms: u64,
    pub fees_paid_atoms: u64,
    /// Received from option buyers so far.
    pub received_atoms: u64,
    pub now_ts: i64,
    /// Shares of holders that the test does not act for.
    pub passive_shares: u64,
}

impl Driver {
    pub fn new(vault: Vault, users: &[u64]) -> Self {
        let user = |&assets_atoms: &u64| User { assets_atoms, ..User::default() };
        Self {
            vault,
            auction: PremiumAuction::zeroed(),
            rounds: Vec::new(),
            users: users.iter().map(user).collect(),
            custody_atoms: vault.ledger.custody_atoms().unwrap(),
            escrow_shares: vault.ledger.escrow_shares().unwrap(),
            pool_atoms: 0,
            fees_paid_atoms: 0,
            received_atoms: 0,
            now_ts: 1_700_000_000,
            passive_shares: vault.ledger.share_supply - vault.ledger.escrow_shares().unwrap(),
        }
    }

    /// Does the step, or leaves everything as it was.
    pub fn step(&mut self, step: Step) -> Outcome {
        let before = self.clone();
        let outcome = self.apply(step);
        match outcome {
            Ok(()) => {
                assert_eq!(before.all_atoms(), self.all_atoms(), "{step:?} made or lost atoms");
                self.check();
            }
            Err(_) => *self = before,
        }
        outcome
    }

    pub fn round(&self) -> &Round {
        self.rounds.last().expect("a round was started")
    }

    /// What the user could have, every share at the official price: an upper bound for leaving now.
    pub fn worth_atoms(&self, user: usize) -> u64 {
        let User { assets_atoms, shares, deposit, withdrawal } = self.users[user];
        let mut atoms = assets_atoms;
        let mut all_shares = shares;
        if let Some((round, amount)) = deposit {
            match self.joined(round) {
                Some(joined) => all_shares += shares::shares_for_deposit(amount, joined.start_pps_e9).unwrap(),
                None => atoms += amount,
            }
        }
        if let Some((round, queued)) = withdrawal {
            let round = self.numbered(round);
            match round.status {
                RoundStatus::CLOSED => atoms += shares::atoms_for_shares(queued, round.withdrawal_pps_e9).unwrap(),
                _ => all_shares += queued,
            }
        }
        atoms + shares::atoms_for_shares(all_shares, self.vault.pps_e9).unwrap()
    }

    fn numbered(&self, number: u64) -> &Round {
        self.rounds.iter().find(|round| round.number == number).expect("the round exists")
    }

    fn joined(&self, number: u64) -> Option<&Round> {
        (number <= self.vault.round).then(|| self.numbered(number))
    }

    /// Everybody's atoms, minus what buyers brought: never changes.
    fn all_atoms(&self) -> i128 {
        let held = self.users.iter().map(|user| i128::from(user.assets_atoms)).sum::<i128>();
        held + [self.custody_atoms, self.pool_atoms, self.fees_paid_atoms].map(i128::from).iter().sum::<i128>()
            - i128::from(self.received_atoms)
    }

    fn apply(&mut self, step: Step) -> Outcome {
        match step {
            Step::Deposit { user, atoms } => self.deposit(user, atoms),
            Step::CancelDeposit { user } => self.cancel_deposit(user),
            Step::ClaimShares { user } => self.claim_shares(user),
            Step::RequestWithdrawal { user, shares } => self.request_withdrawal(user, shares),
            Step::CancelWithdrawal { user } => self.cancel_withdrawal(user),
            Step::ClaimWithdrawal { user } => self.claim_withdrawal(user),
            Step::Roll => self.roll(),
            Step::Bid { quantity_atoms, premium_atoms } => self.bid(quantity_atoms, premium_atoms),
            Step::CloseAuction => self.close_auction(),
            Step::Settle { price_e8 } => self.settle(price_e8),
            Step::CloseRound => self.close_round(),
            Step::CollectFees => self.collect_fees(),
        }
    }
}

mod checks;
mod cranks;
mod queue;
