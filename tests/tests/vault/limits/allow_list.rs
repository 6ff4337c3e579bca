//! A vault for those on its list.

use super::*;
use options_vault::errors::VaultError;
use simulator::Refusal;
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{address, instruction, Pubkey};
use vault_types::allow_list;

type Proof = Vec<[u8; 32]>;

fn deposit(scene: &mut Scene, who: &Keypair, atoms: u64, proof: &Proof) -> Result<u64, Refusal> {
    let deposit = scene.with_vault(|vault| instruction::deposit(who.pubkey(), vault, atoms, proof.clone()));
    scene.world.send("deposit", deposit, &[who])
}

fn deposit_now(scene: &mut Scene, who: &Keypair, atoms: u64, proof: &Proof) -> Result<u64, Refusal> {
    let deposit = scene.with_vault(|vault| instruction::deposit_now(who.pubkey(), vault, atoms, proof.clone()));
    scene.world.send("deposit_now", deposit, &[who])
}

/// Three members, somebody else, and the members' proofs.
fn story() -> (Scene, [Keypair; 3], Keypair, Vec<Proof>) {
    let keys = [1, 2, 3].map(|seed| Keypair::new_from_array([seed; 32]).pubkey());
    let (root, proofs) = allow_list::build(&keys);
    let mut scene = Scene::new(&params(|it| it.allow_list_root = root)).unwrap();
    let members = [1, 2, 3].map(|seed| scene.person(seed, 100 * COIN));
    let stranger = scene.person(4, 100 * COIN);
    (scene, members, stranger, proofs)
}

#[test]
fn members_deposit_with_their_proof_and_nobody_else() {
    let (mut scene, members, stranger, proofs) = story();
    for (member, proof) in members.iter().zip(&proofs) {
        refused(deposit(&mut scene, member, COIN, &vec![]), VaultError::NotOnTheList);
        deposit(&mut scene, member, COIN, proof).unwrap();
    }
    for proof in proofs.iter().chain([&vec![]]) {
        refused(deposit(&mut scene, &stranger, COIN, proof), VaultError::NotOnTheList);
    }
    refused(deposit(&mut scene, &members[0], COIN, &proofs[1]), VaultError::NotOnTheList);

    scene.roll(SPOT).unwrap();
    scene.finish_round(SPOT).unwrap();
    for (member, proof) in members.iter().zip(&proofs) {
        refused(deposit_now(&mut scene, member, COIN, &vec![]), VaultError::NotOnTheList);
        deposit_now(&mut scene, member, COIN, proof).unwrap();
    }
    refused(deposit_now(&mut scene, &stranger, COIN, &proofs[0]), VaultError::NotOnTheList);
}

/// Who has left the list, or got shares from a member, still gets the money.
#[test]
fn leaving_needs_no_proof() {
    let (mut scene, [alice, bob, _], stranger, proofs) = story();
    deposit(&mut scene, &alice, 10 * COIN, &proofs[0]).unwrap();
    deposit(&mut scene, &bob, 10 * COIN, &proofs[1]).unwrap();
    change_params(&mut scene, |it| it.allow_list_root = [9; 32]);
    refused(deposit(&mut scene, &alice, 10 * COIN, &proofs[0]), VaultError::NotOnTheList);
    scene.cancel_deposit(&bob).unwrap();
    scene.roll(SPOT).unwrap();
    scene.claim_shares(&alice).unwrap();
    let share_mint = scene.vault().share_mint;
    let [from, to] = [&alice, &stranger].map(|who| address::wallet(&who.pubkey(), &share_mint));
    scene.world.transfer(&from, &to, &alice, 4 * COIN).unwrap();
    scene.request_withdrawal(&alice, 6 * COIN).unwrap();
    scene.finish_round(SPOT).unwrap();
    scene.claim_withdrawal(&alice).unwrap();
    scene.request_withdrawal(&stranger, 4 * COIN).unwrap();
    scene.claim_withdrawal(&stranger).unwrap();
    assert_eq!((scene.coins(&alice.pubkey()), scene.coins(&stranger.pubkey())), (96 * COIN, 104 * COIN));
}

/// Somebody whose address is a node of the tree: the program takes no node for a leaf.
#[test]
fn attack_10_a_node_is_no_member() {
    let keys: Vec<Pubkey> = [1, 2].map(|seed| Keypair::new_from_array([seed; 32]).pubkey()).to_vec();
    let (root, _) = allow_list::build(&keys);
    assert!(!allow_list::is_allowed(&root, &Pubkey::new_from_array(root), &[]));
    let mut scene = Scene::new(&params(|it| it.allow_list_root = root)).unwrap();
    let stranger = scene.person(4, COIN);
    refused(deposit(&mut scene, &stranger, COIN, &vec![root]), VaultError::NotOnTheList);
}

#[test]
fn an_open_vault_does_not_look_at_proofs() {
    let mut scene = scene();
    let alice = scene.person(1, COIN);
    deposit(&mut scene, &alice, COIN, &vec![[1; 32]; 3]).unwrap();
}
