//! What may leave a bank within a day.

use super::{trading, Trading};
use crate::common::{refused, COIN, USD};
use options_vault::errors::VaultError;
use simulator::Refusal;
use solana_signer::Signer;
use vault_types::{
    change::Change,
    state::{CollateralParams, SettlementAsset},
};

const DAY: i64 = 86_400;

/// Alice has a hundred coins in a bank that lets a tenth out a day. None of them came in lately: those could leave on top.
fn limited() -> Trading {
    let mut story = trading();
    let (coin, call) = (story.coin(), story.call_in_coins(150));
    story.scene.list(&[call]).unwrap();
    story.scene.deposit_collateral(&story.alice, &coin, 100 * COIN).unwrap();
    let params = CollateralParams { max_outflow_bps: 1_000, ..story.scene.bank(&coin).params };
    let guardian = story.scene.guardian.insecure_clone();
    story.scene.tighten(&guardian, &Change::Collateral { params }).unwrap();
    story.wait(2 * DAY);
    story
}

impl Trading {
    fn wait(&mut self, secs: i64) {
        self.scene.world.set_time(self.scene.world.now() + secs);
    }

    fn alice_takes_coins(&mut self, atoms: u64) -> Result<u64, Refusal> {
        let coin = self.coin();
        self.scene.withdraw_collateral(&self.alice, &coin, atoms)
    }
}

#[test]
fn a_bank_lets_a_tenth_out_and_the_rest_on_the_next_days() {
    let mut story = limited();
    let coin = story.coin();
    refused(story.alice_takes_coins(10 * COIN + 1), VaultError::BankOutflow);
    story.alice_takes_coins(4 * COIN).unwrap();
    story.alice_takes_coins(6 * COIN).unwrap();
    refused(story.alice_takes_coins(1), VaultError::BankOutflow);
    // What comes in may leave again, and no more.
    story.scene.deposit_collateral(&story.bob, &coin, COIN).unwrap();
    story.scene.withdraw_collateral(&story.bob, &coin, COIN).unwrap();
    refused(story.alice_takes_coins(1), VaultError::BankOutflow);

    story.wait(DAY - 1);
    refused(story.alice_takes_coins(1), VaultError::BankOutflow);
    story.wait(1);
    for _ in 0..8 {
        story.alice_takes_coins(10 * COIN).unwrap();
        refused(story.alice_takes_coins(1), VaultError::BankOutflow);
        story.wait(DAY);
    }
    story.alice_takes_coins(10 * COIN).unwrap();
    assert_eq!(story.scene.tokens(&story.alice.pubkey(), &coin), 100 * COIN);
    story.check_books();
}

/// What leaves a bank for a pool, and comes back into it, is not what somebody takes out.
#[test]
fn a_bank_at_its_limit_settles_all_the_same() {
    let mut story = limited();
    let (coin, call, bob) = (story.coin(), story.call_in_coins(150), story.bob.insecure_clone());
    story.scene.write_options(&story.alice, &call, &bob.pubkey(), 60 * COIN).unwrap();
    story.scene.bring_in_options(&bob, &call, 40 * COIN).unwrap();
    story.expire_at(300 * USD);
    story.alice_takes_coins(10 * COIN).unwrap();
    refused(story.alice_takes_coins(1), VaultError::BankOutflow);
    let (expiry_ts, asset) = (story.expiry_ts, SettlementAsset::UNDERLYING);
    story.scene.settle_margin_account(&story.alice.pubkey(), expiry_ts, asset).unwrap();
    story.scene.settle_margin_account(&bob.pubkey(), expiry_ts, asset).unwrap();
    story.scene.redeem_margin_options(&bob, &call, 20 * COIN).unwrap();
    assert_eq!(story.account(&story.alice).amount_of(&coin), 60 * COIN);
    assert_eq!(story.account(&bob).amount_of(&coin), 20 * COIN);
    assert_eq!(story.scene.tokens(&bob.pubkey(), &coin), 110 * COIN);
    refused(story.scene.withdraw_collateral(&bob, &coin, 1), VaultError::BankOutflow);
    story.check_books();
}
