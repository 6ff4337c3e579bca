//! How an auction ends other than by a bid: with the last options, or because the owner brings what is missing.

use super::{falling, Falling, CASH, COIN, USD};
use crate::{
    common::refused,
    margin::{at_risk, vaults::leveraged, Trading},
};
use options_vault::errors::VaultError;
use solana_signer::Signer;
use vault_client::address;
use vault_types::{
    liquidation::AuctionPhase,
    margin::MarginMode,
    state::{CollateralBank, MarginAccount, OptionKind, SettlementAsset},
};

/// An account that has paid all the coins it had is empty, and its auction still asks the fund of its quote for what it lacked: it is judged before it
/// is closed.
#[test]
fn attack_16_no_account_is_closed_while_its_auction_runs() {
    let mut story = at_risk();
    let (alice, coin, call) = (story.alice.insecure_clone(), story.coin(), story.call_in_coins(160));
    story.scene.list(&[call]).unwrap();
    story.scene.deposit_collateral(&alice, &coin, 10 * COIN).unwrap();
    story.scene.set_margin_mode(&alice, MarginMode::SCENARIO).unwrap();
    story.alice_writes(&call, 12 * COIN).unwrap();
    let expiry_ts = story.expiry_ts;
    story.move_to(1_500 * USD);
    story.expire_at(1_500 * USD);
    let address = story.scene.account_ref(&alice.pubkey()).address;
    story.scene.judge_account(&address).unwrap();
    refused(story.scene.close_margin_account(&alice), VaultError::AccountNotEmpty);
    story.scene.world.set_time(expiry_ts + 7 * 86_400);
    story.scene.settle_margin_account(&alice.pubkey(), expiry_ts, SettlementAsset::UNDERLYING).unwrap();
    let claims_atoms = |story: &Trading| story.scene.bank(&story.cash()).losses.claims_atoms;
    assert!(story.account(&alice).is_empty() && claims_atoms(&story) > 0);
    refused(story.scene.close_margin_account(&alice), VaultError::InAuction);
    refused(story.scene.set_margin_mode(&alice, MarginMode::MAX_LOSS), VaultError::InAuction);
    story.scene.judge_account(&address).unwrap();
    assert_eq!(claims_atoms(&story), 0);
    story.scene.close_margin_account(&alice).unwrap();
    story.check_books();
}

/// Nobody is owed any more by an account without options: its claim does not keep others' money back until somebody judges it.
#[test]
fn attack_18_an_auction_ends_with_the_last_options() {
    let mut falling = falling();
    let (alice, carol, cash) = (falling.story.alice.pubkey(), falling.carol.insecure_clone(), falling.story.cash());
    falling.move_to(300 * USD);
    falling.judge();
    let step_id = falling.account().auction.step_id;
    assert!(falling.quote_bank().losses.is_exhausted());
    // At the end it is worth something after all.
    falling.story.expire_at(100 * USD);
    let withdrawn = falling.story.scene.withdraw_collateral(&carol, &cash, CASH);
    refused(withdrawn, VaultError::InsuranceExhausted);
    let expiry_ts = falling.story.expiry_ts;
    falling.story.scene.settle_margin_account(&alice, expiry_ts, SettlementAsset::QUOTE).unwrap();
    let auction = falling.account().auction;
    assert!(!auction.is_running() && auction.step_id > step_id);
    assert_eq!(falling.quote_bank().losses.claims_atoms, 0);
    falling.story.scene.withdraw_collateral(&carol, &cash, CASH).unwrap();
    falling.story.check_books();
}

/// Whose account is for sale brings its quote, however full the bank is; nothing else, and nothing once it is over.
#[test]
fn attack_16_a_full_bank_keeps_nobody_from_ending_an_auction() {
    let mut falling = falling();
    let (alice, coin, cash) = (falling.story.alice.insecure_clone(), falling.story.coin(), falling.story.cash());
    for mint in [coin, cash] {
        let bank = address::bank(&falling.story.scene.config, &mint);
        falling.story.scene.world.patch::<CollateralBank>(&bank, |bank| bank.params.cap_atoms = 0);
    }
    let deposit = |falling: &mut Falling, mint| falling.story.scene.deposit_collateral(&alice, mint, 5_000 * CASH);
    refused(deposit(&mut falling, &cash), VaultError::BankIsFull);
    let price_e8 = falling.falls_below(true) * USD;
    falling.move_to(price_e8);
    falling.judge();
    assert!(falling.account().auction.is_running());
    refused(deposit(&mut falling, &coin), VaultError::BankIsFull);
    let carol = falling.carol.insecure_clone();
    refused(falling.story.scene.deposit_collateral(&carol, &cash, CASH), VaultError::BankIsFull);
    deposit(&mut falling, &cash).unwrap();
    falling.judge();
    assert!(!falling.account().auction.is_running());
    refused(deposit(&mut falling, &cash), VaultError::BankIsFull);
    falling.story.check_books();
}

/// Where a hedge has taken the last options of a vault its auction is over as soon as its cash comes home, and the next round begins without it.
#[test]
fn attack_18_no_auction_follows_a_vault_home() {
    let mut story = leveraged(OptionKind::PUT, 15_000, MarginMode::SCENARIO, 28_000 * CASH);
    story.roll().unwrap();
    let (config, vault, now_ts) = (story.scene.config, story.scene.vault, story.scene.world.now());
    let account = address::vault_margin_account(&config, &vault);
    story.scene.world.patch::<MarginAccount>(&account, |account| {
        account.auction.begin(AuctionPhase::HEDGE, 10_000, now_ts);
    });
    story.scene.finish_round_on_margin(150 * USD).unwrap();
    assert!(!story.scene.vault_account().unwrap().auction.is_running());
    assert_eq!(story.scene.round(1).unwrap().end_nav_atoms, 28_000 * CASH);
}
