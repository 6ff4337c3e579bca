//! A thief with the admin's or the guardian's key.

use super::*;
use options_vault::errors::VaultError;
use solana_signer::Signer;
use vault_client::Pubkey;

/// The admin's key alone changes nothing within the timelock; the guardian sees every attempt and stops it.
#[test]
fn attack_05_stolen_admin_key_changes_nothing_within_the_timelock() {
    let mut story = running();
    let scene = &mut story.scene;
    let (thief, guardian) = authorities(scene);
    let accomplice = Keypair::new_from_array([66; 32]);
    scene.world.fund(&accomplice.pubkey());
    let before = (scene.vault().params, scene.config().admin, scene.market());
    let wishes = [
        higher_fees(scene),
        params_with(scene, |params| params.auction.end_discount_bps = 5_000),
        params_with(scene, |params| params.strike_policy.target_delta_bps = 5_000),
        Change::Admin { admin: accomplice.pubkey() },
        Change::Guardian { guardian: accomplice.pubkey() },
        Change::Timelock { timelock_secs: 86_400 },
    ];
    let numbers = wishes.each_ref().map(|wish| scene.propose(wish).unwrap());
    let ready_ts = scene.proposal(numbers[0]).unwrap().ready_ts;
    for now_ts in [scene.world.now(), ready_ts - 1] {
        scene.world.set_time(now_ts);
        for (number, wish) in numbers.into_iter().zip(&wishes) {
            let executor = if matches!(wish, Change::Admin { .. }) { &accomplice } else { &thief };
            refused(scene.execute(executor, number), VaultError::TimelockRunning);
        }
        for wish in &wishes {
            refused(scene.tighten(&thief, wish), VaultError::Loosens);
        }
    }
    for number in numbers {
        scene.cancel_change(&guardian, number).unwrap();
    }
    assert_eq!((scene.vault().params, scene.config().admin, scene.market()), before);
    // Meanwhile the depositor leaves as if nothing had happened.
    scene.request_withdrawal(&story.alice, 100 * COIN).unwrap();
    scene.finish_round(SPOT).unwrap();
    scene.claim_withdrawal(&story.alice).unwrap();
    assert_eq!(scene.coins(&story.alice.pubkey()), 100 * COIN);
}

/// The guardian's key alone stops new risk, and nobody from leaving.
#[test]
fn attack_05_stolen_guardian_key_locks_nobody_in() {
    let mut story = running();
    let scene = &mut story.scene;
    let (_, thief) = authorities(scene);
    scene.bid(&story.maker, 10 * COIN, ANY_PREMIUM).unwrap();
    let caps = params_with(scene, |params| {
        params.vault_cap_atoms = 0;
        params.owner_cap_atoms = 0;
        params.max_outflow_bps = VaultParams::LEAST_OUTFLOW_BPS;
    });
    for change in [caps, EVERY_HALT, Change::MarketHalts { halts: Halts::OF_A_MARKET }] {
        scene.tighten(&thief, &change).unwrap();
    }
    scene.request_withdrawal(&story.alice, 100 * COIN).unwrap();
    scene.finish_round(SPOT).unwrap();
    for _ in 0..10 {
        scene.claim_withdrawal(&story.alice).unwrap();
        let tomorrow_ts = scene.world.now() + 86_400;
        scene.world.set_time(tomorrow_ts);
    }
    assert_eq!(scene.withdrawal_ticket(&story.alice.pubkey()), None, "all is paid after ten days");
    assert!(scene.coins(&story.alice.pubkey()) > 100 * COIN);
}

/// Two steps: the old admin proposes, the new one accepts.
#[test]
fn attack_05_an_admin_is_replaced_in_two_steps() {
    let mut scene = scene();
    let (old, guardian) = authorities(&scene);
    let new = Keypair::new_from_array([66; 32]);
    scene.world.fund(&new.pubkey());
    let number = scene.propose(&Change::Admin { admin: new.pubkey() }).unwrap();
    until_ready(&mut scene, number);
    // A wrong address would never accept, and the old admin stays.
    refused(scene.execute(&old, number), VaultError::NotForThisKey);
    refused(scene.execute(&guardian, number), VaultError::NotForThisKey);
    assert_eq!(scene.config().admin, old.pubkey());
    scene.execute(&new, number).unwrap();
    assert_eq!(scene.config().admin, new.pubkey());
    refused_by_code(scene.propose(&higher_fees(&scene)), anchor::HAS_ONE);
    scene.authority = new;
    scene.propose(&higher_fees(&scene)).unwrap();
}

/// What the old signers signed means nothing any more, and a fallen quorum is replaced without it.
#[test]
fn attack_24_signers_are_replaced_behind_the_timelock() {
    let mut scene = scene();
    let (admin, _) = authorities(&scene);
    let old = scene.surface_post(scene.flat_slices(700_000_000));
    let change = Change::Signers { quorum: 1, keys: vec![Pubkey::new_from_array([1; 32]), scene.signers[2].pubkey()] };
    refused(scene.tighten(&admin, &change), VaultError::Loosens);
    let number = scene.propose(&change).unwrap();
    until_ready(&mut scene, number);
    scene.execute(&admin, number).unwrap();
    let set = scene.signer_set();
    assert_eq!((set.quorum, set.generation, set.members().len()), (1, 2, 2));
    let mut late = scene.surface_post(scene.flat_slices(700_000_000));
    late.header.generation = old.header.generation;
    late.signed_by = vec![1];
    scene.signers.swap(1, 2);
    refused(scene.post_surface(&late), VaultError::WrongGeneration);
    late.header.generation = 2;
    scene.post_surface(&late).unwrap();
}
