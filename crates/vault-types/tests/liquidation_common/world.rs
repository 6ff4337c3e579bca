//! A bank with all of its accounts, and what each should have in exact numbers.

use crate::{
    common::exact::{exact, ratio},
    margin_common::*,
};
use bytemuck::Zeroable;
use num_rational::BigRational;
use vault_types::{
    liquidation::LossBook,
    margin::MarginMode,
    state::{AccountHolder, CollateralBank, MarginAccount},
};

pub const PEOPLE: usize = 5;
/// After the people comes the account of a vault.
pub const VAULT: usize = PEOPLE;

pub fn bank() -> CollateralBank {
    CollateralBank { mint: QUOTE, losses: LossBook::NEW, ..CollateralBank::zeroed() }
}

pub fn at_risk() -> MarginAccount {
    MarginAccount { mode: MarginMode::SCENARIO, ..account() }
}

/// The bank with all of its accounts, the tokens that really came in and went out, and what everybody has in exact numbers.
#[derive(Clone)]
pub struct World {
    pub bank: CollateralBank,
    pub accounts: Vec<MarginAccount>,
    pub tokens: u64,
    pub has: Vec<BigRational>,
    /// What came into each account from outside and by payments, less what left it.
    pub net: Vec<i128>,
    pub touches: u64,
    /// By how many atoms the index's last digit was off, of all accounts together: after a fall to 10^-4 that is ten of 10^15.
    pub off_by_index: BigRational,
}

#[derive(Clone, Copy, Debug)]
pub enum Step {
    Touch(usize),
    Deposit(usize, u64),
    /// Thousandths of what there is.
    Withdraw(usize, u64),
    ChangeMode(usize),
    Stake(u64),
    /// Thousandths of what is exposed, and beyond; who is paid.
    Loss(u64, usize),
}

impl World {
    pub fn new() -> Self {
        let vault = MarginAccount { holder: AccountHolder::VAULT, ..at_risk() };
        let accounts: Vec<_> = (0..PEOPLE).map(|_| at_risk()).chain([vault]).collect();
        let (has, net) = (vec![exact(0); accounts.len()], vec![0; accounts.len()]);
        Self { bank: bank(), accounts, tokens: 0, has, net, touches: 0, off_by_index: exact(0) }
    }

    /// A change between leaving and joining, as every instruction makes it.
    fn change<R>(&mut self, who: usize, change: impl FnOnce(&mut CollateralBank, &mut MarginAccount) -> R) -> R {
        let (bank, account) = (&mut self.bank, &mut self.accounts[who]);
        let before = account.amount_of(&QUOTE);
        let seen = account.as_left_by(&bank.losses, |account| account.amount_of(&QUOTE));
        let said = account.lost_atoms(&bank.losses);
        assert_eq!(account.amount_of(&QUOTE), before, "looking changes nothing");
        let lost = account.leave_losses(bank).unwrap();
        assert_eq!((account.amount_of(&QUOTE), said), (seen, lost));
        assert_eq!(before - seen, lost);
        let outcome = change(bank, account);
        account.join_losses(bank).unwrap();
        self.touches += 1;
        outcome
    }

    pub fn take(&mut self, step: Step) {
        match step {
            Step::Touch(who) => self.change(who, |_, _| ()),
            Step::Deposit(who, atoms) => self.deposit(who, atoms),
            Step::Withdraw(who, thousandths) => {
                let gone = self.change(who, |bank, account| {
                    let atoms = account.amount_of(&QUOTE) / 1_000 * thousandths;
                    if atoms > 0 {
                        account.withdraw(&QUOTE, atoms).unwrap();
                        bank.settle(account.holder, &pays(atoms)).unwrap();
                    }
                    atoms
                });
                self.tokens -= gone;
                self.has[who] -= exact(gone);
                self.net[who] -= i128::from(gone);
            }
            Step::ChangeMode(who) => self.change(who, |_, account| {
                let is_at_risk = account.mode == MarginMode::SCENARIO;
                account.mode = if is_at_risk { MarginMode::MAX_LOSS } else { MarginMode::SCENARIO };
            }),
            Step::Stake(atoms) => {
                if self.bank.losses.stake(atoms).is_ok() {
                    self.tokens += atoms;
                }
            }
            Step::Loss(thousandths, who) => self.lose(thousandths, who),
        }
    }

