//! Several instructions in one transaction: nobody is paid twice for one thing.

use crate::common::*;
use options_vault::errors::VaultError;
use simulator::Scene;
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{
    instruction::{self, SeriesRef},
    Instruction,
};

/// Together they must fail, and nothing may have moved.
fn fails_whole(scene: &mut Scene, who: &Keypair, name: &'static str, instructions: &[Instruction]) {
    let before = (scene.coins(&who.pubkey()), scene.shares(&who.pubkey()), scene.vault());
    let result = scene.world.send_all(name, instructions, &[who]);
    assert!(result.is_err(), "{name} must fail");
    assert_eq!((scene.coins(&who.pubkey()), scene.shares(&who.pubkey()), scene.vault()), before, "{name}");
}

#[test]
fn attack_07_one_payment_many_deposits() {
    let mut scene = scene();
    let (alice, bob) = (scene.person(1, 10 * COIN), scene.person(2, 10 * COIN));
    for person in [&alice, &bob] {
        scene.deposit(person, 10 * COIN).unwrap();
    }
    let who = alice.pubkey();
    let cancel = scene.with_vault(|vault| instruction::cancel_deposit(who, vault));
    let deposit = scene.with_vault(|vault| instruction::deposit(who, vault, 10 * COIN, vec![]));
    fails_whole(&mut scene, &alice, "cancel twice", &[cancel.clone(), cancel.clone()]);
    fails_whole(
        &mut scene,
        &alice,
        "cancel, deposit, cancel, cancel",
        &[cancel.clone(), deposit, cancel.clone(), cancel],
    );

    scene.roll(SPOT).unwrap();
    let claim = scene.with_vault(|vault| instruction::claim_shares(who, who, vault, 1));
    let cancel = scene.with_vault(|vault| instruction::cancel_deposit(who, vault));
    fails_whole(&mut scene, &alice, "claim shares twice", &[claim.clone(), claim.clone()]);
    fails_whole(&mut scene, &alice, "claim and cancel", &[claim.clone(), cancel.clone()]);
    fails_whole(&mut scene, &alice, "cancel and claim", &[cancel, claim.clone()]);
    scene.world.send_all("claim once", &[claim], &[&alice]).unwrap();
    assert_eq!(scene.shares(&who), 10 * COIN);
}

#[test]
fn attack_07_one_payment_many_withdrawals() {
    let Running { mut scene, alice, .. } = running();
    let who = alice.pubkey();
    let bob = scene.person(3, 100 * COIN);
    scene.deposit(&bob, 100 * COIN).unwrap();
    let request = scene.with_vault(|vault| instruction::request_withdrawal(who, vault, 60 * COIN));
    let cancel = scene.with_vault(|vault| instruction::cancel_withdrawal(who, vault));
    fails_whole(&mut scene, &alice, "request twice too much", &[request.clone(), request.clone()]);
    fails_whole(&mut scene, &alice, "request, cancel twice", &[request.clone(), cancel.clone(), cancel.clone()]);
    scene.world.send_all("request, cancel, request", &[request.clone(), cancel.clone(), request], &[&alice]).unwrap();
    scene.finish_round(SPOT).unwrap();

    let claim = scene.with_vault(|vault| instruction::claim_withdrawal(who, who, vault, 1));
    fails_whole(&mut scene, &alice, "claim twice", &[claim.clone(), claim.clone()]);
    fails_whole(&mut scene, &alice, "claim and cancel", &[claim.clone(), cancel.clone()]);
    fails_whole(&mut scene, &alice, "cancel and claim", &[cancel, claim.clone()]);
    refused(scene.cancel_withdrawal(&alice), VaultError::WithdrawalIsReady);
    let again = scene.with_vault(|vault| instruction::request_withdrawal(who, vault, 40 * COIN));
    let both = [claim.clone(), again, claim];
    scene.world.send_all("claim, request, claim", &both, &[&alice]).unwrap();
    assert_eq!((scene.coins(&who), scene.shares(&who)), (100 * COIN, 0));
    assert_eq!(scene.vault().ledger.pending_deposit_atoms, 100 * COIN, "bob's coins are untouched");
}

#[test]
fn attack_07_one_payment_many_settlements() {
    let mut story = running();
    let bob = story.scene.person(3, 100 * COIN);
    story.scene.deposit(&bob, 100 * COIN).unwrap();
    story.scene.bid(&story.maker, 60 * COIN, ANY_PREMIUM).unwrap();
    let strike = story.scene.round(1).unwrap().strike_e8;
    story.expire();
    story.scene.set_price(strike * 5 / 4);
    story.scene.post_settlement_price().unwrap();
    let (address, state) = story.scene.series().unwrap();
    let series = SeriesRef { address, state: &state };
    let settle = story.scene.with_vault(|vault| instruction::settle(vault, series));
    let close = story.scene.with_vault(instruction::close_round);
    let redeem = instruction::redeem(story.maker.pubkey(), series, 60 * COIN);
    let (scene, maker) = (&mut story.scene, &story.maker);
    fails_whole(scene, maker, "settle twice", &[settle.clone(), settle.clone(), redeem.clone()]);
    fails_whole(
        scene,
        maker,
        "settle and close twice",
        &[settle.clone(), close.clone(), close.clone(), redeem.clone()],
    );
    fails_whole(scene, maker, "redeem twice", &[settle.clone(), redeem.clone(), redeem.clone()]);
    scene.world.send_all("all at once", &[settle, close, redeem], &[maker]).unwrap();
    assert_eq!(scene.round(1).unwrap().payoff_atoms, 12 * COIN);
}

/// Two vaults write the same series: each pays for its own options, and one that has not paid is not paid for.
#[test]
fn attack_07_every_writer_pays_for_its_own_options() {
    let mut story = running();
    let (first, params) = (story.scene.vault, story.scene.vault().params);
    story.scene.bid(&story.maker, 50 * COIN, ANY_PREMIUM).unwrap();
    let second = story.scene.open_vault(1, params).unwrap();
    story.scene.vault = second;
    let bob = story.scene.person(3, 100 * COIN);
    story.scene.deposit(&bob, 100 * COIN).unwrap();
    story.scene.roll(SPOT).unwrap();
    story.scene.bid(&story.maker, 30 * COIN, ANY_PREMIUM).unwrap();
    let (series, state) = story.scene.series().unwrap();
    assert_eq!(state.outstanding_atoms, 80 * COIN);

    story.expire();
    story.scene.set_price(state.strike_e8 * 2);
    story.scene.post_settlement_price().unwrap();
    story.scene.settle().unwrap();
    assert_eq!(story.scene.series().unwrap().1.pool_atoms, 15 * COIN);
    let too_much = story.scene.redeem(&story.maker, series, 31 * COIN);
    refused(too_much, VaultError::PoolNotFunded);
    story.scene.redeem(&story.maker, series, 30 * COIN).unwrap();

    story.scene.vault = first;
    let now_ts = story.scene.world.now();
    story.scene.close_auction().unwrap();
    story.scene.world.set_time(now_ts);
    story.scene.settle().unwrap();
    story.scene.redeem(&story.maker, series, 50 * COIN).unwrap();
    assert_eq!(story.scene.series().unwrap().1.pool_atoms, 0);
}
