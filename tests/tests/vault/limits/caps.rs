//! The vault's cap, the cap for one owner, the smallest deposit and the smallest withdrawal: to the atom.

use super::*;
use options_vault::errors::VaultError;
use solana_signer::Signer;
use vault_client::address;

#[test]
fn the_vault_is_full_at_its_cap_and_not_an_atom_before() {
    let mut scene = Scene::new(&params(|it| it.vault_cap_atoms = 150 * COIN)).unwrap();
    let (alice, bob) = (scene.person(1, 500 * COIN), scene.person(2, 500 * COIN));
    refused(scene.deposit(&alice, 150 * COIN + 1), VaultError::VaultIsFull);
    scene.deposit(&alice, 100 * COIN).unwrap();
    refused(scene.deposit(&bob, 50 * COIN + 1), VaultError::VaultIsFull);
    scene.deposit(&bob, 50 * COIN).unwrap();
    refused(scene.deposit(&bob, 1_000_000), VaultError::VaultIsFull);

    scene.cancel_deposit(&bob).unwrap();
    scene.roll(SPOT).unwrap();
    scene.claim_shares(&alice).unwrap();
    refused(scene.deposit(&bob, 50 * COIN + 1), VaultError::VaultIsFull);
    scene.deposit(&bob, 20 * COIN).unwrap();
    scene.finish_round(SPOT).unwrap();
    refused(scene.deposit_now(&alice, 30 * COIN + 1), VaultError::VaultIsFull);
    scene.deposit_now(&alice, 30 * COIN).unwrap();

    // Whoever leaves makes room, at once.
    scene.request_withdrawal(&alice, 40 * COIN).unwrap();
    refused(scene.deposit_now(&bob, 40 * COIN + 1), VaultError::VaultIsFull);
    scene.deposit_now(&bob, 40 * COIN).unwrap();
}

/// What a vault earns can carry it beyond its cap; then it takes nobody in and lets everybody out.
#[test]
fn a_vault_beyond_its_cap_takes_nobody_in_and_lets_everybody_out() {
    let mut story = running_with(&params(|it| it.vault_cap_atoms = 100 * COIN));
    story.finish_with(100 * COIN, SPOT);
    let scene = &mut story.scene;
    assert!(scene.vault().ledger.nav_atoms > 100 * COIN);
    let bob = scene.person(3, COIN);
    refused(scene.deposit(&bob, COIN), VaultError::VaultIsFull);
    refused(scene.deposit_now(&bob, COIN), VaultError::VaultIsFull);
    scene.request_withdrawal(&story.alice, 100 * COIN).unwrap();
    scene.claim_withdrawal(&story.alice).unwrap();
    scene.deposit_now(&bob, COIN).unwrap();
}

#[test]
fn an_owner_queues_up_to_the_cap() {
    let mut scene = Scene::new(&params(|it| it.owner_cap_atoms = 10 * COIN)).unwrap();
    let (alice, bob) = (scene.person(1, 50 * COIN), scene.person(2, 50 * COIN));
    refused(scene.deposit(&alice, 10 * COIN + 1), VaultError::OwnerCapReached);
    scene.deposit(&alice, 4 * COIN).unwrap();
    refused(scene.deposit(&alice, 6 * COIN + 1), VaultError::OwnerCapReached);
    scene.deposit(&alice, 6 * COIN).unwrap();
    refused(scene.deposit(&alice, 1_000_000), VaultError::OwnerCapReached);
    scene.deposit(&bob, 10 * COIN).unwrap();
    scene.cancel_deposit(&alice).unwrap();
    scene.deposit(&alice, 10 * COIN).unwrap();
}

#[test]
fn an_owner_holds_up_to_the_cap_after_depositing_between_rounds() {
    let mut story = odd_with(|it| it.owner_cap_atoms = 150 * COIN);
    let (scene, alice) = (&mut story.scene, &story.alice);
    let wallet = address::wallet(&alice.pubkey(), &scene.underlying_mint);
    scene.world.mint_to(&scene.authority, &scene.underlying_mint, &wallet, 100 * COIN).unwrap();
    let held = u128::from(100 * COIN) * u128::from(scene.vault().pps_e9) / 1_000_000_000;
    let room = 150 * COIN - u64::try_from(held).unwrap();
    refused(scene.deposit_now(alice, room + 1), VaultError::OwnerCapReached);
    scene.deposit_now(alice, room).unwrap();
    refused(scene.deposit_now(alice, 1_000_000), VaultError::OwnerCapReached);
    // The queue is counted by itself: what waits there is not in the wallet yet.
    scene.deposit(alice, 10 * COIN).unwrap();
}

