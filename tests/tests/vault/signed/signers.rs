//! Who signs: named once, and one of them may be gone, wrong about the time, or of two minds.

use super::post;
use crate::common::*;
use options_vault::errors::VaultError;
use simulator::SurfacePost;
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, House},
    CreateConfigArgs, Pubkey,
};
use vault_types::signed::message::{MAX_AHEAD_SECS, MAX_MESSAGE_AGE_SECS};

#[test]
fn signers_are_named_once_and_by_the_admin() {
    let mut scene = scene();
    let house = scene.house();
    let keys: Vec<Pubkey> = (1..=8).map(|byte| Pubkey::new_from_array([byte; 32])).collect();
    let authority = scene.authority.insecure_clone();
    let again = instruction::create_signer_set(house, 1, keys.clone());
    refused(scene.world.send("create_signer_set", again, &[&authority]), VaultError::AlreadyExists);
    let stranger = scene.person(66, 0);
    let theft = instruction::create_signer_set(House { admin: stranger.pubkey(), ..house }, 1, keys.clone());
    refused_by_code(scene.world.send("create_signer_set", theft, &[&stranger]), anchor::HAS_ONE);

    let config = address::config(&stranger.pubkey());
    let args = CreateConfigArgs { guardian: house.admin, timelock_secs: 86_400, cluster_genesis_hash: [9; 32] };
    let create = instruction::create_config(stranger.pubkey(), args);
    scene.world.send("create_config", create, &[&stranger]).unwrap();
    let own = House { config, admin: stranger.pubkey() };
    for (quorum, keys) in [(0, keys.clone()), (9, keys.clone()), (1, vec![]), (1, vec![keys[0], keys[0]])] {
        let bad = instruction::create_signer_set(own, quorum, keys);
        refused(scene.world.send("create_signer_set", bad, &[&stranger]), VaultError::InvalidSigners);
    }
    let good = instruction::create_signer_set(own, 8, keys);
    scene.world.send("create_signer_set", good, &[&stranger]).unwrap();
}

#[test]
fn attack_24_one_of_three_signers_is_gone() {
    for gone in 0..3u8 {
        let mut scene = scene();
        let signed_by = (0..3).filter(|member| *member != gone).collect();
        let without = SurfacePost { signed_by, ..post(&scene) };
        scene.post_surface(&without).unwrap();
        // Two gone are too many.
        let alone = SurfacePost { signed_by: vec![gone], ..post(&scene) };
        refused(scene.post_surface(&alone), VaultError::TooFewSigners);
    }
    let mut scene = scene();
    let all = SurfacePost { signed_by: vec![0, 1, 2], ..post(&scene) };
    scene.post_surface(&all).unwrap();
}

/// Two quorums sign two messages with one number, and whoever brings the second is refused.
#[test]
fn attack_24_equivocation() {
    let mut scene = scene();
    let one = SurfacePost { signed_by: vec![0, 1], ..post(&scene) };
    let mut other = SurfacePost { signed_by: vec![1, 2], ..post(&scene) };
    other.slices = scene.flat_slices(900_000_000);
    scene.post_surface(&one).unwrap();
    refused(scene.post_surface(&other), VaultError::StaleSequence);
    assert_eq!(scene.surface().sequence, one.header.sequence);
}

/// A signer's clock is wrong: ahead its messages wait, behind they are refused.
#[test]
fn attack_24_a_skewed_clock() {
    let mut scene = scene();
    for (skew_secs, error) in [
        (MAX_AHEAD_SECS, None),
        (MAX_AHEAD_SECS + 1, Some(VaultError::MessageFromTheFuture)),
        (-MAX_MESSAGE_AGE_SECS, None),
        (-MAX_MESSAGE_AGE_SECS - 1, Some(VaultError::MessageTooOld)),
    ] {
        let mut skewed = post(&scene);
        skewed.header.issued_ts += skew_secs;
        skewed.header.expires_ts = i64::MAX;
        match error {
            Some(error) => refused(scene.post_surface(&skewed), error),
            None => drop(scene.post_surface(&skewed).unwrap()),
        }
    }
}
