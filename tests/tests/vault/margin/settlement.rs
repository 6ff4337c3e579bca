//! After an expiry: which price, in which order, and who may be kept waiting.

use super::{at_risk, trading, Trading, CASH};
use crate::common::{anchor, refused, refused_by_code, COIN, TOKEN_INSUFFICIENT_FUNDS, USD};
use options_vault::errors::VaultError;
use simulator::PriceUpdate;
use solana_signer::Signer;
use vault_client::address;
use vault_types::{
    margin::MarginMode,
    state::{CollateralBank, SettlementAsset},
};

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

/// Parts are rounded down each: whoever redeems in many gets no more, and parts that are worth less than an atom get nothing.
#[test]
fn attack_11_redeeming_in_parts_gains_nothing() {
    let mut story = puts_sold();
    let (put, bob, cash) = (story.put(140), story.bob.insecure_clone(), story.cash());
    story.expire_at(100 * USD + 1);
    story.settle_alice().unwrap();
    let pool_atoms = story.scene.expiry(story.expiry_ts).unwrap().quote_pool_atoms;
    refused(story.scene.redeem_margin_options(&bob, &put, 25), VaultError::NothingToRedeem);
    let before = story.scene.tokens(&bob.pubkey(), &cash);
    let (mut left, mut part) = (10 * COIN, 26);
    while left > 0 {
        story.scene.redeem_margin_options(&bob, &put, part.min(left)).unwrap();
        left -= part.min(left);
        part = part * 5 + 7;
    }
    let gained = story.scene.tokens(&bob.pubkey(), &cash) - before;
    assert!(gained < pool_atoms && gained + 20 > pool_atoms, "{gained} of {pool_atoms}");
    story.check_books();
}

/// A writer who is not covered has no cash. Those whom the pool owes wait for it or take what is there; what is their own they can have.
#[test]
fn attack_16_a_short_pool_holds_nobodys_own_money() {
    let mut story = at_risk();
    let (dear, cheap) = (story.put(140), story.put(130));
    story.scene.list(&[dear, cheap]).unwrap();
    let (alice, bob) = (story.alice.insecure_clone(), story.bob.insecure_clone());
    let carol = story.scene.trader(3, 0, 10_000 * CASH);
    story.scene.open_margin_account(&carol).unwrap();
    let (coin, cash) = (story.coin(), story.cash());
    story.scene.deposit_collateral(&alice, &coin, 50 * COIN).unwrap();
    story.scene.set_margin_mode(&alice, MarginMode::SCENARIO).unwrap();
    story.scene.write_options(&alice, &dear, &bob.pubkey(), 10 * COIN).unwrap();
    story.scene.deposit_collateral(&carol, &cash, 700 * CASH).unwrap();
    story.scene.write_options(&carol, &dear, &bob.pubkey(), 5 * COIN).unwrap();
    // Bob owes what he owns more than cover for.
    story.scene.bring_in_options(&bob, &dear, 15 * COIN).unwrap();
    story.scene.write_options(&bob, &cheap, &carol.pubkey(), 10 * COIN).unwrap();
    story.scene.deposit_collateral(&bob, &cash, 10 * CASH).unwrap();

    story.expire_at(100 * USD);
    refused(story.settle_alice(), VaultError::ShortOfToken);
    let (expiry_ts, asset) = (story.expiry_ts, SettlementAsset::QUOTE);
    story.scene.settle_margin_account(&carol.pubkey(), expiry_ts, asset).unwrap();
    refused(story.scene.settle_margin_account(&bob.pubkey(), expiry_ts, asset), VaultError::MarginPoolShort);
    // Nobody but Bob gives up what he should receive: 300, of which the pool has 200.
    let account = story.scene.account_ref(&bob.pubkey());
    let by_another = story.scene.settle_for_less(account, &carol, expiry_ts, asset);
    refused_by_code(by_another, anchor::ADDRESS);
    story.scene.settle_for_less(account, &bob, expiry_ts, asset).unwrap();
    assert_eq!(story.account(&bob).amount_of(&cash), 210 * CASH);
    story.scene.withdraw_collateral(&bob, &cash, 210 * CASH).unwrap();
    story.check_books();
}

/// Whoever owes can bring the token, also into a bank that is full; exactly as much, and when the price is final.
#[test]
fn attack_16_a_full_bank_keeps_nobody_from_paying() {
    let mut story = at_risk();
    let put = story.put(140);
    story.scene.list(&[put]).unwrap();
    let (alice, bob) = (story.alice.insecure_clone(), story.bob.insecure_clone());
    let (coin, cash) = (story.coin(), story.cash());
    story.scene.deposit_collateral(&alice, &coin, 50 * COIN).unwrap();
    story.scene.set_margin_mode(&alice, MarginMode::SCENARIO).unwrap();
    story.scene.write_options(&alice, &put, &bob.pubkey(), 10 * COIN).unwrap();
    let bank = address::bank(&story.scene.config, &cash);
    story.scene.world.patch::<CollateralBank>(&bank, |bank| bank.params.cap_atoms = 0);
    refused(story.scene.deposit_collateral(&alice, &cash, 400 * CASH), VaultError::BankIsFull);
    let expiry_ts = story.expiry_ts;
    story.scene.world.set_time(expiry_ts);
    refused(story.scene.deposit_to_pay(&alice, &cash, 1, expiry_ts), VaultError::BankIsFull);
    story.expire_at(100 * USD);
    refused(story.settle_alice(), VaultError::ShortOfToken);
    refused(story.scene.deposit_collateral(&alice, &cash, 400 * CASH), VaultError::BankIsFull);
    refused(story.scene.deposit_to_pay(&bob, &cash, 400 * CASH, expiry_ts), VaultError::BankIsFull);
    refused(story.scene.deposit_to_pay(&alice, &cash, 400 * CASH + 1, expiry_ts), VaultError::BankIsFull);
    story.scene.deposit_to_pay(&alice, &cash, 400 * CASH, expiry_ts).unwrap();
    story.settle_alice().unwrap();
    story.scene.redeem_margin_options(&bob, &put, 10 * COIN).unwrap();
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
