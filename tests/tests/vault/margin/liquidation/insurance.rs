//! Stakes in the insurance fund.

use super::{falling, Falling, CASH, COIN, USD};
use crate::common::refused;
use options_vault::{
    errors::VaultError,
    events::{InsuranceStaked, InsuranceUnstaked, UnstakeAsked},
};
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
    let event: InsuranceStaked = scene.world.event().unwrap();
    assert_eq!((event.owner, event.shares), (erin.pubkey(), 100 * CASH));
    assert_eq!((event.fund_atoms, event.fund_shares, event.fund_number), (1_000 * CASH, 1_000 * CASH, 0));
    let shares = scene.stake(&dave.pubkey()).unwrap().shares;
    assert_eq!(shares, 900 * CASH);
    refused(scene.unstake_insurance(&dave), VaultError::UnstakeTooEarly);
    refused(scene.ask_to_unstake(&dave, shares + 1), VaultError::NotStaked);
    scene.ask_to_unstake(&dave, shares).unwrap();
    let asked_ts = scene.world.now();
    let event: UnstakeAsked = scene.world.event().unwrap();
    assert_eq!((event.owner, event.shares, event.asked_ts), (dave.pubkey(), shares, asked_ts));
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

/// Alice's calls run out at a price that ruins her; nobody takes her account, whose debt stays what it was.
fn expired_in_ruin(falling: &mut Falling) -> i64 {
    let expiry_ts = falling.story.expiry_ts;
    falling.move_to(300 * USD);
    falling.story.scene.world.set_time(expiry_ts);
    falling.story.scene.set_price(300 * USD);
    falling.story.scene.post_expiry_price(expiry_ts).unwrap();
    expiry_ts
}

