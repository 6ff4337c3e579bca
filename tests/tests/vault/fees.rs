//! Price per share, high-water mark and fees over several rounds.

use crate::common::*;
use options_vault::errors::VaultError;
use simulator::Scene;
use solana_keypair::Keypair;
use vault_types::state::Round;

const E9: u128 = 1_000_000_000;
const YEAR_SECS: u128 = 365 * 86_400;

/// What a finished round should have cost, from its own record: a tenth of what lies above the mark, then two per cent a
/// year, both only out of the round's gain.
fn expected_fees(round: &Round, supply: u64, mark_e9: u64) -> (u128, u128) {
    let end = u128::from(round.start_nav_atoms + round.premium_atoms - round.payoff_atoms);
    let gain = end.saturating_sub(u128::from(round.start_nav_atoms));
    let untaxed = (u128::from(supply) * u128::from(mark_e9)).div_ceil(E9);
    let performance = (end.saturating_sub(untaxed) / 10).min(gain);
    let secs = u128::from((round.expiry_ts - round.started_ts).unsigned_abs());
    let rate_e8 = 2_000_000 * secs / YEAR_SECS;
    (performance, (end * rate_e8 / 100_000_000).min(gain - performance))
}

/// Sells `sold_atoms`, settles at `settlement_e8` of the strike's per cent, and checks the books of the round.
fn live_through(scene: &mut Scene, maker: &Keypair, sold_atoms: u64, settlement_percent: u64) -> Round {
    scene.roll(SPOT).unwrap();
    let before = scene.vault();
    scene.bid(maker, sold_atoms, ANY_PREMIUM).unwrap();
    let settlement_e8 = scene.round(before.round).unwrap().strike_e8 * settlement_percent / 100;
    scene.finish_round(settlement_e8).unwrap();

    let (vault, round) = (scene.vault(), scene.round(before.round).unwrap());
    let supply = before.ledger.share_supply;
    let (performance, management) = expected_fees(&round, supply, before.high_water_mark_e9);
    assert_eq!(u128::from(round.performance_fee_atoms), performance);
    assert_eq!(u128::from(round.management_fee_atoms), management);
    let net = u128::from(round.start_nav_atoms + round.premium_atoms - round.payoff_atoms) - performance - management;
    assert_eq!(u128::from(round.end_pps_e9), net * E9 / u128::from(supply));
    assert_eq!(vault.pps_e9, round.end_pps_e9);
    assert_eq!(vault.high_water_mark_e9, before.high_water_mark_e9.max(vault.pps_e9));
    round
}

/// Shares of 100 coins; a share is worth one atom.
fn ten_rounds_ahead() -> (Scene, Keypair, Keypair) {
    let mut scene = scene();
    let alice = scene.person(1, 1_000 * COIN);
    let maker = scene.person(2, 1_000 * COIN);
    scene.deposit(&alice, 100 * COIN).unwrap();
    (scene, alice, maker)
}

#[test]
fn a_gain_pays_fees_and_raises_the_mark() {
    let (mut scene, _, maker) = ten_rounds_ahead();
    let round = live_through(&mut scene, &maker, 100 * COIN, 90);
    assert_eq!(round.performance_fee_atoms, round.premium_atoms / 10, "a tenth of the premium");
    assert!(round.management_fee_atoms > 0);
    let fees = round.performance_fee_atoms + round.management_fee_atoms;
    assert_eq!(scene.vault().ledger.fee_payable_atoms, fees);

    let before = scene.coins(&scene.fee_recipient);
    scene.collect_fees().unwrap();
    assert_eq!(scene.coins(&scene.fee_recipient) - before, fees);
    refused(scene.collect_fees(), VaultError::NothingToCollect);
}

#[test]
fn a_losing_round_pays_no_fee() {
    let (mut scene, _, maker) = ten_rounds_ahead();
    let round = live_through(&mut scene, &maker, 100 * COIN, 200);
    assert_eq!((round.performance_fee_atoms, round.management_fee_atoms), (0, 0));
    assert!(round.end_pps_e9 < 1_000_000_000);
    refused(scene.collect_fees(), VaultError::NothingToCollect);
}

#[test]
fn a_round_without_bids_costs_nothing() {
    let story = between_rounds();
    let round = story.scene.round(1).unwrap();
    assert_eq!((round.sold_atoms, round.premium_atoms, round.payoff_atoms), (0, 0, 0));
    assert_eq!((round.performance_fee_atoms, round.management_fee_atoms), (0, 0));
    assert_eq!(round.end_pps_e9, 1_000_000_000);
}

