//! At a constant price (nothing sold) no sequence of instructions makes anyone richer, whatever the vault looks like
//! (ATTACKS 11, 12, 14).

mod common;

use common::{driver::*, *};
use proptest::prelude::*;
use vault_types::{shares, state::VaultState, LedgerError};

const ATTACKER: usize = 0;
const VICTIM: usize = 1;

/// An idle week: nothing is sold.
fn crank(driver: &mut Driver) -> Outcome {
    match driver.vault.state {
        VaultState::OPEN => driver.step(Step::Roll),
        VaultState::AUCTION => driver.step(Step::CloseAuction),
        VaultState::LIVE => driver.step(Step::Settle { price_e8: STRIKE_E8 }),
        _ => driver.step(Step::CloseRound),
    }
}

fn idle_week(driver: &mut Driver) {
    crank(driver).unwrap();
    while driver.vault.state != VaultState::OPEN {
        crank(driver).unwrap();
    }
}

/// One of the attacker's moves with an amount of any size, or the vault's next crank.
fn attack(driver: &mut Driver, (what, amount): (u8, u64)) -> Outcome {
    let (user, held) = (ATTACKER, driver.users[ATTACKER]);
    driver.step(match what {
        0 => Step::Deposit { user, atoms: amount % (held.assets_atoms + 1) },
        1 => Step::CancelDeposit { user },
        2 => Step::ClaimShares { user },
        3 => Step::RequestWithdrawal { user, shares: amount % (held.shares + 1) },
        4 => Step::RequestWithdrawal { user, shares: held.shares },
        5 => Step::CancelWithdrawal { user },
        6 => Step::ClaimWithdrawal { user },
        _ => return crank(driver),
    })
}

/// Any open vault: up to 2^58 atoms and as many shares, from worthless shares to absurdly dear ones.
fn any_vault() -> impl Strategy<Value = (u64, u64)> {
    (0u32..58, 0u32..58, any::<u64>(), any::<u64>()).prop_map(|(nav_bits, supply_bits, nav, supply)| {
        (1 + (nav & ((1 << nav_bits) - 1)), 1 + (supply & ((1 << supply_bits) - 1)))
    })
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn nobody_gains_at_a_constant_price(
        (nav_atoms, share_supply) in any_vault(),
        moves in prop::collection::vec((0..12u8, magnitude()), 1..80),
    ) {
        let mut driver = Driver::new(vault_with(nav_atoms, share_supply), &[1 << 58]);
        let at_first_atoms = driver.worth_atoms(ATTACKER);
        let pps_e9 = driver.vault.pps_e9;
        for step in moves {
            let _refused = attack(&mut driver, step);
            prop_assert!(driver.worth_atoms(ATTACKER) <= at_first_atoms);
            // Nor does anyone else lose.
            prop_assert!(driver.vault.pps_e9 >= pps_e9);
        }
    }

    /// Whoever waits in the queue bears at most the rounding of one share, a thousandth of the deposit.
    #[test]
    fn a_deposit_is_worth_what_was_paid((nav_atoms, share_supply) in any_vault(), atoms in 1_000u64..1 << 58) {
        let mut driver = Driver::new(vault_with(nav_atoms, share_supply), &[1 << 58]);
        if driver.step(Step::Deposit { user: ATTACKER, atoms }).is_err() {
            prop_assert!(shares::check_deposit(atoms, driver.vault.pps_e9).is_err());
            return Ok(());
        }
        match driver.step(Step::Roll) {
            // More shares than a mint can count: the deposit can be taken back.
            Err(error) => {
                prop_assert_eq!(error, Refusal::Ledger(LedgerError::Overflow));
                driver.step(Step::CancelDeposit { user: ATTACKER }).unwrap();
            }
            Ok(()) => driver.step(Step::ClaimShares { user: ATTACKER }).unwrap(),
        }
        let worth_atoms = driver.worth_atoms(ATTACKER);
        prop_assert!(worth_atoms <= 1 << 58);
        prop_assert!((1u64 << 58) - worth_atoms <= atoms.div_ceil(shares::MIN_DEPOSIT_SHARES) + 1);
    }

    /// Small withdrawals never pay more than one large one.
    #[test]
    fn splitting_a_withdrawal_gains_nothing(pps_e9 in magnitude(), parts in prop::collection::vec(0..1u64 << 50, 1..20)) {
        let Ok(whole) = shares::atoms_for_shares(parts.iter().sum(), pps_e9) else { return Ok(()) };
        let split: u64 = parts.iter().map(|&part| shares::atoms_for_shares(part, pps_e9).unwrap()).sum();
        prop_assert!(split <= whole);
    }

    /// Nor do small deposits, and atoms -> shares -> atoms never grows.
    #[test]
    fn splitting_a_deposit_gains_nothing(
        pps_e9 in magnitude(),
        parts in prop::collection::vec(0..1u64 << 50, 1..20),
    ) {
        let total = parts.iter().sum();
        let Ok(whole) = shares::shares_for_deposit(total, pps_e9) else { return Ok(()) };
        let split: u64 = parts.iter().map(|&part| shares::shares_for_deposit(part, pps_e9).unwrap()).sum();
        prop_assert!(split <= whole);
        prop_assert!(shares::atoms_for_shares(whole, pps_e9).unwrap() <= total);
    }
}

