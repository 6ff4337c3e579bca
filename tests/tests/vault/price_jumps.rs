//! A bad print: no trade at a price too far from the last one, no stop for longer than the window, no say in a settlement.

use crate::common::*;
use options_vault::errors::VaultError;
use simulator::{PriceUpdate, Refusal, Scene};
use vault_types::state::SettlementStatus;

/// Ten per cent, for ten minutes.
const LIMIT_E8: u64 = SPOT / 10;
const WINDOW_SECS: i64 = 600;

impl Running {
    /// Moves the clock on.
    fn wait(&mut self, secs: i64) {
        let now_ts = self.scene.world.now();
        self.scene.world.set_time(now_ts + secs);
    }

    /// A bid at this price of now.
    fn bid_at(&mut self, price_e8: u64) -> Result<u64, Refusal> {
        self.scene.set_price(price_e8);
        self.scene.bid(&self.maker, COIN, ANY_PREMIUM)
    }
}

fn observe_at(scene: &mut Scene, price_e8: u64) -> Result<u64, Refusal> {
    scene.set_price(price_e8);
    scene.observe_price()
}

fn last(scene: &Scene) -> (u64, i64) {
    let market = scene.market();
    (market.last_price_e8, market.last_price_ts)
}

/// Lists the series that the vault would sell at this price, and tries to start the round.
fn roll_at(scene: &mut Scene, price_e8: u64) -> Result<u64, Refusal> {
    refusal(scene.roll(price_e8))
}

#[test]
fn attack_09_bad_price_print_starts_no_trade() {
    let mut story = between_rounds();
    let before_ts = story.scene.world.now();
    observe_at(&mut story.scene, SPOT).unwrap();
    for bad_e8 in [SPOT + LIMIT_E8 + 1, SPOT - LIMIT_E8 - 1, 2 * SPOT, SPOT / 2] {
        refused(roll_at(&mut story.scene, bad_e8), VaultError::PriceJump);
        refused(observe_at(&mut story.scene, bad_e8), VaultError::PriceJump);
    }
    assert_eq!(last(&story.scene), (SPOT, before_ts));
    roll_at(&mut story.scene, SPOT).unwrap();
    for bad_e8 in [SPOT + LIMIT_E8 + 1, SPOT - LIMIT_E8 - 1, 2 * SPOT, SPOT / 2] {
        refused(story.bid_at(bad_e8), VaultError::PriceJump);
    }
    story.bid_at(SPOT + LIMIT_E8).unwrap();
    assert_eq!(story.scene.auction().unwrap().sold_atoms, COIN);
}

#[test]
fn rolls_and_bids_at_the_limit_go_through() {
    for price_e8 in [SPOT + LIMIT_E8, SPOT - LIMIT_E8] {
        let mut story = between_rounds();
        observe_at(&mut story.scene, SPOT).unwrap();
        story.wait(1);
        roll_at(&mut story.scene, price_e8).unwrap();
        assert_eq!(
            last(&story.scene),
            (price_e8, story.scene.world.now()),
            "a round's price is the next one's measure"
        );
        story.wait(1);
        refused(story.bid_at(price_e8 * 9 / 10 - 1), VaultError::PriceJump);
        story.bid_at(price_e8 * 9 / 10).unwrap();
        assert_eq!(last(&story.scene), (price_e8 * 9 / 10, story.scene.world.now()), "and so is a bid's");
    }
}

#[test]
fn attack_09_a_true_jump_waits_for_the_window_and_no_longer() {
    let mut story = running();
    story.wait(WINDOW_SECS - 1);
    refused(story.bid_at(2 * SPOT), VaultError::PriceJump);
    refused(observe_at(&mut story.scene, 2 * SPOT), VaultError::PriceJump);
    story.wait(1);
    story.bid_at(2 * SPOT).unwrap();
    assert_eq!(last(&story.scene), (2 * SPOT, story.scene.world.now()));
}

