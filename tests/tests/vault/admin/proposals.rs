//! A proposal's life.

use super::*;
use options_vault::errors::VaultError;
use solana_signer::Signer;
use vault_client::{address, instruction, Pubkey};
use vault_types::state::Proposal;

#[test]
fn a_change_waits_out_the_timelock_and_gives_its_rent_back() {
    let mut scene = scene();
    let (admin, _) = authorities(&scene);
    let before = lamports(&scene, &admin.pubkey());
    let change = higher_fees(&scene);
    let number = scene.propose(&change).unwrap();
    let proposal = scene.proposal(number).unwrap();
    assert_eq!(proposal.ready_ts, scene.world.now() + i64::from(scene.config().timelock_secs));
    assert_eq!((proposal.decode(), scene.config().proposals), (Some(change), 1));

    scene.world.set_time(proposal.ready_ts - 1);
    refused(scene.execute(&admin, number), VaultError::TimelockRunning);
    scene.world.set_time(proposal.ready_ts);
    scene.execute(&admin, number).unwrap();
    assert_eq!(scene.vault().params.fees.performance_fee_bps, 3_000);
    assert_eq!((scene.proposal(number), lamports(&scene, &admin.pubkey())), (None, before));
}

#[test]
fn attack_05_a_proposal_expires() {
    let mut scene = scene();
    let (admin, _) = authorities(&scene);
    let number = scene.propose(&higher_fees(&scene)).unwrap();
    let expires_ts = scene.proposal(number).unwrap().expires_ts;
    assert_eq!(expires_ts, scene.proposal(number).unwrap().ready_ts + Proposal::LIFE_SECS);
    scene.world.set_time(expires_ts);
    refused(scene.execute(&admin, number), VaultError::ProposalExpired);
    scene.world.set_time(expires_ts - 1);
    scene.execute(&admin, number).unwrap();
}

#[test]
fn attack_05_only_the_admin_proposes_and_executes() {
    let mut scene = scene();
    let (admin, guardian) = authorities(&scene);
    let change = higher_fees(&scene);
    for stranger in [guardian.insecure_clone(), scene.keeper.insecure_clone()] {
        scene.authority = stranger;
        refused_by_code(scene.propose(&change), anchor::HAS_ONE);
    }
    scene.authority = admin.insecure_clone();
    let number = scene.propose(&change).unwrap();
    until_ready(&mut scene, number);
    refused(scene.execute(&guardian, number), VaultError::NotForThisKey);
    let keeper = scene.keeper.insecure_clone();
    refused(scene.execute(&keeper, number), VaultError::NotForThisKey);
}

#[test]
fn admin_and_guardian_can_cancel_and_nobody_else() {
    let mut scene = scene();
    let (admin, guardian) = authorities(&scene);
    let keeper = scene.keeper.insecure_clone();
    for canceller in [admin, guardian] {
        let number = scene.propose(&higher_fees(&scene)).unwrap();
        refused(scene.cancel_change(&keeper, number), VaultError::NotForThisKey);
        scene.cancel_change(&canceller, number).unwrap();
        assert_eq!(scene.proposal(number), None);
    }
}

/// Signed against old settings, kept with a durable nonce, sent when they have changed.
#[test]
fn attack_05_a_proposal_signed_against_older_settings_is_void() {
    let mut scene = scene();
    let (admin, guardian) = authorities(&scene);
    let change = params_with(&scene, |params| params.vault_cap_atoms = u64::MAX - 1);
    let (target, old_hash) = (scene.target(&change), scene.settings_hash(&change));
    scene.tighten(&guardian, &params_with(&scene, |params| params.vault_cap_atoms = 5 * COIN)).unwrap();
    let late = instruction::propose_change(scene.house(), 0, target, change.clone(), old_hash);
    refused(scene.world.send("propose_change", late, &[&admin]), VaultError::SettingsChanged);

    // The same where the house's own settings have changed meanwhile.
    let old_hash = scene.settings_hash(&change);
    scene.change(&Change::Guardian { guardian: Pubkey::new_from_array([44; 32]) }).unwrap();
    let late = instruction::propose_change(scene.house(), scene.config().proposals, target, change.clone(), old_hash);
    refused(scene.world.send("propose_change", late, &[&admin]), VaultError::SettingsChanged);
    scene.propose(&change).unwrap();
}

