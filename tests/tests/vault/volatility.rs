//! The market's volatility: who sets it, how long it lasts.

use crate::common::*;
use options_vault::errors::VaultError;
use simulator::{Scene, SceneParams};
use vault_types::state::{Market, VaultState};

/// A market whose authority is gone prices no options with its last volatility for ever.
#[test]
fn attack_15_an_old_volatility_starts_no_round_and_locks_nobody_in() {
    let mut scene = Scene::new(&SceneParams::default()).unwrap();
    let depositor = scene.person(1, 100 * COIN);
    scene.deposit(&depositor, 100 * COIN).unwrap();
    let set_ts = scene.market().volatility_ts;

    scene.world.set_time(set_ts + Market::MAX_VOLATILITY_AGE_SECS + 1);
    scene.set_price(SPOT);
    let (strike_e8, expiry_ts) = scene.next_strike(SPOT).unwrap();
    scene.create_series(strike_e8, expiry_ts).unwrap();
    refused(scene.roll_into(strike_e8, expiry_ts), VaultError::StaleVolatility);
    scene.cancel_deposit(&depositor).unwrap();
    scene.deposit(&depositor, 100 * COIN).unwrap();

    let volatility_e9 = scene.market().volatility_e9;
    scene.set_volatility(volatility_e9).unwrap();
    scene.roll_into(strike_e8, expiry_ts).unwrap();
    assert_eq!(scene.vault().state, VaultState::AUCTION);
}

/// At the end of the auction the ask is below the model; an option deep in the money would go for less than it pays.
#[test]
fn attack_15_an_option_never_sells_below_its_own_payoff() {
    let Running { mut scene, maker, .. } = running();
    let strike_e8 = scene.round(1).unwrap().strike_e8;
    let end_ts = scene.auction().unwrap().end_ts;
    scene.world.set_time(end_ts - 1);
    let spot_e8 = strike_e8 * 5 / 4;
    scene.set_price(spot_e8);
    let payoff = 10 * COIN / 5;
    refused(scene.bid(&maker, 10 * COIN, payoff - 1), VaultError::PremiumAboveLimit);
    scene.bid(&maker, 10 * COIN, payoff).unwrap();
    assert_eq!(scene.auction().unwrap().premium_atoms, payoff, "a fifth of a coin for each: (S - K) / S");
}
