//! No settlement price comes (ATTACKS 17): a retry time, then the premium goes back and everybody gets out, without any key.

use crate::common::*;
use options_vault::errors::VaultError;
use simulator::{PriceUpdate, SceneParams};
use solana_signer::Signer;
use vault_types::state::{OptionKind, OracleLimits, SettlementStatus, VaultState};

const RETRY_SECS: i64 = OracleLimits::RETRY_SECS as i64;

/// The last second in which a price may be published.
fn last_price_ts(story: &Running) -> i64 {
    let (_, series) = story.scene.series().unwrap();
    series.expiry_ts + i64::from(story.scene.market().oracle_limits.settlement_window_secs) + RETRY_SECS
}

/// Half of Alice's calls are sold and expired, and no price has been brought.
fn priceless() -> Running {
    let mut story = running();
    story.scene.bid(&story.maker, 50 * COIN, ANY_PREMIUM).unwrap();
    story.expire();
    story
}

#[test]
fn prices_of_the_retry_time_are_accepted_to_its_last_second() {
    let mut story = priceless();
    let last_ts = last_price_ts(&story);
    let scene = &mut story.scene;
    scene.world.set_time(last_ts + 1);
    let late = PriceUpdate::new(scene.feed_id, SPOT, last_ts + 1);
    scene.post(&late);
    refused(scene.post_settlement_price(), VaultError::PriceAfterWindow);
    scene.post(&PriceUpdate { publish_ts: last_ts, ..late });
    scene.post_settlement_price().unwrap();
    // An earlier one of the settlement window still replaces it.
    let (_, series) = scene.series().unwrap();
    assert_eq!(series.settlement.status, SettlementStatus::CANDIDATE);
    let first = PriceUpdate::new(scene.feed_id, 2 * SPOT, series.expiry_ts + 30);
    scene.post(&PriceUpdate { prev_publish_ts: series.expiry_ts - 30, ..first });
    scene.post_settlement_price().unwrap();
    assert_eq!(scene.series().unwrap().1.settlement.price_e8, 2 * SPOT);
}

#[test]
fn attack_17_sales_are_undone_only_when_no_price_can_come_any_more() {
    let mut story = priceless();
    let last_ts = last_price_ts(&story);
    let scene = &mut story.scene;
    refused(scene.settle(), VaultError::NoSettlementPrice);
    for now_ts in [scene.world.now(), last_ts] {
        scene.world.set_time(now_ts);
        refused(scene.unwind_series(), VaultError::PriceMayCome);
    }
    // With a price it is not undone, however late.
    let mut priced = priceless();
    priced.scene.world.set_time(last_ts);
    priced.scene.post(&PriceUpdate::new(priced.scene.feed_id, SPOT, last_ts));
    priced.scene.post_settlement_price().unwrap();
    priced.scene.world.set_time(last_ts + 30 * 86_400);
    refused(priced.scene.unwind_series(), VaultError::AlreadySettled);

    scene.world.set_time(last_ts + 1);
    scene.unwind_series().unwrap();
    refused(scene.unwind_series(), VaultError::AlreadySettled);
    scene.set_price(SPOT);
    let (_, series) = scene.series().unwrap();
    scene.post(&PriceUpdate::new(scene.feed_id, 2 * SPOT, series.expiry_ts));
    refused(scene.post_settlement_price(), VaultError::AlreadySettled);
}

#[test]
fn attack_17_a_series_without_options_is_not_undone() {
    let mut story = running();
    story.expire();
    let last_ts = last_price_ts(&story);
    story.scene.world.set_time(last_ts + 1);
    refused(story.scene.unwind_series(), VaultError::NothingToUnwind);
    story.scene.settle().unwrap();
    story.scene.close_round().unwrap();
}

