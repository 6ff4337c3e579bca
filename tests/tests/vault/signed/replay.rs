//! Messages for something else, of another time, or seen before.

use super::{post, send};
use crate::common::*;
use options_vault::errors::VaultError;
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, House},
    CreateConfigArgs, CreateMarketArgs, Pubkey,
};
use vault_types::{
    signed::message::{MessageHeader, MAX_AHEAD_SECS, MAX_MESSAGE_AGE_SECS},
    state::SignerSet,
};

#[test]
fn attack_03_what_is_signed_for_something_else_is_refused() {
    type Spoil = (VaultError, fn(&mut MessageHeader));
    let spoils: [Spoil; 12] = [
        (VaultError::WrongDomain, |header| header.domain = *b"OPTVAULT MARG v1"),
        (VaultError::WrongProgram, |header| header.program = Pubkey::new_from_array([7; 32])),
        (VaultError::WrongCluster, |header| header.cluster_genesis_hash = [8; 32]),
        (VaultError::WrongConfig, |header| header.config = Pubkey::new_from_array([7; 32])),
        (VaultError::WrongTarget, |header| header.target = Pubkey::new_from_array([7; 32])),
        (VaultError::WrongGeneration, |header| header.generation -= 1),
        (VaultError::WrongGeneration, |header| header.generation += 1),
        (VaultError::StaleSequence, |header| header.sequence -= 1),
        (VaultError::StaleSequence, |header| header.sequence = 0),
        (VaultError::MessageFromTheFuture, |header| header.issued_ts += MAX_AHEAD_SECS + 1),
        (VaultError::MessageExpired, |header| header.expires_ts = header.issued_ts - 1),
        (VaultError::MessageTooOld, |header| header.issued_ts -= MAX_MESSAGE_AGE_SECS + 1),
    ];
    let mut scene = scene();
    for (error, spoil) in spoils {
        let mut other = post(&scene);
        spoil(&mut other.header);
        refused(scene.post_surface(&other), error);
    }
    let good = post(&scene);
    scene.post_surface(&good).unwrap();
}

/// Taken once, the same bytes are stale for ever, at every later time.
#[test]
fn attack_03_replay() {
    let mut scene = scene();
    let first = post(&scene);
    scene.post_surface(&first).unwrap();
    refused(scene.post_surface(&first), VaultError::StaleSequence);
    let held_back = post(&scene);
    let mut newer = post(&scene);
    newer.header.sequence += 5;
    scene.post_surface(&newer).unwrap();
    refused(scene.post_surface(&held_back), VaultError::StaleSequence);
    let expiring = post(&scene);
    let expires_ts = expiring.header.expires_ts;
    scene.world.set_time(expires_ts + 1);
    refused(scene.post_surface(&expiring), VaultError::MessageExpired);
    scene.world.set_time(expires_ts);
    scene.post_surface(&expiring).unwrap();
}

/// The same people sign for two houses: a message for one is nothing in the other.
#[test]
fn attack_03_a_message_for_another_house() {
    let mut scene = scene();
    let good = post(&scene);
    let [signatures, _] = scene.post_instructions(&good);
    let mayor = scene.person(31, 0);
    let config = address::config(&mayor.pubkey());
    let args =
        CreateConfigArgs { guardian: scene.guardian.pubkey(), timelock_secs: 86_400, cluster_genesis_hash: [9; 32] };
    let house = House { config, admin: mayor.pubkey() };
    let keys = scene.signer_set().members().to_vec();
    let first = scene.market();
    let args_of_market = CreateMarketArgs {
        id: 0,
        price_source: first.price_source,
        price_program: first.price_program,
        price_feed_id: first.price_feed_id,
        oracle_limits: first.oracle_limits,
        calendar: first.calendar,
        strike_step_e8: first.strike_step_e8,
    };
    let steps = [
        instruction::create_config(mayor.pubkey(), args),
        instruction::create_signer_set(house, 2, keys),
        instruction::create_market(house, first.underlying_mint, first.quote_mint, args_of_market),
        instruction::create_surface(mayor.pubkey(), address::market(&config, 0)),
    ];
    for step in steps {
        scene.world.send("other house", step, &[&mayor]).unwrap();
    }
    let elsewhere = instruction::post_surface(config, address::market(&config, 0), 0b11);
    refused(send(&mut scene, &[signatures, elsewhere]), VaultError::WrongConfig);
}

/// The last number that there is, signed by a stolen quorum, ends only that generation's messages: the signers who replace it start anew.
#[test]
fn attack_24_the_highest_number_locks_out_nobody_but_its_signers() {
    let mut scene = scene();
    let mut last = post(&scene);
    let mut next = post(&scene);
    last.header.sequence = u64::MAX;
    scene.post_surface(&last).unwrap();
    let house = scene.house();
    scene.world.patch::<SignerSet>(&address::signer_set(&house.config), |set| set.generation += 1);
    (next.header.generation, next.header.sequence) = (next.header.generation + 1, 1);
    scene.post_surface(&next).unwrap();
    refused(scene.post_surface(&next), VaultError::StaleSequence);
    refused(scene.post_surface(&last), VaultError::WrongGeneration);
}
