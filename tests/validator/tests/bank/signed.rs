//! Signed messages where signatures, the instructions sysvar and calls between programs are the validator's own.

use crate::{caller::through_another_program, scene::Scene};
use options_vault::{errors::VaultError, events::SurfacePosted};
use simulator::ProgramVersion;
use vault_client::instruction;
use vault_types::state::MarginAccount;

const VOLATILITY_E9: u64 = 700_000_000;

#[tokio::test]
async fn a_quorum_posts_a_surface_v0() {
    a_quorum_posts_a_surface(ProgramVersion::V0).await;
}

#[tokio::test]
async fn a_quorum_posts_a_surface_v3() {
    a_quorum_posts_a_surface(ProgramVersion::V3).await;
}

async fn a_quorum_posts_a_surface(version: ProgramVersion) {
    let mut scene = Scene::new(version).await;
    let posted: SurfacePosted = scene.post_surface(VOLATILITY_E9).await.unwrap().event();
    assert_eq!((posted.sequence, posted.generation, posted.signed_by), (1, 1, 0b11));
    assert_eq!(posted.expiries_ts.len(), 2);
}

/// With good signatures directly before it: the caller could be anybody's program, called by anybody.
#[tokio::test]
async fn attack_04_called_through_another_program() {
    let mut scene = Scene::new(ProgramVersion::V0).await;
    let [signatures, post] = scene.surface_instructions(VOLATILITY_E9).await;

    // The caller does pass calls on: an instruction that asks for no signatures goes through.
    let market = scene.market;
    let again = through_another_program(&instruction::create_surface(scene.bank.payer(), market));
    let refusal = scene.bank.send("create_surface", &[again], &[]).await.err().expect("a refusal");
    assert!(refusal.is(VaultError::AlreadyExists), "{refusal}");

    let called = through_another_program(&post);
    let refusal = scene.bank.send("post_surface", &[signatures.clone(), called], &[]).await.err().expect("a refusal");
    assert!(refusal.is(VaultError::SignedThroughAnotherProgram), "{refusal}");

    let done = scene.bank.send("post_surface", &[signatures, post], &[]).await.unwrap();
    assert_eq!(done.event::<SurfacePosted>().sequence, 1);
}

#[tokio::test]
async fn attack_04_a_threshold_through_another_program() {
    let mut scene = Scene::new(ProgramVersion::V0).await;
    let account = scene.open_margin_account().await;
    let [signatures, apply] = scene.threshold_instructions(account).await;
    let called = through_another_program(&apply);
    let sent = scene.bank.send("apply_threshold", &[signatures.clone(), called], &[]).await;
    let refusal = sent.err().expect("a refusal");
    assert!(refusal.is(VaultError::SignedThroughAnotherProgram), "{refusal}");

    scene.bank.send("apply_threshold", &[signatures, apply], &[]).await.unwrap();
    let kept: MarginAccount = scene.bank.read(&account.address).await.unwrap();
    assert_eq!(kept.threshold.maintenance_margin_atoms, 2);
}
