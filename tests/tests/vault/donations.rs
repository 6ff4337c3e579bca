//! Gifts, dust and first depositors: nothing that anybody sends or rounds changes what a share is worth.

use crate::common::*;
use options_vault::errors::VaultError;
use simulator::{Scene, SceneParams};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{address, Pubkey};
use vault_types::state::FeeParams;

fn donate(scene: &mut Scene, who: &Keypair, to: &Pubkey, atoms: u64) {
    let from = address::wallet(&who.pubkey(), &scene.underlying_mint);
    scene.world.transfer(&from, to, who, atoms).unwrap();
}

/// The vault's whole record of a week, with or without gifts.
fn week_with_gifts(gift_atoms: u64) -> (u64, u64, u64, u64) {
    let mut story = running();
    let donor = story.scene.person(9, 1_000 * COIN);
    let custody = story.scene.vault().custody;
    if gift_atoms > 0 {
        donate(&mut story.scene, &donor, &custody, gift_atoms);
        let (escrow, shares) =
            (story.scene.vault().share_escrow, address::wallet(&story.alice.pubkey(), &story.scene.vault().share_mint));
        story.scene.world.transfer(&shares, &escrow, &story.alice, gift_atoms / 100).unwrap();
    }
    story.scene.deposit(&donor, 10 * COIN).unwrap();
    let pool = story.scene.series().unwrap().1.pool;
    if gift_atoms > 0 {
        donate(&mut story.scene, &donor, &pool, gift_atoms);
    }
    let strike = story.scene.round(1).unwrap().strike_e8;
    story.finish_with(50 * COIN, strike * 5 / 4);
    if gift_atoms > 0 {
        donate(&mut story.scene, &donor, &custody, gift_atoms);
    }
    story.scene.roll(SPOT).unwrap();
    story.scene.claim_shares(&donor).unwrap();
    let vault = story.scene.vault();
    let surplus = story.scene.world.balance(&custody) - vault.ledger.custody_atoms().unwrap();
    assert_eq!(surplus, 2 * gift_atoms, "gifts belong to nobody");
    (
        vault.pps_e9,
        vault.ledger.nav_atoms,
        story.scene.shares(&donor.pubkey()),
        story.scene.round(1).unwrap().payoff_atoms,
    )
}

#[test]
fn attack_12_donation_changes_no_price() {
    assert_eq!(week_with_gifts(0), week_with_gifts(100 * COIN));
}

/// The classic: one atom in, a fortune on top, and whoever comes next gets no share for the deposit.
#[test]
fn attack_12_first_depositor_and_donation() {
    let mut scene = scene();
    let thief = scene.person(1, 1_000 * COIN);
    let victim = scene.person(2, 100 * COIN);
    scene.deposit(&thief, 1_000_000).unwrap();
    scene.roll(SPOT).unwrap();
    scene.claim_shares(&thief).unwrap();
    let custody = scene.vault().custody;
    donate(&mut scene, &thief, &custody, 900 * COIN);
    scene.deposit(&victim, 100 * COIN).unwrap();
    scene.finish_round(SPOT).unwrap();
    scene.roll(SPOT).unwrap();
    scene.claim_shares(&victim).unwrap();
    assert_eq!(scene.shares(&victim.pubkey()), 100 * COIN, "a share still costs one atom");
    scene.finish_round(SPOT).unwrap();
    scene.request_withdrawal(&thief, 1_000_000).unwrap();
    scene.claim_withdrawal(&thief).unwrap();
    assert_eq!(scene.coins(&thief.pubkey()), 100 * COIN, "900 coins poorer");
}

/// A vault at an odd price per share, and nobody but the thief doing anything.
fn odd_price() -> Running {
    let mut params = SceneParams::default();
    params.vault.min_deposit_atoms = 1_000;
    params.vault.fees = FeeParams { performance_fee_bps: 0, management_fee_e8: 0, withdrawal_fee_bps: 0 };
    let mut story = running_with(&params);
    story.finish_with(37 * COIN + 11, SPOT);
    assert!(!story.scene.vault().pps_e9.is_multiple_of(1_000));
    story
}

#[test]
fn attack_11_rounding_dust_of_withdrawals_never_gains() {
    let Running { mut scene, alice, .. } = odd_price();
    let who = alice.pubkey();
    let pps_e9 = u128::from(scene.vault().pps_e9);
    let mut sold = 0u64;
    for shares in [1, 2, 3, 5, 7, 999, 1, 1, 1, 13, 1, 1] {
        scene.request_withdrawal(&alice, shares).unwrap();
        scene.claim_withdrawal(&alice).unwrap();
        sold += shares;
        let fair = u128::from(sold) * pps_e9 / 1_000_000_000;
        assert!(u128::from(scene.coins(&who)) <= fair, "{sold} shares");
    }
    let ledger = scene.vault().ledger;
    assert!(u128::from(ledger.nav_atoms) * 1_000_000_000 >= u128::from(ledger.share_supply) * pps_e9);
}

#[test]
fn attack_11_rounding_dust_of_deposits_never_gains() {
    let Running { mut scene, .. } = odd_price();
    let thief = scene.person(9, COIN);
    let who = thief.pubkey();
    for (turn, atoms) in [1_009, 1_013, 1_019, 10_007, 1_021].into_iter().enumerate() {
        let before = scene.coins(&who);
        scene.deposit(&thief, atoms).unwrap();
        scene.roll(SPOT).unwrap();
        scene.claim_shares(&thief).unwrap();
        scene.finish_round(SPOT).unwrap();
        let shares = scene.shares(&who);
        scene.request_withdrawal(&thief, shares).unwrap();
        scene.claim_withdrawal(&thief).unwrap();
        assert!(scene.coins(&who) <= before, "turn {turn}");
        assert!(scene.coins(&who) + 3 >= before, "turn {turn}: rounding costs an atom or two, not more");
    }
}

#[test]
fn attack_11_queueing_and_cancelling_never_gains() {
    let Running { mut scene, alice, .. } = odd_price();
    let thief = scene.person(9, COIN);
    for _ in 0..5 {
        scene.deposit(&thief, 1_011).unwrap();
        scene.deposit(&thief, 1_013).unwrap();
        scene.cancel_deposit(&thief).unwrap();
    }
    assert_eq!(scene.coins(&thief.pubkey()), COIN);
    scene.roll(SPOT).unwrap();
    let before = scene.shares(&alice.pubkey());
    for shares in [1, 3, 100] {
        scene.request_withdrawal(&alice, shares).unwrap();
        scene.cancel_withdrawal(&alice).unwrap();
    }
    assert_eq!(scene.shares(&alice.pubkey()), before);
    refused(scene.request_withdrawal(&alice, 0), VaultError::Dust);
}
