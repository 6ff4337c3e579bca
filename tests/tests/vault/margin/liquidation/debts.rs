//! Accounts that owe a token for expired options that they do not have, and are rich in another: they are sold for it, and nobody else pays.

use super::{falling, Falling, CASH, COIN, USD};
use crate::common::refused;
use options_vault::errors::VaultError;
use simulator::Refusal;
use solana_signer::Signer;
use vault_types::{
    liquidation::AuctionPhase,
    state::{Expiry, SettlementAsset},
};

/// What ten calls at 160 pay at 300.
const DUE: u64 = 1_400 * CASH;
const RUIN: u64 = 300 * USD;

/// Alice owes 1,400 USD for calls that have expired, and has 100, and fifty coins.
fn rich_in_coins() -> Falling {
    let mut falling = falling();
    let (coin, cash, alice) = (falling.story.coin(), falling.story.cash(), falling.story.alice.insecure_clone());
    falling.story.scene.deposit_collateral(&alice, &coin, 50 * COIN).unwrap();
    let too_much = falling.account().amount_of(&cash) - 100 * CASH;
    falling.story.scene.withdraw_collateral(&alice, &cash, too_much).unwrap();
    falling.move_to(RUIN);
    let expiry_ts = falling.story.expiry_ts;
    falling.watch_until(expiry_ts - 3_600);
    falling.story.expire_at(RUIN);
    falling
}

impl Falling {
    /// Somebody shows every price, so that coins count.
    fn watch_until(&mut self, ts: i64) {
        while self.story.scene.world.now() + 3_600 <= ts {
            self.story.scene.watch(RUIN, 1).unwrap();
        }
        self.story.scene.world.set_time(ts);
        self.story.scene.set_price(RUIN);
    }

    fn settle(&mut self) -> Result<u64, Refusal> {
        let (alice, expiry_ts) = (self.story.alice.pubkey(), self.story.expiry_ts);
        self.story.scene.settle_margin_account(&alice, expiry_ts, SettlementAsset::QUOTE)
    }
}

/// For two days the owner may bring what is owed. Then all of the account is for sale, although its coins count for far more than it must have.
#[test]
fn attack_18_who_is_rich_in_another_token_is_sold_for_the_one_it_owes() {
    let mut falling = rich_in_coins();
    let overdue_ts = falling.story.expiry_ts + Expiry::PATIENCE_SECS;
    falling.watch_until(overdue_ts - 1);
    refused(falling.settle(), VaultError::ShortOfToken);
    falling.judge();
    assert_eq!(falling.account().auction.phase, AuctionPhase::NONE);
    falling.watch_until(overdue_ts);
    falling.judge();
    assert_eq!((falling.account().auction.phase, falling.account().auction.is_full), (AuctionPhase::SOLVENT, 1));
    falling.carol_bids_for(1_000_000_000).unwrap();
    let account = falling.account();
    assert!(!account.has_options() && !account.auction.is_running());
    let paid = account.amount_of(&falling.story.cash());
    assert!(paid > 12_000 * CASH, "{paid}: coins of 15,000 USD less 1,400, at 95 %, less the penalty");
    let (carol, expiry_ts) = (falling.carol.pubkey(), falling.story.expiry_ts);
    falling.story.scene.settle_margin_account(&carol, expiry_ts, SettlementAsset::QUOTE).unwrap();
    let (call, bob) = (falling.call, falling.story.bob.insecure_clone());
    falling.story.scene.redeem_margin_options(&bob, &call, 10 * COIN).unwrap();
    assert_eq!(falling.quote_bank().losses.index_e18, 1_000_000_000_000_000_000);
    falling.story.check_books();
}

/// A part of it is enough: what a bid pays is the token that was owed.
#[test]
fn attack_18_a_part_of_a_debtors_account_pays_its_debt() {
    let mut falling = rich_in_coins();
    falling.watch_until(falling.story.expiry_ts + Expiry::PATIENCE_SECS);
    falling.judge();
    falling.carol_bids_for(200_000_000).unwrap();
    assert!(falling.account().auction.is_running(), "nobody has looked yet");
    falling.judge();
    assert_eq!(falling.account().auction.phase, AuctionPhase::NONE);
    falling.settle().unwrap();
    let carol = falling.carol.pubkey();
    let expiry_ts = falling.story.expiry_ts;
    falling.story.scene.settle_margin_account(&carol, expiry_ts, SettlementAsset::QUOTE).unwrap();
    falling.story.check_books();
}

/// However long its owner waits: as long as there is something else to sell, nobody else pays what it owes.
#[test]
fn attack_18_nobody_pays_for_a_debtor_that_has_something_else() {
    let mut falling = rich_in_coins();
    let dave = falling.story.scene.trader(34, 0, 100_000 * CASH);
    falling.story.scene.stake_insurance(&dave, 50_000 * CASH).unwrap();
    falling.watch_until(falling.story.expiry_ts + 2 * Expiry::ABANDONED_SECS);
    refused(falling.settle(), VaultError::ShortOfToken);
    assert_eq!(falling.quote_bank().losses.fund_atoms, 50_000 * CASH);
    falling.story.alice_deposits(DUE - 100 * CASH);
    falling.settle().unwrap();
    let (coin, alice) = (falling.story.coin(), falling.story.alice.insecure_clone());
    falling.story.scene.withdraw_collateral(&alice, &coin, 50 * COIN).unwrap();
    falling.story.check_books();
}
