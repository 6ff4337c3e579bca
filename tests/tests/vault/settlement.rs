//! The settlement price: the first valid one after expiry, and nobody's choice.

use crate::common::*;
use options_vault::errors::VaultError;
use simulator::{PriceUpdate, Refusal};
use vault_types::state::{SettlementStatus, VaultState};

/// A round with all options sold, at the second of its expiry.
fn expired() -> (Running, i64) {
    let mut story = running();
    story.scene.bid(&story.maker, 100 * COIN, ANY_PREMIUM).unwrap();
    story.expire();
    let expiry_ts = story.scene.vault().expiry_ts;
    (story, expiry_ts)
}

impl Running {
    /// Brings a price published at a moment; the one before it was published `gap_secs` earlier.
    fn bring(&mut self, dollars: u64, publish_ts: i64, gap_secs: i64) -> Result<u64, Refusal> {
        let price = PriceUpdate::new(self.scene.feed_id, dollars * USD, publish_ts);
        self.scene.post(&PriceUpdate { prev_publish_ts: publish_ts - gap_secs, ..price });
        self.scene.post_settlement_price()
    }

    fn settlement(&self) -> (SettlementStatus, u64) {
        let settlement = self.scene.series().unwrap().1.settlement;
        (settlement.status, settlement.price_e8)
    }
}

#[test]
fn the_first_price_by_the_oracles_own_word_is_final_at_once() {
    for (publish_after, gap) in [(0, 1), (3, 4), (3_000, 3_001)] {
        let (mut story, expiry_ts) = expired();
        story.scene.world.set_time(expiry_ts + 3_600);
        story.bring(170, expiry_ts + publish_after, gap).unwrap();
        assert_eq!(story.settlement(), (SettlementStatus::FINAL, 170 * USD));
        story.scene.settle().unwrap();
        assert_eq!(story.scene.round(1).unwrap().settlement_e8, 170 * USD);
    }
}

#[test]
fn attack_06_a_final_price_cannot_be_replaced() {
    let (mut story, expiry_ts) = expired();
    story.bring(170, expiry_ts, 1).unwrap();
    story.scene.world.set_time(expiry_ts + 30);
    refused(story.bring(250, expiry_ts, 1), VaultError::AlreadySettled);
    refused(story.bring(250, expiry_ts + 10, 1), VaultError::AlreadySettled);
    assert_eq!(story.settlement().1, 170 * USD);
}

#[test]
fn attack_22_a_candidate_is_replaced_by_every_earlier_price_and_no_later_one() {
    let (mut story, expiry_ts) = expired();
    story.scene.world.set_time(expiry_ts + 100);
    story.bring(250, expiry_ts + 90, 1).unwrap();
    assert_eq!(story.settlement(), (SettlementStatus::CANDIDATE, 250 * USD));
    refused(story.scene.settle(), VaultError::NoSettlementPrice);
    refused(story.bring(260, expiry_ts + 91, 1), VaultError::EarlierPriceKnown);
    story.bring(200, expiry_ts + 40, 1).unwrap();
    refused(story.bring(250, expiry_ts + 90, 1), VaultError::EarlierPriceKnown);
    story.bring(190, expiry_ts + 2, 1).unwrap();
    assert_eq!(story.settlement(), (SettlementStatus::CANDIDATE, 190 * USD));
    story.bring(170, expiry_ts, 1).unwrap();
    assert_eq!(story.settlement(), (SettlementStatus::FINAL, 170 * USD));
}

/// Several prices in one second: the first of them is the one whose predecessor is older than the second.
#[test]
fn attack_22_within_one_second_the_first_price_wins() {
    let (mut story, expiry_ts) = expired();
    story.scene.world.set_time(expiry_ts + 100);
    story.bring(250, expiry_ts + 9, 0).unwrap();
    refused(story.bring(240, expiry_ts + 9, 0), VaultError::EarlierPriceKnown);
    story.bring(200, expiry_ts + 9, 1).unwrap();
    refused(story.bring(250, expiry_ts + 9, 0), VaultError::EarlierPriceKnown);
    assert_eq!(story.settlement().1, 200 * USD);
}

#[test]
fn attack_22_a_candidate_stands_after_the_challenge_period_and_not_before() {
    let (mut story, expiry_ts) = expired();
    story.scene.world.set_time(expiry_ts + 100);
    story.bring(200, expiry_ts + 50, 1).unwrap();
    // An earlier price does not prolong the period.
    let challenge_secs = i64::from(story.scene.market().oracle_limits.settlement_challenge_secs);
    story.scene.world.set_time(expiry_ts + challenge_secs);
    story.bring(190, expiry_ts + 40, 1).unwrap();
    let challenge_end_ts = expiry_ts + 100 + challenge_secs;
    story.scene.world.set_time(challenge_end_ts - 1);
    refused(story.scene.settle(), VaultError::NoSettlementPrice);
    story.scene.world.set_time(challenge_end_ts);
    refused(story.bring(170, expiry_ts, 1), VaultError::AlreadySettled);
    story.scene.settle().unwrap();
    assert_eq!(story.scene.round(1).unwrap().settlement_e8, 190 * USD);
}

#[test]
fn attack_22_no_price_before_expiry_settles() {
    let mut story = running();
    story.scene.bid(&story.maker, 100 * COIN, ANY_PREMIUM).unwrap();
    story.scene.close_auction().unwrap();
    let expiry_ts = story.scene.vault().expiry_ts;
    story.scene.world.set_time(expiry_ts - 1);
    refused(story.bring(170, expiry_ts - 1, 1), VaultError::NotExpired);
    refused(story.bring(170, expiry_ts, 1), VaultError::NotExpired);
    refused(story.scene.settle(), VaultError::NotExpired);
    story.scene.world.set_time(expiry_ts);
    refused(story.bring(170, expiry_ts - 1, 1), VaultError::PriceBeforeExpiry);
    refused(story.scene.settle(), VaultError::NoSettlementPrice);
    story.bring(170, expiry_ts, 1).unwrap();
}

