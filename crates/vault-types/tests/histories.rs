//! Random lives of a vault with several depositors, against exact arithmetic.

mod common;

use common::{driver::*, exact::*, *};
use num_rational::BigRational;
use proptest::prelude::*;
use vault_types::{shares, state::VaultState};

const USERS: usize = 4;

/// A user's act with an amount in thousandths of what the user has, or a week's next event.
#[derive(Clone, Copy, Debug)]
enum Act {
    User { what: u8, user: usize, permille: u64 },
    Crank { sold_permille: u64, premium_bps: u64, price_e8: u64 },
}

fn act() -> impl Strategy<Value = Act> {
    let price = prop_oneof![4 => 100 * USD..300 * USD, 1 => 1..1u64 << 62];
    prop_oneof![
        3 => (prop::sample::select(vec![0u8, 0, 1, 2, 2, 2, 3, 3, 3, 4, 5, 5, 5]), 0..USERS, 1..=1_000u64).prop_map(|(what, user, permille)| Act::User { what, user, permille }),
        1 => (prop::sample::select(vec![0, 1, 500, 1_000]), 0..400u64, price)
            .prop_map(|(sold_permille, premium_bps, price_e8)| Act::Crank { sold_permille, premium_bps, price_e8 }),
    ]
}

fn part(amount: u64, permille: u64) -> u64 {
    (u128::from(amount) * u128::from(permille) / 1_000) as u64
}

/// What each user would have without any rounding: claims on the NAV that grow and shrink with it.
struct Fair {
    cash: Vec<BigRational>,
    stake: Vec<BigRational>,
    /// How far rounding may have moved anyone so far, in atoms.
    tolerance: BigRational,
}

impl Fair {
    fn new(driver: &Driver) -> Self {
        Self {
            cash: driver.users.iter().map(|user| exact(user.assets_atoms)).collect(),
            stake: vec![exact(0); USERS],
            tolerance: exact(0),
        }
    }

    /// One rounding of the price per share, and one share per depositor.
    fn allow_rounding(&mut self, driver: &Driver) {
        let share = exact(driver.vault.pps_e9 / COIN + 1);
        self.tolerance += ratio(driver.vault.ledger.share_supply, COIN) * exact(2) + share * exact(2 * USERS as u64);
    }

    fn follow(&mut self, before: &Driver, step: Step, after: &Driver) {
        match step {
            Step::Roll => {
                for (user, state) in before.users.iter().enumerate() {
                    let Some((_, atoms)) = state.deposit.filter(|(round, _)| *round == after.vault.round) else {
                        continue;
                    };
                    self.cash[user] -= exact(atoms);
                    self.stake[user] += exact(atoms);
                }
                self.allow_rounding(after);
            }
            Step::RequestWithdrawal { user, shares } if before.vault.state == VaultState::OPEN => {
                self.withdraw(before, user, shares);
                self.allow_rounding(after);
            }
            Step::CloseRound => self.close_round(before, after),
            _ => {}
        }
    }

    fn close_round(&mut self, before: &Driver, after: &Driver) {
        let round = after.round();
        let net_atoms = round.end_nav_atoms + round.withdrawn_atoms;
        let growth = ratio(net_atoms, round.start_nav_atoms);
        self.stake.iter_mut().for_each(|stake| *stake *= &growth);
        self.tolerance *= growth.max(exact(1));
        for (user, state) in before.users.iter().enumerate() {
            match state.withdrawal {
                Some((number, queued)) if number == round.number => self.withdraw(before, user, queued),
                _ => {}
            }
        }
        self.allow_rounding(before);
        self.allow_rounding(after);
    }

    fn withdraw(&mut self, driver: &Driver, user: usize, shares: u64) {
        let leaving = &self.stake[user] * ratio(shares, all_shares(driver, user));
        self.stake[user] -= &leaving;
        self.cash[user] += leaving;
    }

    fn check(&self, driver: &Driver) {
        for user in 0..USERS {
            let fair = &self.cash[user] + &self.stake[user];
            let actual = exact(driver.worth_atoms(user));
            let distance = if actual > fair { actual - &fair } else { &fair - actual };
            assert!(distance <= self.tolerance, "user {user}: {} != {fair}", driver.worth_atoms(user));
        }
    }
}

fn all_shares(driver: &Driver, user: usize) -> u64 {
    let state = &driver.users[user];
    let unclaimed = state.deposit.filter(|(round, _)| *round <= driver.vault.round).map_or(0, |(number, atoms)| {
        let round = driver.rounds.iter().find(|round| round.number == number).unwrap();
        shares::shares_for_deposit(atoms, round.start_pps_e9).unwrap()
    });
    let queued = state.withdrawal.filter(|_| driver.vault.state != VaultState::OPEN).map_or(0, |(number, queued)| {
        if number == driver.vault.round {
            queued
        } else {
            0
        }
    });
    state.shares + unclaimed + queued
}