#[test]
fn the_smallest_deposit_holds_between_rounds_too() {
    let Running { mut scene, maker, .. } = open_with(|it| it.min_deposit_atoms = COIN);
    refused(scene.deposit_now(&maker, COIN - 1), VaultError::DepositTooSmall);
    scene.deposit_now(&maker, COIN).unwrap();
    refused(scene.deposit_now(&maker, 0), VaultError::DepositTooSmall);
}

#[test]
fn withdrawals_below_the_minimum_are_refused_to_the_atom() {
    let Running { mut scene, alice, .. } = open_with(|it| it.min_withdrawal_atoms = 10 * COIN);
    refused(scene.request_withdrawal(&alice, 10 * COIN - 1), VaultError::WithdrawalTooSmall);
    scene.request_withdrawal(&alice, 10 * COIN).unwrap();
    scene.claim_withdrawal(&alice).unwrap();
    scene.roll(SPOT).unwrap();
    refused(scene.request_withdrawal(&alice, 10 * COIN - 1), VaultError::WithdrawalTooSmall);
    // Down to the minimum, then to less.
    scene.request_withdrawal(&alice, 80 * COIN).unwrap();
    refused(scene.request_withdrawal(&alice, 10 * COIN - 1), VaultError::WithdrawalTooSmall);
    scene.cancel_withdrawal(&alice).unwrap();
    scene.request_withdrawal(&alice, 80 * COIN + 1).unwrap();
    scene.request_withdrawal(&alice, 2).unwrap();
    scene.request_withdrawal(&alice, 10 * COIN - 3).unwrap();
    assert_eq!(scene.shares(&alice.pubkey()), 0);
}

/// The minimum is one of worth after the fee.
#[test]
fn the_smallest_withdrawal_is_what_is_paid() {
    let mut story = running_with(&params(|it| {
        it.min_withdrawal_atoms = 9_900;
        it.fees.withdrawal_fee_bps = 100;
    }));
    story.scene.finish_round(SPOT).unwrap();
    refused(story.scene.request_withdrawal(&story.alice, 9_999), VaultError::WithdrawalTooSmall);
    story.scene.request_withdrawal(&story.alice, 10_000).unwrap();
}

/// Somebody sends a share to an owner who is about to leave with less than the minimum: the withdrawal still passes.
#[test]
fn attack_12_a_gift_does_not_keep_anybody_in() {
    let Running { mut scene, alice, .. } = open_with(|it| it.min_withdrawal_atoms = 10 * COIN);
    let bob = scene.person(3, 0);
    let share_mint = scene.vault().share_mint;
    let [alices, bobs] = [&alice, &bob].map(|who| address::wallet(&who.pubkey(), &share_mint));
    scene.world.transfer(&alices, &bobs, &alice, COIN).unwrap();
    scene.world.transfer(&alices, &bobs, &alice, 1).unwrap();
    scene.request_withdrawal(&bob, COIN).unwrap();
    scene.claim_withdrawal(&bob).unwrap();
    assert_eq!((scene.coins(&bob.pubkey()), scene.shares(&bob.pubkey())), (COIN, 1));
}

/// No parameter can keep an owner from leaving altogether.
#[test]
fn no_minimum_locks_anybody_in() {
    let Running { mut scene, alice, .. } = open_with(|it| it.min_withdrawal_atoms = u64::MAX);
    scene.request_withdrawal(&alice, 40 * COIN).unwrap();
    scene.claim_withdrawal(&alice).unwrap();
    scene.request_withdrawal(&alice, 60 * COIN).unwrap();
    scene.claim_withdrawal(&alice).unwrap();
    assert_eq!(scene.coins(&alice.pubkey()), 100 * COIN);
}
