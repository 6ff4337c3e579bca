//! Collateral in and out, and what an account may hold.

use super::{trading, CASH};
use crate::common::{refused, refused_by_code, COIN, TOKEN_INSUFFICIENT_FUNDS, USD};
use options_math::MAX_QUANTITY;
use options_vault::errors::VaultError;
use solana_signer::Signer;
use vault_client::{address, instruction};
use vault_types::state::{CollateralBank, MarginAccount, SettlementAsset};

#[test]
fn collateral_goes_in_and_out() {
    let mut story = trading();
    let (cash, coin) = (story.cash(), story.coin());
    story.scene.deposit_collateral(&story.alice, &cash, 100 * CASH).unwrap();
    story.scene.deposit_collateral(&story.alice, &coin, COIN).unwrap();
    story.scene.deposit_collateral(&story.bob, &cash, 7).unwrap();
    story.check_books();
    refused(story.scene.withdraw_collateral(&story.bob, &cash, 8), VaultError::NotHeld);
    refused(story.scene.withdraw_collateral(&story.bob, &coin, 1), VaultError::NotHeld);
    refused(story.scene.withdraw_collateral(&story.bob, &cash, 0), VaultError::ZeroAmount);
    refused(story.scene.deposit_collateral(&story.bob, &cash, 0), VaultError::ZeroAmount);
    refused_by_code(story.scene.deposit_collateral(&story.bob, &cash, 100_000 * CASH), TOKEN_INSUFFICIENT_FUNDS);
    story.scene.withdraw_collateral(&story.alice, &cash, 100 * CASH).unwrap();
    story.check_books();
}

#[test]
fn an_account_is_closed_when_it_is_empty_and_its_rent_goes_back() {
    let mut story = trading();
    let cash = story.cash();
    story.scene.deposit_collateral(&story.alice, &cash, 1).unwrap();
    refused(story.scene.close_margin_account(&story.alice), VaultError::AccountNotEmpty);
    story.scene.withdraw_collateral(&story.alice, &cash, 1).unwrap();
    let (account, owner) = (story.scene.account_ref(&story.alice.pubkey()).address, story.alice.pubkey());
    let rent = story.scene.world.svm.get_balance(&account).unwrap();
    let before = story.scene.world.svm.get_balance(&owner).unwrap();
    story.scene.close_margin_account(&story.alice).unwrap();
    assert_eq!(story.scene.world.svm.get_balance(&owner).unwrap(), before + rent);
}

/// What was signed for an account never fits one that is opened later at its address.
#[test]
fn attack_03_a_reopened_account_counts_on() {
    let mut story = trading();
    let cash = story.cash();
    for _ in 0..3 {
        story.scene.deposit_collateral(&story.alice, &cash, 1).unwrap();
        story.scene.withdraw_collateral(&story.alice, &cash, 1).unwrap();
    }
    let last = story.account(&story.alice).position_seq;
    story.scene.close_margin_account(&story.alice).unwrap();
    let now = story.scene.world.now();
    story.scene.world.set_time(now + 1);
    story.scene.open_margin_account(&story.alice).unwrap();
    assert!(story.account(&story.alice).position_seq > last);
}

#[test]
fn only_its_owner_uses_an_account() {
    let mut story = trading();
    let (cash, alice) = (story.cash(), story.alice.pubkey());
    story.scene.deposit_collateral(&story.alice, &cash, 100).unwrap();
    let bobs = story.bob.insecure_clone();
    let theirs = simulator_account(&story.scene.account_ref(&alice), bobs.pubkey());
    let bank = story.scene.bank(&cash);
    let to = address::wallet(&bobs.pubkey(), &cash);
    let withdraw = instruction::withdraw_collateral(theirs, &bank, to, 1, instruction::Shown::nothing());
    refused_by_code(story.scene.world.send("withdraw_collateral", withdraw, &[&bobs]), crate::common::anchor::HAS_ONE);
    let deposit = instruction::deposit_collateral(theirs, &bank, to, 1);
    refused_by_code(story.scene.world.send("deposit_collateral", deposit, &[&bobs]), crate::common::anchor::HAS_ONE);
    let close = instruction::close_margin_account(theirs);
    refused_by_code(story.scene.world.send("close_margin_account", close, &[&bobs]), crate::common::anchor::HAS_ONE);
}

/// Somebody's account, with another one signing for it.
fn simulator_account(account: &instruction::AccountRef, owner: vault_client::Pubkey) -> instruction::AccountRef {
    instruction::AccountRef { owner, ..*account }
}

/// All that a mint can have goes in and out; one atom more is refused by name, and so are more options than an account can have.
#[test]
fn attack_21_the_largest_amounts() {
    let mut story = trading();
    let (alice, bob, cash) = (story.alice.insecure_clone(), story.bob.insecure_clone(), story.cash());
    let authority = story.scene.authority.insecure_clone();
    let supply = story.scene.world.supply(&cash);
    let wallet = address::wallet(&alice.pubkey(), &cash);
    story.scene.world.mint_to(&authority, &cash, &wallet, u64::MAX - supply).unwrap();
    let all = story.scene.tokens(&alice.pubkey(), &cash);
    story.scene.deposit_collateral(&alice, &cash, all).unwrap();
    let bank = address::bank(&story.scene.config, &cash);
    story.scene.world.patch::<CollateralBank>(&bank, |bank| bank.deposited_atoms = u64::MAX);
    refused(story.scene.deposit_collateral(&bob, &cash, 1), VaultError::BankIsFull);
    story.scene.world.patch::<CollateralBank>(&bank, |bank| bank.deposited_atoms = all);

    let put = story.put(150);
    story.scene.list(&[put]).unwrap();
    let most = MAX_QUANTITY.unsigned_abs();
    refused(story.scene.write_options(&alice, &put, &bob.pubkey(), most + 1), VaultError::Overflow);
    refused(story.scene.write_options(&alice, &put, &bob.pubkey(), u64::MAX), VaultError::Overflow);
    story.scene.write_options(&alice, &put, &bob.pubkey(), most).unwrap();
    refused(story.scene.write_options(&alice, &put, &bob.pubkey(), 1), VaultError::Overflow);
    story.expire_at(20 * USD);
    story.scene.settle_margin_account(&alice.pubkey(), story.expiry_ts, SettlementAsset::QUOTE).unwrap();
    story.scene.redeem_margin_options(&bob, &put, most).unwrap();
    story.check_books();
}

#[test]
fn attack_20_another_version_of_an_account_is_refused() {
    let mut story = trading();
    let cash = story.cash();
    let account = story.scene.account_ref(&story.alice.pubkey()).address;
    story.scene.deposit_collateral(&story.alice, &cash, 100).unwrap();
    // In place: the account's own reader would refuse the version.
    let mut raw = story.scene.world.svm.get_account(&account).unwrap();
    raw.data[8] += 1;
    story.scene.world.set_account(account, raw);
    assert!(story.scene.world.read::<MarginAccount>(&account).is_none());
    refused(story.scene.deposit_collateral(&story.alice, &cash, 1), VaultError::UnknownVersion);
    refused(story.scene.withdraw_collateral(&story.alice, &cash, 1), VaultError::UnknownVersion);
}