/// Whoever asked in time for another reason still pays for the auction that runs. But it keeps nobody in longer than it lasts: who comes within the two
/// days has two days again, as often as it takes.
#[test]
fn attack_18_an_auction_keeps_nobody_in_for_another_week() {
    let mut falling = falling();
    let dave = falling.story.scene.trader(34, 0, 50 * CASH);
    falling.story.scene.stake_insurance(&dave, 50 * CASH).unwrap();
    falling.story.scene.ask_to_unstake(&dave, 50 * CASH).unwrap();
    let ready_ts = falling.story.scene.world.now() + 7 * DAY;
    let expiry_ts = expired_in_ruin(&mut falling);
    falling.story.scene.world.set_time(ready_ts.max(expiry_ts));
    falling.story.scene.set_price(300 * USD);
    falling.judge();
    assert!(falling.quote_bank().losses.claims_atoms > 50 * CASH);
    for _ in 0..3 {
        falling.story.scene.unstake_insurance(&dave).unwrap();
        let stake = falling.story.scene.stake(&dave.pubkey()).unwrap();
        let now_ts = falling.story.scene.world.now();
        assert_eq!((stake.shares, stake.leaving_shares), (50 * CASH, 50 * CASH), "nothing is free");
        assert_eq!(stake.asked_ts, now_ts - 7 * DAY, "two days begin now");
        falling.story.scene.world.set_time(now_ts + 2 * DAY);
    }
    assert_eq!(falling.quote_bank().losses.fund_atoms, 50 * CASH);
    falling.story.scene.set_price(300 * USD);
    falling.story.alice_deposits(10_000 * CASH);
    falling.judge();
    falling.story.scene.unstake_insurance(&dave).unwrap();
    let cash = falling.story.cash();
    assert_eq!(falling.story.scene.tokens(&dave.pubkey(), &cash), 50 * CASH);
    falling.story.check_books();
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

/// Whoever asked a week ago may leave while an auction runs, but with no atom of what it may ask for: who comes first is paid what is free.
#[test]
fn attack_18_as_much_leaves_as_no_auction_may_ask_for() {
    let claims = {
        let mut falling = falling();
        expired_in_ruin(&mut falling);
        falling.judge();
        falling.quote_bank().losses.claims_atoms
    };
    let mut falling = falling();
    let stakers = [34, 35].map(|seed| falling.story.scene.trader(seed, 0, 10_000 * CASH));
    for (who, atoms) in stakers.iter().zip([claims, 50 * CASH]) {
        falling.story.scene.stake_insurance(who, atoms).unwrap();
    }
    let expiry_ts = expired_in_ruin(&mut falling);
    falling.judge();
    // What was owed at expiry is owed a week later.
    assert_eq!(falling.quote_bank().losses.claims_atoms, claims);
    let scene = &mut falling.story.scene;
    for (who, atoms) in stakers.iter().zip([claims, 20 * CASH]) {
        scene.ask_to_unstake(who, atoms).unwrap();
    }
    scene.world.set_time(expiry_ts + 7 * DAY - 1);
    refused(scene.unstake_insurance(&stakers[1]), VaultError::UnstakeTooEarly);
    scene.world.set_time(expiry_ts + 7 * DAY);
    scene.unstake_insurance(&stakers[1]).unwrap();
    let had = 10_000 * CASH - claims;
    for _ in 0..2 {
        scene.unstake_insurance(&stakers[0]).unwrap();
        let cash = scene.quote_mint;
        assert_eq!(scene.tokens(&stakers[0].pubkey(), &cash), had + 30 * CASH, "a part, and then nothing more");
        assert_eq!(scene.bank(&cash).losses.fund_atoms, claims);
        let stake = scene.stake(&stakers[0].pubkey()).unwrap();
        assert_eq!((stake.shares, stake.leaving_shares), (claims - 30 * CASH, claims - 30 * CASH));
    }
    let event: InsuranceUnstaked = scene.world.event().unwrap();
    assert_eq!((event.shares, event.paid_atoms, event.leaving_shares), (0, 0, claims - 30 * CASH));
    assert_eq!((event.fund_atoms, event.fund_shares, event.fund_number), (claims, claims, 0));
    assert_eq!(event.asked_ts, scene.world.now() - 7 * DAY);
    falling.story.check_books();
}

/// The fund has paid all it had. Its stakers are not told to wait for nothing: they take back the rent, or stake anew.
#[test]
fn attack_18_whose_fund_was_used_up_is_told_so_and_gets_the_rent() {
    let mut falling = falling();
    let stakers = [34, 35, 36].map(|seed| falling.story.scene.trader(seed, 0, 100_000 * CASH));
    for who in &stakers {
        falling.story.scene.stake_insurance(who, 100 * CASH).unwrap();
    }
    let [dave, erin, frank] = &stakers;
    falling.story.scene.ask_to_unstake(dave, 100 * CASH).unwrap();
    let ready_ts = falling.story.scene.world.now() + 7 * DAY;
    falling.move_to(400 * USD);
    falling.judge();
    falling.wait(3_600);
    let (alice, carol) = (falling.alice(), falling.carol.insecure_clone());
    let bid = falling.story.scene.whole_bid(&alice, 0);
    falling.story.scene.bid_on_account(&carol, &alice, bid).unwrap();
    assert_eq!((falling.quote_bank().losses.fund_atoms, falling.quote_bank().losses.fund_number), (0, 1));
    falling.story.check_books();

    let scene = &mut falling.story.scene;
    scene.world.set_time(ready_ts);
    refused(scene.unstake_insurance(dave), VaultError::FundUsedUp);
    refused(scene.ask_to_unstake(erin, 1), VaultError::FundUsedUp);
    scene.ask_to_unstake(frank, 0).unwrap();
    assert_eq!(scene.stake(&frank.pubkey()).unwrap().shares, 0, "forgotten");
    scene.stake_insurance(erin, 50 * CASH).unwrap();
    assert_eq!(scene.stake(&erin.pubkey()).unwrap().shares, 50 * CASH, "of the new fund");
    refused(scene.close_insurance_stake(erin), VaultError::StakeNotEmpty);
    for who in [dave, frank] {
        let before = scene.world.svm.get_account(&who.pubkey()).unwrap().lamports;
        scene.close_insurance_stake(who).unwrap();
        assert!(scene.world.svm.get_account(&who.pubkey()).unwrap().lamports > before);
        assert!(scene.stake(&who.pubkey()).is_none());
    }
    falling.story.check_books();
}

/// A stake is closed when all of it has left, and opened anew by the next one.
#[test]
fn attack_18_no_stake_with_shares_is_closed() {
    let mut falling = falling();
    let scene = &mut falling.story.scene;
    let dave = scene.trader(34, 0, 1_000 * CASH);
    scene.stake_insurance(&dave, 100 * CASH).unwrap();
    refused(scene.close_insurance_stake(&dave), VaultError::StakeNotEmpty);
    scene.ask_to_unstake(&dave, 100 * CASH).unwrap();
    scene.world.set_time(scene.world.now() + 7 * DAY);
    refused(scene.close_insurance_stake(&dave), VaultError::StakeNotEmpty);
    scene.unstake_insurance(&dave).unwrap();
    assert!(scene.stake(&dave.pubkey()).is_some());
    scene.close_insurance_stake(&dave).unwrap();
    assert!(scene.stake(&dave.pubkey()).is_none());
    scene.stake_insurance(&dave, 70 * CASH).unwrap();
    assert_eq!(scene.stake(&dave.pubkey()).unwrap().shares, 70 * CASH);
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
