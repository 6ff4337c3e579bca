//! After an expiry: which price, in which order, and who may be kept waiting.

use super::{trading, Trading, CASH};
use crate::common::{refused, refused_by_code, COIN, TOKEN_INSUFFICIENT_FUNDS, USD};
use options_vault::errors::VaultError;
use simulator::PriceUpdate;
use solana_signer::Signer;
use vault_client::address;
use vault_types::state::SettlementAsset;

/// Alice owes ten secured puts, which Bob has in his wallet.
fn puts_sold() -> Trading {
    let mut story = trading();
    let put = story.put(140);
    story.scene.list(&[put]).unwrap();
    let cash = story.cash();
    story.scene.deposit_collateral(&story.alice, &cash, 1_500 * CASH).unwrap();
    story.scene.write_options(&story.alice, &put, &story.bob.pubkey(), 10 * COIN).unwrap();
    story
}

impl Trading {
    fn settle_alice(&mut self) -> Result<u64, simulator::Refusal> {
        self.scene.settle_margin_account(&self.alice.pubkey(), self.expiry_ts, SettlementAsset::QUOTE)
    }
}

#[test]
fn nothing_is_settled_before_its_price_is_final() {
    let mut story = puts_sold();
    let put = story.put(140);
    story.scene.set_price(100 * USD);
    refused(story.scene.post_expiry_price(story.expiry_ts), VaultError::NotExpired);
    refused(story.settle_alice(), VaultError::NoSettlementPrice);
    refused(story.scene.redeem_margin_options(&story.bob, &put, COIN), VaultError::NoSettlementPrice);

    story.scene.world.set_time(story.expiry_ts + 60);
    let now = story.scene.world.now();
    let feed_id = story.scene.feed_id;
    story.scene.post(&PriceUpdate::new(feed_id, 100 * USD, now));
    story.scene.post_expiry_price(story.expiry_ts).unwrap();
    refused(story.settle_alice(), VaultError::NoSettlementPrice);
    let challenge_end_ts = story.scene.expiry(story.expiry_ts).unwrap().settlement.challenge_end_ts;
    story.scene.world.set_time(challenge_end_ts);
    story.settle_alice().unwrap();
    story.check_books();
}

#[test]
fn an_earlier_price_replaces_a_later_one_until_it_is_final() {
    let mut story = puts_sold();
    let feed_id = story.scene.feed_id;
    let at = |secs: i64, price: u64| {
        let ts = story.expiry_ts + secs;
        PriceUpdate::new(feed_id, price * USD, ts)
    };
    let [late, early, first] = [at(50, 100), at(20, 120), at(0, 130)];
    story.scene.world.set_time(story.expiry_ts + 60);
    story.scene.post(&early);
    story.scene.post_expiry_price(story.expiry_ts).unwrap();
    story.scene.post(&late);
    refused(story.scene.post_expiry_price(story.expiry_ts), VaultError::EarlierPriceKnown);
    story.scene.post(&first);
    story.scene.post_expiry_price(story.expiry_ts).unwrap();
    story.scene.post(&early);
    refused(story.scene.post_expiry_price(story.expiry_ts), VaultError::AlreadySettled);
    assert_eq!(story.scene.expiry(story.expiry_ts).unwrap().settlement.price_e8, 130 * USD);
}

/// Without any price for four days the last one that the market knows settles: nobody's money is stuck.
#[test]
fn attack_17_a_silent_oracle_locks_nothing_up() {
    let mut story = puts_sold();
    story.scene.world.set_time(story.scene.world.now() + 86_400);
    story.scene.set_price(120 * USD);
    story.scene.observe_price().unwrap();
    let limits = story.scene.market().oracle_limits;
    let last_ts = story.expiry_ts + limits.last_settlement_secs();
    story.scene.world.set_time(last_ts);
    refused(story.scene.settle_expiry_at_last_price(story.expiry_ts), VaultError::PriceMayCome);
    story.scene.world.set_time(last_ts + 1);
    story.scene.settle_expiry_at_last_price(story.expiry_ts).unwrap();
    assert_eq!(story.scene.expiry(story.expiry_ts).unwrap().settlement.price_e8, 120 * USD);
    refused(story.scene.settle_expiry_at_last_price(story.expiry_ts), VaultError::AlreadySettled);
    story.settle_alice().unwrap();
    let (put, cash) = (story.put(140), story.cash());
    assert_eq!(story.account(&story.alice).amount_of(&cash), 1_300 * CASH);
    let before = story.scene.tokens(&story.bob.pubkey(), &cash);
    story.scene.redeem_margin_options(&story.bob, &put, 10 * COIN).unwrap();
    assert_eq!(story.scene.tokens(&story.bob.pubkey(), &cash), before + 200 * CASH);
}