/// Who wants to stop others keeps the last price young. It takes true prices near it, and those are gone a minute after the jump.
#[test]
fn attack_09_nobody_keeps_an_old_price_alive() {
    let mut story = running();
    story.wait(300);
    let jump_ts = story.scene.world.now();
    let old = PriceUpdate::new(story.scene.feed_id, SPOT, jump_ts);
    story.wait(60);
    story.scene.post(&old);
    story.scene.observe_price().unwrap();
    assert_eq!(last(&story.scene), (SPOT, jump_ts), "the window runs from the publication, not from the observation");
    refused(story.scene.observe_price(), VaultError::PriceNotNewer);
    story.wait(1);
    story.scene.post(&old);
    refused(story.scene.observe_price(), VaultError::PriceTooOld);
    story.scene.world.set_time(jump_ts + WINDOW_SECS);
    story.bid_at(2 * SPOT).unwrap();
}

/// Nobody has to wait: true prices on the way lead there in steps.
#[test]
fn anyone_leads_the_market_to_a_new_price_in_steps() {
    let mut story = running();
    let mut price_e8 = SPOT;
    while price_e8 < 2 * SPOT {
        story.wait(1);
        refused(observe_at(&mut story.scene, price_e8 + price_e8 / 10 + 1), VaultError::PriceJump);
        price_e8 += price_e8 / 10;
        observe_at(&mut story.scene, price_e8).unwrap();
    }
    story.bid_at(2 * SPOT).unwrap();
}

/// Within its last minute the oracle has more than one fresh price; the newest one known stays the measure.
#[test]
fn attack_09_an_older_fresh_price_does_not_become_the_last_one() {
    let mut story = running();
    story.wait(100);
    let now_ts = story.scene.world.now();
    observe_at(&mut story.scene, SPOT).unwrap();
    let older = PriceUpdate::new(story.scene.feed_id, SPOT + LIMIT_E8, now_ts - 30);
    story.scene.post(&older);
    refused(story.scene.observe_price(), VaultError::PriceNotNewer);
    story.scene.bid(&story.maker, COIN, ANY_PREMIUM).unwrap();
    assert_eq!(last(&story.scene), (SPOT, now_ts));
    refused(story.bid_at(SPOT + 2 * LIMIT_E8), VaultError::PriceJump);
}

/// A jump may be true, and what was sold must end: the first price after expiry settles, whatever it is.
#[test]
fn attack_09_the_limit_has_no_say_in_a_settlement() {
    let mut story = running();
    story.scene.bid(&story.maker, 100 * COIN, ANY_PREMIUM).unwrap();
    story.expire();
    observe_at(&mut story.scene, SPOT).unwrap();
    let before = last(&story.scene);
    story.scene.set_price(3 * SPOT);
    story.scene.post_settlement_price().unwrap();
    let settlement = story.scene.series().unwrap().1.settlement;
    assert_eq!((settlement.status, settlement.price_e8), (SettlementStatus::FINAL, 3 * SPOT));
    assert_eq!(last(&story.scene), before, "nor has the settlement one in the limit");
    story.scene.settle().unwrap();
}

#[test]
fn attack_09_only_good_prices_are_observed() {
    let mut story = running();
    story.wait(100);
    let good = PriceUpdate::new(story.scene.feed_id, SPOT, story.scene.world.now());
    for (error, bad) in [
        (VaultError::WrongFeed, PriceUpdate { feed_id: [8; 32], ..good.clone() }),
        (VaultError::NotFullyVerified, good.clone().partially_verified()),
        (VaultError::PriceTooUncertain, PriceUpdate { confidence: SPOT / 100 + 1, ..good.clone() }),
        (VaultError::PriceTooOld, PriceUpdate { publish_ts: good.publish_ts - 61, ..good.clone() }),
        (VaultError::PriceFromTheFuture, PriceUpdate { publish_ts: good.publish_ts + 6, ..good.clone() }),
        (VaultError::WrongPriceOwner, PriceUpdate { owner: vault_client::PROGRAM_ID, ..good.clone() }),
    ] {
        story.scene.post(&bad);
        refused(story.scene.observe_price(), error);
    }
    story.scene.post(&good);
    story.scene.observe_price().unwrap();
}
