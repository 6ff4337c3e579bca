//! From the first deposit to the last: covered calls, secured puts, a condor.

use super::{trading, Trading, CASH};
use crate::common::{refused, COIN, USD};
use options_vault::errors::VaultError;
use simulator::Contract;
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_types::state::SettlementAsset;

impl Trading {
    /// Alice takes options out for Bob.
    fn alice_sells(&mut self, contract: &Contract, atoms: u64) {
        self.scene.write_options(&self.alice, contract, &self.bob.pubkey(), atoms).unwrap();
    }

    fn settle(&mut self, who: &Keypair, settlement: SettlementAsset) {
        self.scene.settle_margin_account(&who.pubkey(), self.expiry_ts, settlement).unwrap();
    }

    /// Everything out, and the account closed: nobody else signs.
    fn leave(&mut self, who: &Keypair) {
        for mint in [self.coin(), self.cash()] {
            let held = self.account(who).amount_of(&mint);
            if held > 0 {
                self.scene.withdraw_collateral(who, &mint, held).unwrap();
            }
        }
        self.scene.close_margin_account(who).unwrap();
    }
}

#[test]
fn a_covered_call_is_paid_in_coins() {
    let mut story = trading();
    let call = story.call_in_coins(160);
    story.scene.list(&[call]).unwrap();
    let (alice, bob) = (story.alice.insecure_clone(), story.bob.insecure_clone());
    story.scene.deposit_collateral(&alice, &story.coin(), 10 * COIN).unwrap();
    refused(story.scene.write_options(&alice, &call, &bob.pubkey(), 10 * COIN + 1), VaultError::NotCovered);
    story.alice_sells(&call, 10 * COIN);
    assert_eq!(story.scene.options(&bob.pubkey(), &call), 10 * COIN);
    refused(story.scene.withdraw_collateral(&alice, &story.coin(), 1), VaultError::NotCovered);

    story.expire_at(200 * USD);
    refused(story.scene.redeem_margin_options(&bob, &call, COIN), VaultError::MarginPoolShort);
    story.settle(&alice, SettlementAsset::UNDERLYING);
    story.check_books();
    story.scene.redeem_margin_options(&bob, &call, 10 * COIN).unwrap();
    // (200 - 160) / 200 of ten coins.
    assert_eq!(story.scene.tokens(&bob.pubkey(), &story.coin()), 102 * COIN);
    story.leave(&alice);
    assert_eq!(story.scene.tokens(&alice.pubkey(), &story.coin()), 98 * COIN);
    story.check_books();
}

#[test]
fn a_secured_put_is_paid_in_cash() {
    let mut story = trading();
    let put = story.put(140);
    story.scene.list(&[put]).unwrap();
    let (alice, bob) = (story.alice.insecure_clone(), story.bob.insecure_clone());
    story.scene.deposit_collateral(&alice, &story.cash(), 1_400 * CASH).unwrap();
    refused(story.scene.write_options(&alice, &put, &bob.pubkey(), 10 * COIN + 1), VaultError::NotCovered);
    story.alice_sells(&put, 10 * COIN);

    story.expire_at(100 * USD);
    story.settle(&alice, SettlementAsset::QUOTE);
    story.scene.redeem_margin_options(&bob, &put, 10 * COIN).unwrap();
    assert_eq!(story.scene.tokens(&bob.pubkey(), &story.cash()), 100_400 * CASH);
    story.leave(&alice);
    assert_eq!(story.scene.tokens(&alice.pubkey(), &story.cash()), 99_600 * CASH);
    story.check_books();
}