/// Admin, guardian, keeper and oracle never act again after the options are sold: a depositor turns the cranks, everyone ends with
/// their money, and every account of theirs is closed.
#[test]
fn attack_17_operator_and_oracle_gone_everyone_leaves() {
    for kind in [OptionKind::CALL, OptionKind::PUT] {
        let mut story = running_with(&SceneParams { kind, ..SceneParams::default() });
        let scene = &mut story.scene;
        let (alice, maker) = (&story.alice, &story.maker);
        // Bob waits for the next round; Alice has asked for a part already; the maker buys in two steps at two prices.
        let bob = scene.person(3, 30 * COIN);
        scene.deposit(&bob, 30 * COIN).unwrap();
        scene.request_withdrawal(alice, 60 * COIN).unwrap();
        scene.bid(maker, 20 * COIN, ANY_PREMIUM).unwrap();
        let later_ts = scene.world.now() + 3_600;
        scene.world.set_time(later_ts);
        scene.set_price(SPOT);
        scene.bid(maker, 30 * COIN, ANY_PREMIUM).unwrap();
        let premium = 100 * COIN - scene.coins(&maker.pubkey());
        story.expire();
        let last_ts = last_price_ts(&story);
        let (scene, alice, maker) = (&mut story.scene, &story.alice, &story.maker);
        scene.world.set_time(last_ts + 1);

        scene.unwind_series().unwrap();
        scene.settle().unwrap();
        scene.close_round().unwrap();
        let round = scene.round(1).unwrap();
        assert_eq!((round.settlement_e8, round.payoff_atoms), (0, premium));
        assert_eq!((round.performance_fee_atoms, round.management_fee_atoms), (0, 0));
        let (series, _) = scene.series().unwrap();
        scene.redeem(maker, series, 50 * COIN).unwrap();
        assert_eq!(scene.coins(&maker.pubkey()), 100 * COIN, "the premium is back");
        scene.claim_withdrawal(alice).unwrap();
        scene.request_withdrawal(alice, 40 * COIN).unwrap();
        scene.claim_withdrawal(alice).unwrap();
        scene.cancel_deposit(&bob).unwrap();
        assert_eq!((scene.coins(&alice.pubkey()), scene.coins(&bob.pubkey())), (100 * COIN, 30 * COIN));

        let vault = scene.vault();
        assert_eq!(
            (vault.state, vault.ledger.custody_atoms(), vault.ledger.share_supply),
            (VaultState::OPEN, Some(0), 0)
        );
        assert_eq!((scene.world.balance(&vault.custody), scene.series().unwrap().1.pool_atoms), (0, 0));
        for who in [alice.pubkey(), bob.pubkey()] {
            assert_eq!((scene.deposit_ticket(&who), scene.withdrawal_ticket(&who)), (None, None));
        }
    }
}

/// Admin, guardian and keeper are gone but the oracle lives: the round ends by its rule, and the depositor needs only their own key.
#[test]
fn attack_17_operator_gone_the_depositor_turns_every_crank() {
    let mut story = running();
    let scene = &mut story.scene;
    scene.bid(&story.maker, 50 * COIN, ANY_PREMIUM).unwrap();
    let strangers_lamports =
        [&scene.authority, &scene.guardian, &scene.keeper].map(|who| lamports(scene, &who.pubkey()));
    scene.request_withdrawal(&story.alice, 100 * COIN).unwrap();
    scene.finish_round(SPOT).unwrap();
    scene.claim_withdrawal(&story.alice).unwrap();
    assert!(scene.coins(&story.alice.pubkey()) > 100 * COIN, "with the premium less fees");
    assert_eq!(scene.vault().ledger.share_supply, 0);
    // Only the keeper's rent for the auction has come back to it: nobody of the house has signed or paid anything.
    let now = [&scene.authority, &scene.guardian, &scene.keeper].map(|who| lamports(scene, &who.pubkey()));
    assert_eq!((now[0], now[1]), (strangers_lamports[0], strangers_lamports[1]));
    assert!(now[2] > strangers_lamports[2]);
}

