//! The outflow limit: a tenth a day, for everybody together.

use super::*;
use options_vault::errors::VaultError;
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::instruction;
use vault_types::state::VaultParams;

const DAY: i64 = 86_400;

fn tenth(it: &mut VaultParams) {
    it.max_outflow_bps = VaultParams::LEAST_OUTFLOW_BPS;
}

fn wait(scene: &mut Scene, secs: i64) {
    let now_ts = scene.world.now();
    scene.world.set_time(now_ts + secs);
}

#[test]
fn all_is_out_after_ten_days_and_the_rent_comes_last() {
    let Running { mut scene, alice, .. } = open_with(tenth);
    let who = alice.pubkey();
    let lamports_before = lamports(&scene, &who);
    scene.request_withdrawal(&alice, 100 * COIN).unwrap();
    for day in 1..=10 {
        assert!(lamports(&scene, &who) < lamports_before, "the ticket stays for the rest");
        scene.claim_withdrawal(&alice).unwrap();
        assert_eq!(scene.coins(&who), day * 10 * COIN);
        if day < 10 {
            assert_eq!(scene.withdrawal_ticket(&who).unwrap().shares, (10 - day) * 10 * COIN);
            refused(scene.claim_withdrawal(&alice), VaultError::OutflowLimit);
            wait(&mut scene, DAY - 1);
            refused(scene.claim_withdrawal(&alice), VaultError::OutflowLimit);
            wait(&mut scene, 1);
        }
    }
    assert!(scene.withdrawal_ticket(&who).is_none());
    assert_eq!(lamports(&scene, &who), lamports_before);
    assert_eq!(scene.vault().ledger.withdrawal_payable_atoms, 0);
}

/// Who comes first is paid first; who comes after the day's share has gone comes again tomorrow.
#[test]
fn several_tickets_share_a_day() {
    let Running { mut scene, alice, maker, .. } = open_with(tenth);
    scene.deposit_now(&maker, 100 * COIN).unwrap();
    wait(&mut scene, 2 * DAY);
    scene.request_withdrawal(&alice, 15 * COIN).unwrap();
    scene.request_withdrawal(&maker, 15 * COIN).unwrap();
    scene.claim_withdrawal(&maker).unwrap();
    scene.claim_withdrawal(&alice).unwrap();
    assert_eq!((scene.coins(&maker.pubkey()), scene.coins(&alice.pubkey())), (15 * COIN, 5 * COIN));
    refused(scene.claim_withdrawal(&alice), VaultError::OutflowLimit);
    // A new round changes nothing about it.
    scene.roll(SPOT).unwrap();
    refused(scene.claim_withdrawal(&alice), VaultError::OutflowLimit);
    wait(&mut scene, DAY);
    scene.claim_withdrawal(&alice).unwrap();
    assert_eq!(scene.coins(&alice.pubkey()), 15 * COIN);
}

/// In, out at once, as often as one likes: it takes nothing of the share that others wait for.
#[test]
fn attack_14_money_in_a_circle_locks_nobody_in() {
    let Running { mut scene, alice, maker, .. } = open_with(tenth);
    scene.request_withdrawal(&alice, 100 * COIN).unwrap();
    for day in 1..=10 {
        circle(&mut scene, &maker, 10 * COIN);
        circle(&mut scene, &maker, 90 * COIN);
        scene.claim_withdrawal(&alice).unwrap();
        assert_eq!(scene.coins(&alice.pubkey()), day * 10 * COIN);
        // Again in the last second, to leave in the first one of tomorrow.
        wait(&mut scene, DAY - 1);
        scene.deposit_now(&maker, 10 * COIN).unwrap();
        wait(&mut scene, 1);
        let shares = scene.shares(&maker.pubkey());
        scene.request_withdrawal(&maker, shares).unwrap();
        scene.claim_withdrawal(&maker).unwrap();
    }
    assert_eq!(scene.coins(&maker.pubkey()), 100 * COIN);
}

