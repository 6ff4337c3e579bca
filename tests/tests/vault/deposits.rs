//! Deposits: queued, cancelled, joined, claimed.

use crate::common::*;
use options_vault::errors::VaultError;
use simulator::{Scene, SceneParams};
use solana_signer::Signer;
use vault_client::address;
use vault_types::state::{FeeParams, Vault, VaultState};

/// A newcomer's deposit waits for the next round and changes nothing for those who are in.
fn deposit_waits(scene: &mut Scene, seed: u8, state: VaultState) {
    let newcomer = scene.person(seed, 5 * COIN);
    let before = scene.vault();
    assert_eq!(before.state, state);
    scene.deposit(&newcomer, 5 * COIN).unwrap();

    let after = scene.vault();
    let ticket = scene.deposit_ticket(&newcomer.pubkey()).unwrap();
    assert_eq!((ticket.round, ticket.amount_atoms), (before.round + 1, 5 * COIN));
    assert_eq!(after.ledger.pending_deposit_atoms, before.ledger.pending_deposit_atoms + 5 * COIN);
    assert_eq!(after.ledger.nav_atoms, before.ledger.nav_atoms, "not part of the vault yet");
    assert_eq!(after.ledger.share_supply, before.ledger.share_supply);
}

#[test]
fn queue_in_every_state() {
    let mut story = running();
    deposit_waits(&mut story.scene, 10, VaultState::AUCTION);
    story.expire();
    deposit_waits(&mut story.scene, 11, VaultState::LIVE);
    story.scene.set_price(SPOT);
    story.scene.post_settlement_price().unwrap();
    story.scene.settle().unwrap();
    deposit_waits(&mut story.scene, 12, VaultState::SETTLING);
    story.scene.close_round().unwrap();
    deposit_waits(&mut story.scene, 13, VaultState::OPEN);

    story.scene.roll(SPOT).unwrap();
    assert_eq!(story.scene.round(2).unwrap().deposited_atoms, 20 * COIN, "all four join the next round");
}

#[test]
fn before_the_first_round_too() {
    let mut scene = scene();
    deposit_waits(&mut scene, 10, VaultState::OPEN);
}

#[test]
fn a_second_deposit_adds_to_the_ticket() {
    let mut scene = scene();
    let alice = scene.person(1, 30 * COIN);
    scene.deposit(&alice, 10 * COIN).unwrap();
    scene.deposit(&alice, 20 * COIN).unwrap();
    assert_eq!(scene.deposit_ticket(&alice.pubkey()).unwrap().amount_atoms, 30 * COIN);

    scene.roll(SPOT).unwrap();
    scene.claim_shares(&alice).unwrap();
    assert_eq!(scene.shares(&alice.pubkey()), 30 * COIN);
}

#[test]
fn cancelling_returns_everything_and_the_rent() {
    let mut story = running();
    let bob = story.scene.person(3, 7 * COIN);
    let lamports_before = lamports(&story.scene, &bob.pubkey());
    story.scene.deposit(&bob, 7 * COIN).unwrap();
    assert!(lamports(&story.scene, &bob.pubkey()) < lamports_before, "the ticket's rent");

    story.scene.cancel_deposit(&bob).unwrap();
    assert_eq!(story.scene.coins(&bob.pubkey()), 7 * COIN);
    assert_eq!(lamports(&story.scene, &bob.pubkey()), lamports_before);
    assert_eq!(story.scene.vault().ledger.pending_deposit_atoms, 0);
    assert!(story.scene.deposit_ticket(&bob.pubkey()).is_none());
}

#[test]
fn attack_07_a_deposit_cannot_be_cancelled_after_joining() {
    let mut scene = scene();
    let alice = scene.person(1, 10 * COIN);
    scene.deposit(&alice, 10 * COIN).unwrap();
    scene.roll(SPOT).unwrap();
    refused(scene.cancel_deposit(&alice), VaultError::DepositHasJoined);
    scene.finish_round(SPOT).unwrap();
    refused(scene.cancel_deposit(&alice), VaultError::DepositHasJoined);
}

#[test]
fn shares_cannot_be_claimed_before_joining() {
    let mut scene = scene();
    let alice = scene.person(1, 10 * COIN);
    scene.deposit(&alice, 10 * COIN).unwrap();
    // There is no record of the round yet.
    refused_by_code(scene.claim_shares(&alice), anchor::NOT_INITIALIZED);
}

#[test]
fn shares_cost_the_price_of_the_round_joined_whenever_they_are_claimed() {
    let mut story = running();
    let bob = story.scene.person(3, 10 * COIN);
    story.scene.deposit(&bob, 10 * COIN).unwrap();
    story.finish_with(100 * COIN, SPOT);
    let pps_e9 = story.scene.vault().pps_e9;
    assert!(pps_e9 > 1_000_000_000, "the premium raised it");

    story.scene.roll(SPOT).unwrap();
    story.finish_with(50 * COIN, SPOT);
    story.scene.roll(SPOT).unwrap();
    assert_eq!(story.scene.round(2).unwrap().start_pps_e9, pps_e9);
    assert_ne!(story.scene.vault().pps_e9, pps_e9, "the price has moved on since");

    story.scene.claim_shares(&bob).unwrap();
    let expected = u128::from(10 * COIN) * 1_000_000_000 / u128::from(pps_e9);
    assert_eq!(u128::from(story.scene.shares(&bob.pubkey())), expected);
}