/// Alice owns what Bob wrote and Bob what Alice wrote. Each holds only what the whole portfolio can lose: she the spread's width, he
/// nothing. No series is paid by itself.
#[test]
fn a_spread_needs_its_width() {
    for (price, lost) in [(1, 10), (129, 10), (135, 5), (140, 0), (500, 0)] {
        let mut story = trading();
        let [low, high] = [story.put(130), story.put(140)];
        story.scene.list(&[low, high]).unwrap();
        let (alice, bob) = (story.alice.insecure_clone(), story.bob.insecure_clone());
        story.scene.deposit_collateral(&bob, &story.cash(), 130 * CASH).unwrap();
        story.scene.write_options(&bob, &low, &alice.pubkey(), COIN).unwrap();
        story.scene.bring_in_options(&alice, &low, COIN).unwrap();
        story.scene.deposit_collateral(&alice, &story.cash(), 10 * CASH - 1).unwrap();
        refused(story.scene.write_options(&alice, &high, &bob.pubkey(), COIN), VaultError::NotCovered);
        story.scene.deposit_collateral(&alice, &story.cash(), 1).unwrap();
        story.alice_sells(&high, COIN);
        story.scene.bring_in_options(&bob, &high, COIN).unwrap();
        story.scene.withdraw_collateral(&bob, &story.cash(), 130 * CASH).unwrap();
        refused(story.scene.withdraw_collateral(&alice, &story.cash(), 1), VaultError::NotCovered);
        story.check_books();

        story.expire_at(price * USD);
        if lost > 0 {
            let too_early = story.scene.settle_margin_account(&bob.pubkey(), story.expiry_ts, SettlementAsset::QUOTE);
            refused(too_early, VaultError::MarginPoolShort);
        }
        story.settle(&alice, SettlementAsset::QUOTE);
        story.settle(&bob, SettlementAsset::QUOTE);
        assert_eq!(story.account(&alice).amount_of(&story.cash()), (10 - lost) * CASH, "at {price}");
        assert_eq!(story.account(&bob).amount_of(&story.cash()), lost * CASH, "at {price}");
        story.check_books();
        for who in [&alice, &bob] {
            story.leave(who);
        }
    }
}

/// Calls that are settled in coins: at 170 the spread costs 10 / 170 of a coin, above and below less.
#[test]
fn a_spread_in_coins_needs_what_it_costs_at_its_upper_strike() {
    let mut story = trading();
    let [low, high] = [story.call_in_coins(160), story.call_in_coins(170)];
    story.scene.list(&[low, high]).unwrap();
    let (alice, bob) = (story.alice.insecure_clone(), story.bob.insecure_clone());
    story.scene.deposit_collateral(&bob, &story.coin(), COIN).unwrap();
    story.scene.write_options(&bob, &high, &alice.pubkey(), COIN).unwrap();
    story.scene.bring_in_options(&alice, &high, COIN).unwrap();
    let worst = COIN.div_ceil(17);
    story.scene.deposit_collateral(&alice, &story.coin(), worst - 1).unwrap();
    refused(story.scene.write_options(&alice, &low, &bob.pubkey(), COIN), VaultError::NotCovered);
    story.scene.deposit_collateral(&alice, &story.coin(), 1).unwrap();
    story.alice_sells(&low, COIN);

    story.expire_at(170 * USD);
    story.settle(&alice, SettlementAsset::UNDERLYING);
    assert!(story.account(&alice).is_empty(), "the worst price takes all of it");
    story.scene.redeem_margin_options(&bob, &low, COIN).unwrap();
    story.settle(&bob, SettlementAsset::UNDERLYING);
    assert_eq!(story.account(&bob).amount_of(&story.coin()), COIN);
    story.check_books();
}

/// What is settled in cash has no bound but calls of the same kind: coins would have to be sold for it.
#[test]
fn calls_in_cash_need_calls_in_cash() {
    let mut story = trading();
    let [in_cash, in_coins] = [story.call_in_cash(160), story.call_in_coins(150)];
    story.scene.list(&[in_cash, in_coins]).unwrap();
    let (alice, bob) = (story.alice.insecure_clone(), story.bob.insecure_clone());
    for who in [&alice, &bob] {
        story.scene.deposit_collateral(who, &story.coin(), 10 * COIN).unwrap();
        story.scene.deposit_collateral(who, &story.cash(), 100_000 * CASH).unwrap();
    }
    story.scene.write_options(&bob, &in_coins, &alice.pubkey(), COIN).unwrap();
    story.scene.bring_in_options(&alice, &in_coins, COIN).unwrap();
    refused(story.scene.write_options(&alice, &in_cash, &bob.pubkey(), COIN), VaultError::UnboundedLoss);
}