#[test]
fn attack_22_the_window_ends_to_the_second() {
    let (mut story, expiry_ts) = expired();
    let last_ts = expiry_ts + 3_600 + 3 * 86_400;
    story.scene.world.set_time(last_ts + 86_400);
    refused(story.bring(170, last_ts + 1, 3_602), VaultError::PriceAfterWindow);
    // The oracle was silent all the time; however late it is brought, the price of the last second counts.
    story.bring(170, last_ts, last_ts - expiry_ts + 1).unwrap();
    assert_eq!(story.settlement(), (SettlementStatus::FINAL, 170 * USD));
}

#[test]
fn attack_22_no_price_from_the_future_settles() {
    let (mut story, expiry_ts) = expired();
    refused(story.bring(170, expiry_ts + 6, 7), VaultError::PriceFromTheFuture);
    story.bring(170, expiry_ts + 5, 6).unwrap();
}

#[test]
fn attack_09_only_good_prices_settle() {
    let (mut story, expiry_ts) = expired();
    let good = PriceUpdate::new(story.scene.feed_id, 170 * USD, expiry_ts);
    let bad = [
        (VaultError::WrongFeed, PriceUpdate { feed_id: [8; 32], ..good.clone() }),
        (VaultError::NotFullyVerified, good.clone().partially_verified()),
        (VaultError::PriceTooUncertain, PriceUpdate { confidence: 170 * USD / 100 + 1, ..good.clone() }),
        (VaultError::PriceNotPositive, PriceUpdate { price: -1, ..good.clone() }),
        (VaultError::PriceNotPositive, PriceUpdate { price: 0, ..good.clone() }),
        (VaultError::PriceExponent, PriceUpdate { exponent: 2, ..good.clone() }),
    ];
    for (error, price) in bad {
        story.scene.post(&price);
        refused(story.scene.post_settlement_price(), error);
    }
    let other_owner = PriceUpdate { owner: vault_client::PROGRAM_ID, ..good };
    story.scene.post(&other_owner);
    refused(story.scene.post_settlement_price(), VaultError::WrongPriceOwner);
    assert_eq!(story.settlement().0, SettlementStatus::UNPRICED);
}

/// The first price after expiry is too uncertain to use. The next good one becomes a candidate, and then stands.
#[test]
fn attack_09_an_uncertain_first_price_leads_to_the_next_good_one() {
    let (mut story, expiry_ts) = expired();
    let wide = PriceUpdate { confidence: 20 * USD, ..PriceUpdate::new(story.scene.feed_id, 170 * USD, expiry_ts) };
    story.scene.post(&wide);
    refused(story.scene.post_settlement_price(), VaultError::PriceTooUncertain);
    story.scene.world.set_time(expiry_ts + 20);
    story.bring(172, expiry_ts + 1, 1).unwrap();
    assert_eq!(story.settlement(), (SettlementStatus::CANDIDATE, 172 * USD));
    let challenge_secs = i64::from(story.scene.market().oracle_limits.settlement_challenge_secs);
    story.scene.world.set_time(expiry_ts + 20 + challenge_secs);
    story.scene.settle().unwrap();
    story.scene.close_round().unwrap();
    assert_eq!(story.scene.round(1).unwrap().settlement_e8, 172 * USD);
}

#[test]
fn attack_11_the_payoff_starts_above_the_strike_and_is_rounded_up() {
    for (above_cents, pays) in [(-100, false), (0, false), (1, true), (10_000, true)] {
        let (mut story, expiry_ts) = expired();
        let strike = story.scene.round(1).unwrap().strike_e8;
        let price_e8 = strike.checked_add_signed(above_cents * 1_000_000).unwrap();
        story.scene.world.set_time(expiry_ts);
        story.scene.set_price(price_e8);
        story.scene.post_settlement_price().unwrap();
        story.scene.settle().unwrap();
        let exact = u128::from(100 * COIN) * u128::from(price_e8.saturating_sub(strike));
        let expected = u64::try_from(exact.div_ceil(u128::from(price_e8))).unwrap();
        let round = story.scene.round(1).unwrap();
        assert_eq!(round.payoff_atoms, expected);
        assert_eq!(round.payoff_atoms > 0, pays);
        assert_eq!(story.scene.world.balance(&story.scene.series().unwrap().1.pool), expected);
        assert_eq!(story.scene.vault().state, VaultState::SETTLING);
        story.scene.close_round().unwrap();
    }
}

/// However high the price, an option of one atom never pays more than the atom behind it.
#[test]
fn attack_21_the_highest_price_leaves_the_vault_solvent() {
    let (mut story, expiry_ts) = expired();
    let highest = u64::try_from(i64::MAX).unwrap();
    let price = PriceUpdate { confidence: 0, ..PriceUpdate::new(story.scene.feed_id, highest, expiry_ts) };
    story.scene.post(&price);
    story.scene.post_settlement_price().unwrap();
    story.scene.settle().unwrap();
    story.scene.close_round().unwrap();
    let round = story.scene.round(1).unwrap();
    assert!(round.payoff_atoms <= 100 * COIN);
    assert!(story.scene.vault().ledger.nav_atoms >= round.premium_atoms);
    let series = story.scene.series().unwrap().0;
    story.scene.redeem(&story.maker, series, 100 * COIN).unwrap();
    story.scene.request_withdrawal(&story.alice, 100 * COIN).unwrap();
    story.scene.claim_withdrawal(&story.alice).unwrap();
}
