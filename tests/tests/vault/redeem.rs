//! Redeeming options of a settled series.

use crate::common::*;
use options_vault::errors::VaultError;
use simulator::Scene;
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{address, instruction, instruction::SeriesRef, Pubkey};

/// The maker holds 60 options that end a quarter above the strike; the round is closed.
fn winning() -> (Scene, Keypair, Pubkey) {
    let mut story = running();
    let strike = story.scene.round(1).unwrap().strike_e8;
    story.finish_with(60 * COIN, strike * 5 / 4);
    let series = story.scene.series().unwrap().0;
    (story.scene, story.maker, series)
}

fn redeemed(scene: &mut Scene, maker: &Keypair, series: Pubkey, atoms: u64) -> u64 {
    let before = scene.coins(&maker.pubkey());
    scene.redeem(maker, series, atoms).unwrap();
    scene.coins(&maker.pubkey()) - before
}

#[test]
fn pays_exactly_the_payoff() {
    let (mut scene, maker, series) = winning();
    assert_eq!(redeemed(&mut scene, &maker, series, 60 * COIN), 12 * COIN);
    let (_, state) = scene.series().unwrap();
    assert_eq!((state.outstanding_atoms, state.pool_atoms), (0, 0));
    assert_eq!(scene.world.supply(&state.option_mint), 0);
    assert_eq!(scene.world.balance(&state.pool), 0);
}

#[test]
fn attack_11_splitting_never_pays_more_than_the_pool() {
    let (mut scene, maker, series) = winning();
    let mut paid = 0;
    for atoms in [1_000_000_007, 99, 5, 6, 7, 3_333_333_333] {
        paid += redeemed(&mut scene, &maker, series, atoms);
    }
    let left = 60 * COIN - (1_000_000_007 + 99 + 5 + 6 + 7 + 3_333_333_333);
    paid += redeemed(&mut scene, &maker, series, left);
    assert!((12 * COIN - 7..=12 * COIN).contains(&paid), "{paid}");
    let (_, state) = scene.series().unwrap();
    assert_eq!(state.pool_atoms, 12 * COIN - paid, "what rounding leaves stays in the pool");
}

#[test]
fn attack_11_options_worth_less_than_an_atom_pay_nothing() {
    let (mut scene, maker, series) = winning();
    for atoms in 1..5 {
        refused(scene.redeem(&maker, series, atoms), VaultError::NothingToRedeem);
    }
    assert_eq!(redeemed(&mut scene, &maker, series, 5), 1);
    refused(scene.redeem(&maker, series, 0), VaultError::ZeroAmount);
}

#[test]
fn worthless_options_are_refused() {
    let mut story = running();
    let strike = story.scene.round(1).unwrap().strike_e8;
    story.finish_with(60 * COIN, strike);
    let series = story.scene.series().unwrap().0;
    refused(story.scene.redeem(&story.maker, series, 60 * COIN), VaultError::NothingToRedeem);
}

#[test]
fn attack_07_no_payoff_before_the_writers_have_paid() {
    let mut story = running();
    let (series, strike) = (story.scene.series().unwrap().0, story.scene.round(1).unwrap().strike_e8);
    story.scene.bid(&story.maker, 60 * COIN, ANY_PREMIUM).unwrap();
    refused(story.scene.redeem(&story.maker, series, COIN), VaultError::NoSettlementPrice);
    story.expire();
    story.scene.set_price(strike * 2);
    refused(story.scene.redeem(&story.maker, series, COIN), VaultError::NoSettlementPrice);
    story.scene.post_settlement_price().unwrap();
    refused(story.scene.redeem(&story.maker, series, COIN), VaultError::PoolNotFunded);
    story.scene.settle().unwrap();
    story.scene.redeem(&story.maker, series, COIN).unwrap();
}

/// The price is a candidate: neither the vault nor a holder can act on it yet.
#[test]
fn attack_06_no_payoff_on_a_price_that_can_still_change() {
    let mut story = running();
    let series = story.scene.series().unwrap().0;
    story.scene.bid(&story.maker, 60 * COIN, ANY_PREMIUM).unwrap();
    story.expire();
    let now_ts = story.scene.world.now();
    story.scene.world.set_time(now_ts + 30);
    story.scene.set_price(300 * USD);
    story.scene.post_settlement_price().unwrap();
    refused(story.scene.redeem(&story.maker, series, COIN), VaultError::NoSettlementPrice);
}

#[test]
fn attack_07_double_redeem() {
    let (mut scene, maker, series) = winning();
    let options = address::wallet(&maker.pubkey(), &scene.series().unwrap().1.option_mint);
    assert_eq!(scene.world.balance(&options), 60 * COIN);
    scene.redeem(&maker, series, 60 * COIN).unwrap();
    assert_eq!(scene.world.balance(&options), 0, "paid options are burned");
    refused(scene.redeem(&maker, series, 60 * COIN), VaultError::PoolNotFunded);

    // Twice the same options in one transaction, while the pool could pay for it.
    let (mut scene, maker, series) = winning();
    let state = scene.series().unwrap().1;
    let redeem = instruction::redeem(maker.pubkey(), SeriesRef { address: series, state: &state }, 40 * COIN);
    let before = scene.coins(&maker.pubkey());
    scene.world.send_all("redeem twice", &[redeem.clone(), redeem], &[&maker]).unwrap_err();
    assert_eq!(scene.coins(&maker.pubkey()), before);
    assert_eq!(scene.series().unwrap().1.pool_atoms, 12 * COIN);
}

#[test]
fn attack_07_a_donation_to_the_pool_pays_nobody_twice() {
    let (mut scene, maker, series) = winning();
    let pool = scene.series().unwrap().1.pool;
    let wallet = address::wallet(&maker.pubkey(), &scene.underlying_mint);
    scene.world.transfer(&wallet, &pool, &maker, 10 * COIN).unwrap();
    assert_eq!(redeemed(&mut scene, &maker, series, 60 * COIN), 12 * COIN);
    assert_eq!(scene.world.balance(&pool), 10 * COIN);
}

#[test]
fn attack_07_somebody_elses_options_are_refused() {
    let (mut scene, maker, series) = winning();
    let thief = scene.person(9, COIN);
    let state = scene.series().unwrap().1;
    let mut theft = instruction::redeem(thief.pubkey(), SeriesRef { address: series, state: &state }, COIN);
    theft.accounts[4].pubkey = address::wallet(&maker.pubkey(), &state.option_mint);
    scene.world.send("redeem", theft, &[&thief]).unwrap_err();
    // Bought on the market they are the thief's own.
    let (from, to) = (
        address::wallet(&maker.pubkey(), &state.option_mint),
        scene.world.create_wallet(&thief.pubkey(), &state.option_mint).unwrap(),
    );
    scene.world.transfer(&from, &to, &maker, COIN).unwrap();
    scene.redeem(&thief, series, COIN).unwrap();
    assert_eq!(scene.coins(&thief.pubkey()), COIN + COIN / 5);
}
