//! The published four-round example (VECTORS.md, "Vault accounting"), to the atom.

mod common;

use common::{driver::*, *};
use vault_types::{payoff::payoff_to_holder, state::OptionKind};

const ALICE: usize = 0;
const BOB: usize = 1;

/// Auction, expiry and close of a round in which everything is sold for `premium_atoms`.
fn finish_round(driver: &mut Driver, premium_atoms: u64, settlement_e8: u64) {
    if premium_atoms > 0 {
        let quantity_atoms = driver.auction.unsold_atoms();
        driver.step(Step::Bid { quantity_atoms, premium_atoms }).unwrap();
    }
    driver.step(Step::CloseAuction).unwrap();
    driver.step(Step::Settle { price_e8: settlement_e8 }).unwrap();
    driver.step(Step::CloseRound).unwrap();
}

#[test]
fn the_four_rounds() {
    let mut driver = Driver::new(new_vault(), &[150 * COIN, 50 * COIN]);

    // R1: 150 are deposited, nothing is sold.
    driver.step(Step::Deposit { user: ALICE, atoms: 150 * COIN }).unwrap();
    driver.step(Step::Roll).unwrap();
    driver.step(Step::ClaimShares { user: ALICE }).unwrap();
    finish_round(&mut driver, 0, STRIKE_E8);
    assert_eq!(driver.round().end_pps_e9, 1_000_000_000);

    // R2: premium 1.5; meanwhile a deposit of 50 and a withdrawal of 20 shares.
    driver.step(Step::Roll).unwrap();
    driver.step(Step::Deposit { user: BOB, atoms: 50 * COIN }).unwrap();
    driver.step(Step::RequestWithdrawal { user: ALICE, shares: 20 * COIN }).unwrap();
    finish_round(&mut driver, 1_500_000_000, STRIKE_E8);
    let round = *driver.round();
    assert_eq!(round.performance_fee_atoms, 150_000_000);
    assert_eq!(round.management_fee_atoms, 58_109_340); // floor(151.5 * 38,356 / 10^8), 38,356 = floor(2e6 * 7 / 365)
    assert_eq!(round.end_pps_e9, 1_008_612_604);
    assert_eq!(round.withdrawn_atoms, 20_172_252_080);
    driver.step(Step::ClaimWithdrawal { user: ALICE }).unwrap();
    assert_eq!(driver.users[ALICE].assets_atoms, 20_172_252_080);

    // R3: the deposit joins; premium 1.8, the call with strike 165 settles at 180.
    driver.step(Step::Roll).unwrap();
    assert_eq!(driver.vault.ledger.share_supply, 179_573_046_977);
    driver.step(Step::ClaimShares { user: BOB }).unwrap();
    assert_eq!(driver.users[BOB].shares, 49_573_046_977);
    finish_round(&mut driver, 1_800_000_000, 180 * USD);
    let round = *driver.round();
    assert_eq!(round.payoff_atoms, 15_093_303_215);
    assert_eq!((round.performance_fee_atoms, round.management_fee_atoms), (0, 0));
    assert_eq!(round.end_pps_e9, 934_585_329);
    assert_eq!(driver.vault.high_water_mark_e9, 1_008_612_604);

    // R4: premium 1.6, still below the high-water mark.
    driver.step(Step::Roll).unwrap();
    finish_round(&mut driver, 1_600_000_000, STRIKE_E8);
    let round = *driver.round();
    assert_eq!(round.performance_fee_atoms, 0);
    assert!(round.management_fee_atoms > 0);
    assert!(round.end_pps_e9 > 934_585_329 && round.end_pps_e9 < 1_008_612_604);

    driver.step(Step::CollectFees).unwrap();
    assert_eq!(driver.fees_paid_atoms, 150_000_000 + 58_109_340 + round.management_fee_atoms);
}

/// Strike 2500, settled at 2700: of one unit the holder gets 200/2700, the writer keeps 2500/2700.
#[test]
fn the_covered_call() {
    let paid = payoff_to_holder(OptionKind::CALL, COIN, 2_500 * USD, 2_700 * USD).unwrap();
    assert_eq!(paid, 74_074_074);
    assert_eq!(COIN - paid, 925_925_926);
}

/// One share against one atom, 100,000 atoms donated: the price per share does not move, and whoever comes gets fair
/// shares. The vault never reads its token balance, so the donation is not even visible here.
#[test]
fn a_donation_moves_nothing() {
    let mut driver = Driver::new(vault_with(1, 1), &[50_000]);
    driver.step(Step::Deposit { user: 0, atoms: 50_000 }).unwrap();
    driver.step(Step::Roll).unwrap();
    driver.step(Step::ClaimShares { user: 0 }).unwrap();
    assert_eq!(driver.users[0].shares, 50_000);
    finish_round(&mut driver, 0, STRIKE_E8);
    driver.step(Step::RequestWithdrawal { user: 0, shares: 50_000 }).unwrap();
    driver.step(Step::ClaimWithdrawal { user: 0 }).unwrap();
    assert_eq!(driver.users[0].assets_atoms, 50_000);
}

/// The same with the price per share itself inflated to 100,001: zero shares are refused, not kept.
#[test]
fn a_deposit_that_buys_no_share_is_refused() {
    let mut driver = Driver::new(vault_with(100_001, 1), &[50_000, u64::MAX / 2]);
    let dust = Err(Refusal::Ledger(vault_types::LedgerError::Dust));
    assert_eq!(driver.step(Step::Deposit { user: 0, atoms: 50_000 }), dust);
    assert_eq!(driver.step(Step::Deposit { user: 1, atoms: 100_000_999 }), dust);
    driver.step(Step::Deposit { user: 1, atoms: 100_001_000 }).unwrap();
    // And should the price per share rise out of reach while the deposit waits, the round does not swallow it.
    driver.vault.pps_e9 = u64::MAX;
    driver.vault.high_water_mark_e9 = u64::MAX;
    assert_eq!(driver.vault.ledger.join_deposits(u64::MAX), Err(vault_types::LedgerError::Dust));
}