#[test]
fn claiming_returns_the_tickets_rent() {
    let mut scene = scene();
    let alice = scene.person(1, 10 * COIN);
    let before = lamports(&scene, &alice.pubkey());
    scene.deposit(&alice, 10 * COIN).unwrap();
    scene.roll(SPOT).unwrap();
    scene.claim_shares(&alice).unwrap();
    assert_eq!(lamports(&scene, &alice.pubkey()), before);
    assert!(scene.world.svm.get_account(&address::deposit_ticket(&scene.vault, &alice.pubkey())).is_none());
}

#[test]
fn a_second_deposit_waits_until_the_first_is_claimed() {
    let mut scene = scene();
    let alice = scene.person(1, 20 * COIN);
    scene.deposit(&alice, 10 * COIN).unwrap();
    scene.roll(SPOT).unwrap();
    refused(scene.deposit(&alice, 10 * COIN), VaultError::ClaimSharesFirst);
    scene.claim_shares(&alice).unwrap();
    scene.deposit(&alice, 10 * COIN).unwrap();
}

#[test]
fn attack_12_a_deposit_below_the_minimum_is_refused() {
    let mut scene = scene();
    let alice = scene.person(1, 10 * COIN);
    let minimum = scene.vault().params.min_deposit_atoms;
    refused(scene.deposit(&alice, 0), VaultError::DepositTooSmall);
    refused(scene.deposit(&alice, minimum - 1), VaultError::DepositTooSmall);
    scene.deposit(&alice, minimum).unwrap();
    refused(scene.deposit(&alice, minimum - 1), VaultError::DepositTooSmall);
}

#[test]
fn more_than_the_wallet_holds_is_refused_and_leaves_no_ticket() {
    let mut scene = scene();
    let alice = scene.person(1, 10 * COIN);
    refused_by_code(scene.deposit(&alice, 10 * COIN + 1), TOKEN_INSUFFICIENT_FUNDS);
    assert!(scene.deposit_ticket(&alice.pubkey()).is_none());
    assert_eq!(scene.vault().ledger.pending_deposit_atoms, 0);
}

/// Somebody who owns the whole vault leaves with all shares but one. What the rounding of the price per share leaves
/// over then belongs to that one share, and deposits smaller than many shares would be rounded away.
#[test]
fn attack_12_deposits_that_a_dear_share_would_swallow_are_refused() {
    let mut params = SceneParams::default();
    params.vault.min_deposit_atoms = 1_000;
    params.vault.fees = FeeParams { performance_fee_bps: 0, management_fee_e8: 0, withdrawal_fee_bps: 0 };
    let mut scene = Scene::new(&params).unwrap();
    let whale = scene.person(1, 9_000_000_000 * COIN);
    let maker = scene.person(2, 100_000_000 * COIN);
    scene.deposit(&whale, 9_000_000_000 * COIN).unwrap();
    scene.roll(SPOT).unwrap();
    scene.claim_shares(&whale).unwrap();
    scene.bid(&maker, 100 * COIN, ANY_PREMIUM).unwrap();
    scene.finish_round(SPOT).unwrap();
    scene.request_withdrawal(&whale, 9_000_000_000 * COIN - 1).unwrap();
    scene.roll(SPOT).unwrap();
    scene.finish_round(SPOT).unwrap();

    let share_atoms = scene.vault().pps_e9 / 1_000_000_000;
    assert!(share_atoms > 1_000_000, "one share costs {share_atoms} atoms");
    let victim = scene.person(3, 10_000 * COIN);
    refused(scene.deposit(&victim, share_atoms / 2), VaultError::Dust);
    refused(scene.deposit(&victim, share_atoms * 3 / 2), VaultError::Dust);
    scene.deposit(&victim, 1_001 * share_atoms).unwrap();
}

/// A vault that lost everything starts no round with deposits that could get no share for them; it gives them back.
#[test]
fn where_shares_are_worth_nothing_waiting_deposits_go_home() {
    let Running { mut scene, alice, .. } = between_rounds();
    let bob = scene.person(3, COIN);
    scene.deposit(&bob, COIN).unwrap();
    let vault = scene.vault;
    scene.world.patch(&vault, |vault: &mut Vault| (vault.pps_e9, vault.withdrawal_pps_e9) = (0, 0));
    refused(refusal(scene.roll(SPOT)), VaultError::WorthlessShares);
    refused(scene.request_withdrawal(&alice, COIN), VaultError::Dust);
    let carol = scene.person(4, COIN);
    refused(scene.deposit(&carol, COIN), VaultError::WorthlessShares);
    refused(scene.deposit_now(&carol, COIN), VaultError::WorthlessShares);
    scene.cancel_deposit(&bob).unwrap();
    assert_eq!((scene.coins(&bob.pubkey()), scene.vault().ledger.pending_deposit_atoms), (COIN, 0));
}