#[test]
fn attack_17_a_price_that_was_brought_is_not_replaced_by_the_last_one() {
    let mut story = puts_sold();
    story.scene.world.set_time(story.expiry_ts + 60);
    let now = story.scene.world.now();
    let feed_id = story.scene.feed_id;
    story.scene.post(&PriceUpdate::new(feed_id, 100 * USD, now));
    story.scene.post_expiry_price(story.expiry_ts).unwrap();
    story.scene.world.set_time(now + 10 * 86_400);
    refused(story.scene.settle_expiry_at_last_price(story.expiry_ts), VaultError::AlreadySettled);
    story.settle_alice().unwrap();
}

#[test]
fn attack_07_nothing_is_settled_or_redeemed_twice() {
    let mut story = puts_sold();
    // Options in the other token, so that the account still knows the market.
    let (put, call) = (story.put(140), story.call_in_coins(150));
    story.scene.list(&[call]).unwrap();
    let coin = story.coin();
    story.scene.deposit_collateral(&story.alice, &coin, COIN).unwrap();
    story.scene.write_options(&story.alice, &call, &story.bob.pubkey(), COIN).unwrap();
    let (bob, carol) = (story.bob.insecure_clone(), story.scene.trader(3, 0, 0));
    story.expire_at(100 * USD);
    story.settle_alice().unwrap();
    refused(story.settle_alice(), VaultError::NothingToSettle);

    // There is money in the pool, but no option in Bob's wallet any more.
    let mint = address::option_mint(&story.scene.margin_series_address(&put));
    let carols = story.scene.world.create_wallet(&carol.pubkey(), &mint).unwrap();
    story.scene.world.transfer(&address::wallet(&bob.pubkey(), &mint), &carols, &bob, 5 * COIN).unwrap();
    story.scene.redeem_margin_options(&bob, &put, 5 * COIN).unwrap();
    refused_by_code(story.scene.redeem_margin_options(&bob, &put, COIN), TOKEN_INSUFFICIENT_FUNDS);
    story.scene.redeem_margin_options(&carol, &put, 5 * COIN).unwrap();
    assert_eq!(story.scene.expiry(story.expiry_ts).unwrap().quote_pool_atoms, 0);
    story.check_books();
}

/// Options that are worth nothing pay nothing; their writer is free again.
#[test]
fn worthless_options_cost_nothing() {
    let mut story = puts_sold();
    let put = story.put(140);
    story.expire_at(140 * USD);
    story.settle_alice().unwrap();
    refused(story.scene.redeem_margin_options(&story.bob, &put, COIN), VaultError::NothingToRedeem);
    let cash = story.cash();
    story.scene.withdraw_collateral(&story.alice, &cash, 1_500 * CASH).unwrap();
    story.scene.close_margin_account(&story.alice).unwrap();
}

#[test]
fn expired_options_do_not_move() {
    let mut story = puts_sold();
    let put = story.put(140);
    story.scene.world.set_time(story.expiry_ts - 1);
    story.scene.bring_in_options(&story.bob, &put, COIN).unwrap();
    story.scene.write_options(&story.bob, &put, &story.bob.pubkey(), COIN).unwrap();
    story.scene.world.set_time(story.expiry_ts);
    refused(story.scene.bring_in_options(&story.bob, &put, COIN), VaultError::OptionsExpired);
    refused(story.scene.write_options(&story.alice, &put, &story.bob.pubkey(), 1), VaultError::OptionsExpired);
    refused(story.scene.create_margin_series(&story.put(100)), VaultError::ExpiryNotListed);
}