/// Two vaults have written the same series at different premiums: each pays its own premium, and the pool comes out even.
#[test]
fn attack_17_several_writers_of_an_undone_series_pay_it_together() {
    let mut story = running();
    let scene = &mut story.scene;
    let first = scene.vault;
    let second = scene.open_vault(1, scene.vault().params).unwrap();
    scene.vault = second;
    let bob = scene.person(3, 70 * COIN);
    scene.deposit(&bob, 70 * COIN).unwrap();
    scene.roll(SPOT).unwrap();
    scene.bid(&story.maker, 70 * COIN, ANY_PREMIUM).unwrap();
    let later_ts = scene.world.now() + 3 * 3_600;
    scene.world.set_time(later_ts);
    scene.set_price(SPOT);
    scene.vault = first;
    scene.bid(&story.maker, 10 * COIN + 7, ANY_PREMIUM).unwrap();
    let premium = 100 * COIN - scene.coins(&story.maker.pubkey());
    assert_eq!(scene.series().unwrap().1.premium_atoms, premium);
    story.expire();
    let last_ts = last_price_ts(&story);
    let scene = &mut story.scene;
    scene.world.set_time(last_ts + 1);
    scene.unwind_series().unwrap();
    scene.settle().unwrap();
    scene.close_round().unwrap();
    scene.vault = second;
    scene.close_auction().unwrap();
    scene.settle().unwrap();
    scene.close_round().unwrap();
    let (series, _) = scene.series().unwrap();
    scene.redeem(&story.maker, series, 33 * COIN).unwrap();
    scene.redeem(&story.maker, series, 47 * COIN + 7).unwrap();
    let back = scene.coins(&story.maker.pubkey());
    assert!((100 * COIN - 2..=100 * COIN).contains(&back), "{back}");
    assert!(scene.series().unwrap().1.pool_atoms <= 3, "what rounding left");
}

/// A vault that has sold at the model's price must not pay for one that was paid a multiple of it, by its own depositor: each writer
/// gives back what it got.
#[test]
fn attack_17_an_undone_series_costs_no_writer_more_than_its_own_premium() {
    let mut story = running();
    let scene = &mut story.scene;
    let first = scene.vault;
    let mut params = scene.vault().params;
    crate::sealed::seal(&mut params);
    scene.vault = scene.open_vault(1, params).unwrap();
    let second = scene.vault;
    let attacker = scene.person(3, 200 * COIN);
    scene.deposit(&attacker, 100 * COIN).unwrap();
    scene.roll(SPOT).unwrap();
    // All of his own vault's options, for all that backs them.
    let dear = crate::sealed::secret(0, 100 * COIN, 1_000_000_000);
    scene.commit_bid(&attacker, &dear).unwrap();
    let auction = scene.auction().unwrap();
    scene.vault = first;
    scene.bid(&story.maker, 50 * COIN, ANY_PREMIUM).unwrap();
    scene.vault = second;
    scene.world.set_time(auction.end_ts);
    scene.reveal_bid(&attacker.pubkey(), &dear).unwrap();
    scene.world.set_time(auction.close_ts);
    scene.set_price(SPOT);
    scene.clear_auction().unwrap();
    scene.claim_bid(&attacker.pubkey(), 1, 0).unwrap();
    scene.vault = first;
    story.expire();
    let last_ts = last_price_ts(&story);
    let scene = &mut story.scene;
    scene.world.set_time(last_ts + 1);
    scene.unwind_series().unwrap();
    for vault in [first, second] {
        scene.vault = vault;
        scene.settle().unwrap();
        scene.close_round().unwrap();
        let round = scene.round(1).unwrap();
        println!("premium {} payoff {}", round.premium_atoms, round.payoff_atoms);
        assert!(round.payoff_atoms <= round.premium_atoms, "{} for {}", round.payoff_atoms, round.premium_atoms);
    }
    let (series, _) = scene.series().unwrap();
    scene.redeem(&attacker, series, 100 * COIN).unwrap();
    scene.redeem(&story.maker, series, 50 * COIN).unwrap();
    assert!(scene.series().unwrap().1.pool_atoms <= 3, "what rounding left");
}
