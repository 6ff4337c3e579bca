//! Stakes in the insurance fund.

use super::{falling, CASH, COIN, USD};
use crate::common::refused;
use options_vault::errors::VaultError;
use solana_signer::Signer;
use vault_types::{liquidation::AuctionPhase, margin::MarginMode};

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

/// What an auction pays into the fund belongs to the stakers, by their shares and to the atom.
#[test]
fn attack_18_penalties_belong_to_the_stakers() {
    let mut falling = falling();
    let [dave, erin] = [34, 35].map(|seed| falling.story.scene.trader(seed, 0, 1_000 * CASH));
    falling.story.scene.stake_insurance(&dave, 300 * CASH).unwrap();
    falling.story.scene.stake_insurance(&erin, 100 * CASH).unwrap();
    let price = falling.falls_below(true);
    falling.move_to(price * USD);
    falling.judge();
    let (alice, carol) = (falling.alice(), falling.carol.insecure_clone());
    let bid = falling.story.scene.whole_bid(&alice, i64::MAX);
    falling.story.scene.bid_on_account(&carol, &alice, bid).unwrap();
    let fund_atoms = falling.quote_bank().losses.fund_atoms;
    assert!(fund_atoms > 400 * CASH);
    let scene = &mut falling.story.scene;
    // A million atoms and shares are nobody's.
    let worth = |shares: u64, fund: u64, all: u64| {
        (u128::from(shares) * u128::from(fund + 1_000_000) / u128::from(all + 1_000_000)) as u64
    };
    let daves = worth(300 * CASH, fund_atoms, 400 * CASH);
    let erins = worth(100 * CASH, fund_atoms - daves, 100 * CASH);
    for (who, shares) in [(&dave, 300 * CASH), (&erin, 100 * CASH)] {
        scene.ask_to_unstake(who, shares).unwrap();
    }
    scene.world.set_time(scene.world.now() + 7 * DAY);
    for (who, gained) in [(&dave, daves - 300 * CASH), (&erin, erins - 100 * CASH)] {
        assert!(gained > 0);
        scene.unstake_insurance(who).unwrap();
        assert_eq!(scene.tokens(&who.pubkey(), &scene.quote_mint.clone()), 1_000 * CASH + gained);
    }
    falling.story.check_books();
}

/// Whoever asked a week ago may leave while an auction runs, but with no atom of what it may ask for.
#[test]
fn attack_18_as_much_leaves_as_no_auction_may_ask_for() {
    let mut falling = falling();
    let stakers = [34, 35].map(|seed| falling.story.scene.trader(seed, 0, 10_000 * CASH));
    let expiry_ts = falling.story.expiry_ts;
    falling.move_to(300 * USD);
    falling.story.scene.world.set_time(expiry_ts);
    falling.story.scene.set_price(300 * USD);
    falling.story.scene.post_expiry_price(expiry_ts).unwrap();
    falling.judge();
    // What was owed at expiry is owed a week later.
    let claims = falling.quote_bank().losses.claims_atoms;
    for (who, atoms) in stakers.iter().zip([claims - 1, 50 * CASH]) {
        falling.story.scene.stake_insurance(who, atoms).unwrap();
        falling.story.scene.ask_to_unstake(who, atoms).unwrap();
    }
    falling.story.scene.world.set_time(expiry_ts + 7 * DAY - 1);
    refused(falling.story.scene.unstake_insurance(&stakers[1]), VaultError::UnstakeTooEarly);
    falling.story.scene.world.set_time(expiry_ts + 7 * DAY);
    refused(falling.story.scene.unstake_insurance(&stakers[0]), VaultError::LossesToCome);
    refused(falling.story.scene.unstake_insurance(&stakers[1]), VaultError::LossesToCome);
    let late = falling.story.scene.trader(37, 0, CASH);
    falling.story.scene.stake_insurance(&late, 1).unwrap();
    falling.story.scene.unstake_insurance(&stakers[1]).unwrap();
    refused(falling.story.scene.unstake_insurance(&stakers[0]), VaultError::LossesToCome);
    assert_eq!(falling.quote_bank().losses.fund_atoms, claims);
    falling.story.check_books();
}

/// Two accounts are ruined, and the fund pays for a part. Whichever is taken first, all together have lost the same, to an atom for each loss; and
/// each of those who bear it the same but for a ten-thousandth: what has not been taken yet bears the first loss too, and whoever took that the second.
#[test]
fn attack_18_the_order_of_two_ruins_gains_nobody_anything() {
    let left = [[0, 1], [1, 0]].map(|order| {
        let mut falling = falling();
        let (cash, call, bob) = (falling.story.cash(), falling.call, falling.story.bob.pubkey());
        let [frank, erin, dave] = [36, 35, 34].map(|seed| falling.story.scene.trader(seed, 0, 100_000 * CASH));
        for (who, atoms) in [(&frank, 30_000 * CASH), (&erin, 2_000 * CASH)] {
            falling.story.scene.open_margin_account(who).unwrap();
            falling.story.scene.deposit_collateral(who, &cash, atoms).unwrap();
            falling.story.scene.set_margin_mode(who, MarginMode::SCENARIO).unwrap();
        }
        falling.story.scene.write_options(&erin, &call, &bob, 20 * COIN).unwrap();
        falling.story.scene.stake_insurance(&dave, 300 * CASH).unwrap();
        falling.move_to(400 * USD);
        let ruined = [falling.alice(), falling.story.scene.account_ref(&erin.pubkey()).address];
        for account in &ruined {
            falling.story.scene.judge_account(account).unwrap();
            assert_eq!(falling.story.scene.account_at(account).auction.phase, AuctionPhase::INSOLVENT);
        }
        for _ in 0..7 {
            falling.story.scene.world.set_time(falling.story.scene.world.now() + 600);
            falling.story.scene.set_price(400 * USD);
            falling.story.scene.observe_price().unwrap();
            for account in &ruined {
                falling.story.scene.judge_account(account).unwrap();
            }
        }
        let carol = falling.carol.insecure_clone();
        for index in order {
            let bid = falling.story.scene.whole_bid(&ruined[index], 0);
            falling.story.scene.bid_on_account(&carol, &ruined[index], bid).unwrap();
        }
        assert_eq!((falling.quote_bank().losses.fund_atoms, falling.quote_bank().losses.claims_atoms), (0, 0));
        let franks = falling.story.scene.account_ref(&frank.pubkey()).address;
        falling.story.scene.judge_account(&franks).unwrap();
        falling.story.check_books();
        (falling.story.account(&frank).amount_of(&cash), falling.carols().amount_of(&cash))
    });
    let [(franks, carols), (other_franks, other_carols)] = left;
    assert!(franks < 30_000 * CASH && franks.abs_diff(other_franks) < franks / 10_000, "{left:?}");
    assert!((franks + carols).abs_diff(other_franks + other_carols) <= 2, "{left:?}");
}