fn steps(driver: &Driver, act: Act) -> Vec<Step> {
    match act {
        Act::User { what, user, permille } => {
            let state = &driver.users[user];
            vec![match what {
                0 => Step::Deposit { user, atoms: part(state.assets_atoms, permille) },
                1 => Step::CancelDeposit { user },
                2 => Step::ClaimShares { user },
                3 => Step::RequestWithdrawal { user, shares: part(state.shares, permille) },
                4 => Step::CancelWithdrawal { user },
                _ => Step::ClaimWithdrawal { user },
            }]
        }
        Act::Crank { sold_permille, premium_bps, price_e8 } => match driver.vault.state {
            VaultState::OPEN => vec![Step::CollectFees, Step::Roll],
            VaultState::AUCTION => {
                let quantity_atoms = part(driver.auction.unsold_atoms(), sold_permille);
                let premium_atoms = part(quantity_atoms, premium_bps / 10).max(1);
                vec![Step::Bid { quantity_atoms, premium_atoms }, Step::CloseAuction]
            }
            VaultState::LIVE => vec![Step::Settle { price_e8 }],
            _ => vec![Step::CloseRound],
        },
    }
}

/// Ends the running round, and lets everyone out of every queue.
fn leave(driver: &mut Driver) {
    while driver.vault.state != VaultState::OPEN {
        let act = Act::Crank { sold_permille: 0, premium_bps: 0, price_e8: STRIKE_E8 };
        for step in steps(driver, act) {
            let _refused_bid_of_nothing = driver.step(step);
        }
    }
    for user in 0..USERS {
        if driver.users[user].deposit.is_some() && driver.step(Step::CancelDeposit { user }).is_err() {
            driver.step(Step::ClaimShares { user }).unwrap();
        }
        if driver.users[user].withdrawal.is_some() {
            driver.step(Step::ClaimWithdrawal { user }).unwrap();
        }
        let shares = driver.users[user].shares;
        if shares::atoms_for_shares(shares, driver.vault.pps_e9).unwrap() > 0 {
            driver.step(Step::RequestWithdrawal { user, shares }).unwrap();
            driver.step(Step::ClaimWithdrawal { user }).unwrap();
        }
    }
}

/// What rounding leaves of a lost vault's NAV belongs to its last shares, of which one can then be worth more than a deposit that waits. Its owner gets
/// no share for it, and leaves the queue all the same.
#[test]
fn who_gets_no_share_leaves_the_queue() {
    let round = |quantity_atoms, premium_atoms, price_e8| {
        let steps = [Step::Bid { quantity_atoms, premium_atoms }, Step::CloseAuction];
        steps.into_iter().chain([Step::Settle { price_e8 }, Step::CloseRound])
    };
    let mut driver = Driver::new(new_vault(), &[1 << 12, 1 << 11, 1 << 11, 1 << 43]);
    let mut run = |steps: &mut dyn Iterator<Item = Step>| {
        for step in steps {
            let _some_bids_are_of_nothing = driver.step(step);
        }
    };
    run(&mut [Step::Deposit { user: 0, atoms: 1_458 }, Step::Roll].into_iter().chain(round(
        1_458,
        1,
        24_057_000_000_001,
    )));
    let all = 1_337_006_139_375;
    run(&mut [Step::Deposit { user: 3, atoms: all }, Step::Roll, Step::ClaimShares { user: 3 }].into_iter());
    run(&mut round(0, 1, STRIKE_E8).chain([Step::Roll]));
    let shares = 1_949_355_111_055_869;
    let leaves = [Step::RequestWithdrawal { user: 3, shares }].into_iter();
    run(&mut leaves.chain(round(all + 1, 10_696_049_115, 353_648_626_157_486_374)).chain([Step::Roll]));
    let waiting = [Step::Deposit { user: 1, atoms: 1_001 }, Step::Deposit { user: 3, atoms: 7_459_086_882 }];
    run(&mut waiting.into_iter().chain(round(0, 1, STRIKE_E8)).chain([Step::Roll]));
    assert!(driver.vault.pps_e9 > 1_001 * shares::PPS_ONE_E9, "a share is worth more than 1,001 atoms");
    leave(&mut driver);
    assert!(driver.users.iter().all(|user| user.deposit.is_none() && user.withdrawal.is_none()));
}

proptest! {
    #![proptest_config(cases(10_000))]

    /// Books balance after every step (`Driver::check`), everyone has what exact arithmetic says, and everyone gets out.
    #[test]
    fn any_history(
        scales in prop::array::uniform4(11u32..56),
        acts in prop::collection::vec(act(), 1..150),
    ) {
        let mut driver = Driver::new(new_vault(), &scales.map(|bits| 1u64 << bits));
        let mut fair = Fair::new(&driver);
        for act in acts {
            for step in steps(&driver, act) {
                let before = driver.clone();
                if driver.step(step).is_ok() {
                    fair.follow(&before, step, &driver);
                }
            }
            if driver.vault.state == VaultState::OPEN {
                fair.check(&driver);
            }
        }
        leave(&mut driver);
        prop_assert!(driver.users.iter().all(|user| user.deposit.is_none() && user.withdrawal.is_none()));
        prop_assert_eq!(driver.vault.ledger.pending_deposit_atoms, 0);
        prop_assert_eq!(driver.vault.ledger.queued_shares, 0);
    }
}