/// The first depositor owns one last share, and pays far too much for options of that vault to make it dear.
#[test]
fn inflating_the_first_share_costs_the_next_depositor_nothing() {
    let mut driver = Driver::new(new_vault(), &[1_000, 60_000 * COIN]);
    driver.step(Step::Deposit { user: ATTACKER, atoms: 1_000 }).unwrap();
    driver.step(Step::Roll).unwrap();
    driver.step(Step::ClaimShares { user: ATTACKER }).unwrap();
    driver.step(Step::RequestWithdrawal { user: ATTACKER, shares: 999 }).unwrap();
    driver.step(Step::Bid { quantity_atoms: 1_000, premium_atoms: 20 * COIN }).unwrap();
    while driver.vault.state != VaultState::OPEN {
        crank(&mut driver).unwrap();
    }
    driver.step(Step::ClaimWithdrawal { user: ATTACKER }).unwrap();
    assert!(driver.vault.pps_e9 > COIN * 17_900_000, "one share is worth 0.018 coins");

    // A deposit that rounding would eat is refused at once, one that joins keeps its worth.
    let dust = Err(Refusal::Ledger(LedgerError::Dust));
    assert_eq!(driver.step(Step::Deposit { user: VICTIM, atoms: 10 * COIN }), dust);
    let before_atoms = driver.worth_atoms(VICTIM);
    driver.step(Step::Deposit { user: VICTIM, atoms: 50_000 * COIN }).unwrap();
    idle_week(&mut driver);
    let lost_atoms = before_atoms - driver.worth_atoms(VICTIM);
    assert!(lost_atoms <= 50_000 * COIN / shares::MIN_DEPOSIT_SHARES, "{lost_atoms}");
}

/// ATTACKS 14: asked for after the price is known, a withdrawal still bears the round.
#[test]
fn a_last_minute_withdrawal_bears_the_round() {
    let mut driver = Driver::new(new_vault(), &[100 * COIN, 100 * COIN]);
    for user in [ATTACKER, VICTIM] {
        driver.step(Step::Deposit { user, atoms: 100 * COIN }).unwrap();
    }
    driver.step(Step::Roll).unwrap();
    driver.step(Step::ClaimShares { user: ATTACKER }).unwrap();
    driver.step(Step::Bid { quantity_atoms: 200 * COIN, premium_atoms: COIN }).unwrap();
    driver.step(Step::CloseAuction).unwrap();
    driver.step(Step::Settle { price_e8: 2 * STRIKE_E8 }).unwrap();
    driver.step(Step::RequestWithdrawal { user: ATTACKER, shares: 100 * COIN }).unwrap();
    driver.step(Step::CloseRound).unwrap();
    driver.step(Step::ClaimWithdrawal { user: ATTACKER }).unwrap();
    assert_eq!(driver.users[ATTACKER].assets_atoms, 50 * COIN + COIN / 2);
    assert_eq!(driver.worth_atoms(VICTIM), 50 * COIN + COIN / 2);
}