    pub fn deposit(&mut self, who: usize, atoms: u64) {
        self.change(who, |bank, account| {
            account.deposit(QUOTE, atoms).unwrap();
            bank.settle(account.holder, &receives(atoms)).unwrap();
        });
        self.tokens += atoms;
        self.has[who] += exact(atoms);
        self.net[who] += i128::from(atoms);
    }

    /// Whoever is paid for a loss bears its part of it first.
    fn lose(&mut self, thousandths: u64, who: usize) {
        let before = self.bank.losses;
        let loss_atoms = (before.fund_atoms / 1_000 + before.exposed_atoms / 1_000) * thousandths;
        let covered = self.bank.cover_loss(loss_atoms, self.accounts[who].holder).unwrap();
        assert_eq!(covered.by_fund_atoms, loss_atoms.min(before.fund_atoms), "the fund is the first to pay");
        let most_atoms = (u128::from(before.exposed_atoms) * 9 / 10) as u64;
        let by_accounts_atoms = (loss_atoms - covered.by_fund_atoms).min(most_atoms);
        assert_eq!(covered.by_accounts_atoms, by_accounts_atoms, "and then everybody, up to nine tenths");

        if by_accounts_atoms > 0 {
            self.off_by_index += ratio(self.bank.losses.exposed_atoms, self.bank.losses.index_e18);
        }

        let bearing: Vec<usize> = (0..=VAULT).filter(|who| self.is_at_risk(*who)).collect();
        let exposed: BigRational = bearing.iter().map(|who| self.has[*who].clone()).sum();
        for who in bearing.into_iter().filter(|_| exposed > exact(0)) {
            self.has[who] = &self.has[who] * (exact(1) - exact(covered.by_accounts_atoms) / &exposed);
        }
        let paid_atoms = covered.atoms().unwrap();
        if paid_atoms > 0 {
            self.change(who, |_, account| account.deposit(QUOTE, paid_atoms).unwrap());
        }
        self.has[who] += exact(paid_atoms);
        self.net[who] += i128::from(paid_atoms);
    }

    fn is_at_risk(&self, who: usize) -> bool {
        self.accounts[who].mode == MarginMode::SCENARIO
    }

    pub fn left(&self, who: usize) -> u64 {
        let account = &self.accounts[who];
        account.amount_of(&QUOTE) - account.lost_atoms(&self.bank.losses)
    }

    /// By at most an atom for each time that any account was touched, one of each that may be touched now, and the index's digits.
    fn is_near(&self, a: &BigRational, b: &BigRational) -> bool {
        let off = if a > b { a - b } else { b - a };
        off <= exact(self.touches + self.accounts.len() as u64) + &self.off_by_index
    }

    pub fn check(&self) {
        let (bank, everybody) = (&self.bank, 0..self.accounts.len());
        assert!(bank.losses.invariant());
        let noted = |who: usize| self.accounts[who].amount_of(&QUOTE);
        assert_eq!(bank.deposited_atoms, everybody.clone().take(PEOPLE).map(noted).sum::<u64>());
        assert_eq!(bank.vault_atoms, noted(VAULT));
        let left: u64 = everybody.clone().map(|who| self.left(who)).sum();
        assert!(left + bank.losses.fund_atoms <= self.tokens, "tokens for everybody are there");
        let custody = bank.custody_atoms().unwrap();
        assert!(custody <= self.tokens && self.is_near(&exact(custody), &exact(self.tokens)));
        let exposed: u64 = everybody.clone().filter(|who| self.is_at_risk(*who)).map(|who| self.left(who)).sum();
        assert!(bank.losses.exposed_atoms >= exposed, "what bears is never more than what is said to bear");
        assert!(self.is_near(&exact(bank.losses.exposed_atoms), &exact(exposed)));
        for who in everybody {
            assert!(
                self.is_near(&exact(self.left(who)), &self.has[who]),
                "{who} has {}, not {}",
                self.left(who),
                self.has[who]
            );
            assert!(i128::from(self.left(who)) <= self.net[who], "{who} became richer");
            assert!(self.accounts[who].invariant());
        }
    }
}