#[test]
fn attack_13_no_performance_fee_below_the_high_water_mark() {
    let (mut scene, _, maker) = ten_rounds_ahead();
    live_through(&mut scene, &maker, 100 * COIN, 90);
    let mark_e9 = scene.vault().high_water_mark_e9;
    let lost = live_through(&mut scene, &maker, 90 * COIN, 120);
    assert!(lost.end_pps_e9 < mark_e9 * 9 / 10);

    let small_gain = live_through(&mut scene, &maker, 50 * COIN, 90);
    assert!(small_gain.premium_atoms > 0);
    assert_eq!(small_gain.performance_fee_atoms, 0, "still below the mark");
    assert!(small_gain.management_fee_atoms > 0, "the yearly fee comes out of the gain");
    assert_eq!(scene.vault().high_water_mark_e9, mark_e9);

    // Up again: only what lies above the old mark is taxed.
    let mut recovered = small_gain;
    while recovered.performance_fee_atoms == 0 {
        let all = scene.vault().ledger.nav_atoms;
        recovered = live_through(&mut scene, &maker, all, 90);
    }
    assert!(recovered.performance_fee_atoms < recovered.premium_atoms / 10);
    assert!(scene.vault().high_water_mark_e9 > mark_e9);
}

#[test]
fn attack_13_no_fee_on_pending_deposits() {
    let fees = [0, 900 * COIN].map(|pending_atoms| {
        let (mut scene, alice, maker) = ten_rounds_ahead();
        scene.roll(SPOT).unwrap();
        scene.claim_shares(&alice).unwrap();
        if pending_atoms > 0 {
            scene.deposit(&alice, pending_atoms).unwrap();
        }
        scene.bid(&maker, 100 * COIN, ANY_PREMIUM).unwrap();
        scene.finish_round(SPOT).unwrap();
        (scene.round(1).unwrap().performance_fee_atoms, scene.round(1).unwrap().management_fee_atoms)
    });
    assert_eq!(fees[0], fees[1]);
    assert!(fees[0].0 > 0 && fees[0].1 > 0);
}

#[test]
fn attack_13_no_fee_on_finished_withdrawals() {
    let fees = [true, false].map(|claims_at_once| {
        let (mut scene, alice, maker) = ten_rounds_ahead();
        scene.roll(SPOT).unwrap();
        scene.claim_shares(&alice).unwrap();
        scene.request_withdrawal(&alice, 60 * COIN).unwrap();
        scene.finish_round(SPOT).unwrap();
        if claims_at_once {
            scene.claim_withdrawal(&alice).unwrap();
        }
        let round = live_through(&mut scene, &maker, 40 * COIN, 90);
        (round.start_nav_atoms, round.performance_fee_atoms, round.management_fee_atoms)
    });
    assert_eq!(fees[0], fees[1]);
    assert_eq!(fees[0].0, 40 * COIN);
}

#[test]
fn attack_13_a_deposit_does_not_pay_for_gains_before_it_joined() {
    let (mut scene, alice, maker) = ten_rounds_ahead();
    live_through(&mut scene, &maker, 100 * COIN, 90);
    scene.claim_shares(&alice).unwrap();
    scene.deposit(&alice, 900 * COIN).unwrap();
    scene.roll(SPOT).unwrap();
    scene.finish_round(SPOT).unwrap();
    let round = scene.round(2).unwrap();
    assert_eq!((round.performance_fee_atoms, round.management_fee_atoms), (0, 0), "nothing was earned");
    assert_eq!(scene.vault().pps_e9, scene.round(1).unwrap().end_pps_e9);
}

#[test]
fn ten_rounds_of_wins_and_losses_add_up() {
    let (mut scene, _, maker) = ten_rounds_ahead();
    let mut fees = 0;
    for (sold_percent, settlement_percent) in
        [(100, 90), (50, 110), (0, 150), (80, 101), (100, 99), (100, 130), (30, 50), (100, 100), (10, 400), (100, 60)]
    {
        let nav = scene.vault().ledger.nav_atoms + scene.vault().ledger.pending_deposit_atoms;
        match nav * sold_percent / 100 {
            0 => {
                scene.roll(SPOT).unwrap();
                scene.finish_round(SPOT * settlement_percent / 100).unwrap();
            }
            sold_atoms => {
                let round = live_through(&mut scene, &maker, sold_atoms, settlement_percent);
                fees += round.performance_fee_atoms + round.management_fee_atoms;
            }
        }
    }
    let vault = scene.vault();
    assert_eq!(vault.round, 10);
    assert_eq!(vault.ledger.fee_payable_atoms, fees);
    assert_eq!(scene.world.balance(&vault.custody), vault.ledger.custody_atoms().unwrap());
}