fn circle(scene: &mut Scene, who: &Keypair, atoms: u64) {
    let owner = who.pubkey();
    let deposit = scene.with_vault(|vault| instruction::deposit_now(owner, vault, atoms, vec![]));
    let request = scene.with_vault(|vault| instruction::request_withdrawal(owner, vault, atoms));
    let claim = scene.with_vault(|vault| instruction::claim_withdrawal(owner, owner, vault, vault.state.round));
    scene.world.send_all("circle", &[deposit, request, claim], &[who]).unwrap();
}

/// Money that is lent for a moment does not make the day's share larger.
#[test]
fn attack_14_a_lent_fortune_opens_no_door() {
    let Running { mut scene, alice, .. } = open_with(tenth);
    let whale = scene.person(9, 9_000 * COIN);
    scene.request_withdrawal(&alice, 100 * COIN).unwrap();
    scene.deposit_now(&whale, 9_000 * COIN).unwrap();
    scene.request_withdrawal(&whale, 9_000 * COIN).unwrap();
    scene.claim_withdrawal(&whale).unwrap();
    scene.claim_withdrawal(&alice).unwrap();
    assert_eq!((scene.coins(&whale.pubkey()), scene.coins(&alice.pubkey())), (9_000 * COIN, 10 * COIN));
    refused(scene.claim_withdrawal(&alice), VaultError::OutflowLimit);
}

/// One share can leave a day, however dear: the smallest vault empties in the end.
#[test]
fn a_share_dearer_than_the_days_share_is_paid() {
    let mut scene = Scene::new(&params(|it| {
        it.min_deposit_atoms = 1_000;
        it.fees.performance_fee_bps = 0;
        it.fees.management_fee_e8 = 0;
    }))
    .unwrap();
    let whale = scene.person(1, 9_000_000_000 * COIN);
    let maker = scene.person(2, 100_000_000 * COIN);
    scene.deposit(&whale, 9_000_000_000 * COIN).unwrap();
    scene.roll(SPOT).unwrap();
    scene.claim_shares(&whale).unwrap();
    scene.bid(&maker, 100 * COIN, ANY_PREMIUM).unwrap();
    scene.finish_round(SPOT).unwrap();
    scene.request_withdrawal(&whale, 9_000_000_000 * COIN - 2).unwrap();
    scene.claim_withdrawal(&whale).unwrap();
    scene.roll(SPOT).unwrap();
    scene.finish_round(SPOT).unwrap();
    let share_atoms = scene.vault().pps_e9 / 1_000_000_000;
    assert!(share_atoms > 100_000, "a share is worth {share_atoms} atoms, a tenth of two is less than one");

    change_params(&mut scene, tenth);
    let before = scene.coins(&whale.pubkey());
    scene.request_withdrawal(&whale, 2).unwrap();
    scene.claim_withdrawal(&whale).unwrap();
    assert_eq!(scene.coins(&whale.pubkey()) - before, share_atoms);
    refused(scene.claim_withdrawal(&whale), VaultError::OutflowLimit);
    wait(&mut scene, DAY);
    scene.claim_withdrawal(&whale).unwrap();
    assert!(scene.withdrawal_ticket(&whale.pubkey()).is_none());
}

/// Parts are rounded down one by one: together never more than the whole, and less by no more than an atom each.
#[test]
fn attack_11_a_withdrawal_in_parts_gains_nothing() {
    let Running { mut scene, alice, .. } = odd_with(|it| {
        tenth(it);
        it.fees.withdrawal_fee_bps = 37;
    });
    let pps_e9 = u128::from(scene.vault().withdrawal_pps_e9);
    scene.request_withdrawal(&alice, 100 * COIN).unwrap();
    let mut parts = 0;
    while scene.withdrawal_ticket(&alice.pubkey()).is_some() {
        scene.claim_withdrawal(&alice).unwrap();
        wait(&mut scene, DAY);
        parts += 1;
    }
    assert!(parts <= 11, "{parts} days");
    let (paid, whole) = (u128::from(scene.coins(&alice.pubkey())), u128::from(100 * COIN) * pps_e9 / 1_000_000_000);
    assert!(paid <= whole && paid + parts >= whole, "{paid} of {whole}");
    let left = scene.vault().ledger.withdrawal_payable_atoms;
    assert_eq!(u128::from(left), whole - paid);
}