/// Two proposals wait; the first one executed makes the second void.
#[test]
fn attack_05_a_change_voids_the_proposals_made_before_it() {
    let mut scene = scene();
    let (admin, _) = authorities(&scene);
    let change = higher_fees(&scene);
    let (first, second) = (scene.propose(&change).unwrap(), scene.propose(&change).unwrap());
    until_ready(&mut scene, second);
    scene.execute(&admin, first).unwrap();
    refused(scene.execute(&admin, second), VaultError::SettingsChanged);
}

/// What a proposal may be for is checked when it is made and again when it is executed.
#[test]
fn attack_05_no_proposal_leaves_the_bounds() {
    let mut scene = scene();
    let bad = [
        params_with(&scene, |params| params.fees.performance_fee_bps = 3_001),
        params_with(&scene, |params| params.auction.duration_secs = 2 * 86_400),
        params_with(&scene, |params| params.periods = 0),
        Change::Timelock { timelock_secs: 86_399 },
        Change::Timelock { timelock_secs: 30 * 86_400 + 1 },
        Change::Guardian { guardian: scene.authority.pubkey() },
        Change::Admin { admin: scene.guardian.pubkey() },
        Change::VaultHalts { halts: Halts::from_bits(8) },
        Change::MarketHalts { halts: Halts::from_bits(255) },
        Change::MarketHalts { halts: Halts::DEPOSITS },
        Change::Signers { quorum: 0, keys: vec![Pubkey::new_from_array([1; 32])] },
        Change::Signers { quorum: 1, keys: vec![] },
    ];
    for change in bad {
        refused(scene.propose(&change), VaultError::ChangeOutOfBounds);
    }
}

#[test]
fn attack_05_no_change_of_another_houses_accounts() {
    let mut scene = scene();
    let (admin, _) = authorities(&scene);
    let mayor = Keypair::new_from_array([31; 32]);
    scene.world.fund(&mayor.pubkey());
    let args = vault_client::CreateConfigArgs {
        guardian: scene.guardian.pubkey(),
        timelock_secs: 86_400,
        cluster_genesis_hash: [9; 32],
    };
    scene.world.send("create_config", instruction::create_config(mayor.pubkey(), args), &[&mayor]).unwrap();
    let foreign = instruction::House { admin: mayor.pubkey(), config: address::config(&mayor.pubkey()) };
    let halts = Change::MarketHalts { halts: Halts::OF_A_MARKET };
    let signers = Change::Signers { quorum: 1, keys: vec![mayor.pubkey()] };
    for change in [higher_fees(&scene), EVERY_HALT, halts, signers, Change::Timelock { timelock_secs: 86_400 }] {
        let (target, hash) = (scene.target(&change), scene.settings_hash(&change));
        let propose = instruction::propose_change(foreign, 0, target, change.clone(), hash);
        refused(scene.world.send("propose_change", propose, &[&mayor]), VaultError::ForeignTarget);
        let tighten = instruction::tighten(mayor.pubkey(), foreign.config, target, change);
        refused(scene.world.send("tighten", tighten, &[&mayor]), VaultError::ForeignTarget);
    }
    // Nor of an account of another type, or with another vault's market or none.
    let vault = instruction::TargetRef { address: scene.vault, market: None };
    let tighten = instruction::tighten(admin.pubkey(), scene.config, vault, EVERY_HALT);
    refused(scene.world.send("tighten", tighten, &[&admin]), VaultError::ForeignTarget);
    let confused = instruction::TargetRef { address: scene.market, market: Some(scene.market) };
    let tighten = instruction::tighten(admin.pubkey(), scene.config, confused, EVERY_HALT);
    refused_by_code(scene.world.send("tighten", tighten, &[&admin]), anchor::DISCRIMINATOR);
}
