//! Stakes in the insurance fund.

use super::{falling, CASH, USD};
use crate::common::refused;
use options_vault::errors::VaultError;
use solana_signer::Signer;

const DAY: i64 = 86_400;

#[test]
fn a_stake_leaves_after_its_wait_with_its_share_of_what_came_in() {
    let mut falling = falling();
    let scene = &mut falling.story.scene;
    let [dave, erin] = [34, 35].map(|seed| scene.trader(seed, 0, 1_000 * CASH));
    scene.stake_insurance(&dave, 600 * CASH).unwrap();
    scene.stake_insurance(&dave, 300 * CASH).unwrap();
    scene.stake_insurance(&erin, 100 * CASH).unwrap();
    let shares = scene.stake(&dave.pubkey()).unwrap().shares;
    assert_eq!(shares, 900 * CASH);
    refused(scene.unstake_insurance(&dave), VaultError::UnstakeTooEarly);
    refused(scene.ask_to_unstake(&dave, shares + 1), VaultError::NotStaked);
    scene.ask_to_unstake(&dave, shares).unwrap();
    let asked_ts = scene.world.now();
    scene.world.set_time(asked_ts + 7 * DAY - 1);
    refused(scene.unstake_insurance(&dave), VaultError::UnstakeTooEarly);
    scene.world.set_time(asked_ts + 9 * DAY + 1);
    refused(scene.unstake_insurance(&dave), VaultError::UnstakeTooLate);
    scene.ask_to_unstake(&dave, shares).unwrap();
    scene.world.set_time(scene.world.now() + 7 * DAY);
    scene.unstake_insurance(&dave).unwrap();
    let cash = scene.quote_mint;
    assert_eq!(scene.tokens(&dave.pubkey(), &cash), 1_000 * CASH);
    assert_eq!(scene.bank(&cash).losses.fund_atoms, 100 * CASH);
    refused(scene.unstake_insurance(&dave), VaultError::UnstakeTooEarly);
    falling.story.check_books();
}

/// Whoever asked in time for another reason still pays for the auction that runs.
#[test]
fn attack_18_no_stake_leaves_from_under_an_auction() {
    let mut falling = falling();
    let dave = falling.story.scene.trader(34, 0, 1_000 * CASH);
    falling.story.scene.stake_insurance(&dave, 1_000 * CASH).unwrap();
    falling.story.scene.ask_to_unstake(&dave, 1_000 * CASH).unwrap();
    let ready_ts = falling.story.scene.world.now() + 7 * DAY;
    // The calls of the story run out before that: what is judged is their debt.
    let expiry_ts = falling.story.expiry_ts;
    falling.move_to(300 * USD);
    falling.story.scene.world.set_time(expiry_ts);
    falling.story.scene.set_price(300 * USD);
    falling.story.scene.post_expiry_price(expiry_ts).unwrap();
    falling.story.scene.world.set_time(ready_ts.max(expiry_ts));
    falling.story.scene.set_price(300 * USD);
    falling.judge();
    assert!(falling.quote_bank().losses.claims_atoms > 0);
    refused(falling.story.scene.unstake_insurance(&dave), VaultError::LossesToCome);
    falling.story.alice_deposits(10_000 * CASH);
    falling.judge();
    falling.story.scene.unstake_insurance(&dave).unwrap();
}
