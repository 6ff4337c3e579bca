//! Anyone may claim for an owner, into the owner's associated account and nowhere else.

use super::*;
use options_vault::errors::VaultError;
use simulator::Refusal;
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{address, instruction, Instruction, Pubkey};

/// Where the claims name the owner's wallet.
const OWNER_SHARES: usize = 6;
const OWNER_ASSETS: usize = 5;

fn claim_shares(scene: &Scene, claimer: &Keypair, owner: &Keypair) -> Instruction {
    scene.with_vault(|vault| instruction::claim_shares(claimer.pubkey(), owner.pubkey(), vault, 1))
}

fn claim_withdrawal(scene: &Scene, claimer: &Keypair, owner: &Keypair) -> Instruction {
    scene.with_vault(|vault| instruction::claim_withdrawal(claimer.pubkey(), owner.pubkey(), vault, 1))
}

fn send_into(
    scene: &mut Scene,
    mut claim: Instruction,
    account: usize,
    wallet: Pubkey,
    claimer: &Keypair,
) -> Result<u64, Refusal> {
    claim.accounts[account].pubkey = wallet;
    scene.world.send("claim into", claim, &[claimer])
}

/// Alice's deposit has joined the first round, and is not claimed.
fn joined() -> (Scene, Keypair, Keypair) {
    let mut scene = scene();
    let (alice, keeper) = (scene.person(1, 100 * COIN), scene.person(8, 0));
    scene.deposit(&alice, 100 * COIN).unwrap();
    scene.roll(SPOT).unwrap();
    (scene, alice, keeper)
}

/// Alice's withdrawal of 40 coins can be claimed.
fn finished() -> (Scene, Keypair, Keypair) {
    let (mut scene, alice, keeper) = joined();
    scene.claim_shares(&alice).unwrap();
    scene.request_withdrawal(&alice, 40 * COIN).unwrap();
    scene.finish_round(SPOT).unwrap();
    (scene, alice, keeper)
}

/// Another account of the same mint and owner; not the associated one.
fn second_wallet(scene: &mut Scene, wallet: &Pubkey, seed: u8) -> Pubkey {
    let account = scene.world.svm.get_account(wallet).unwrap();
    let address = Pubkey::new_from_array([seed; 32]);
    scene.world.set_account(address, account);
    address
}

/// As the token program's `SetAuthority` of the account owner leaves it.
fn give_away(scene: &mut Scene, wallet: &Pubkey, to: &Pubkey) {
    let mut account = scene.world.svm.get_account(wallet).unwrap();
    account.data[32..64].copy_from_slice(to.as_ref());
    scene.world.set_account(*wallet, account);
}

/// As the token program's `CloseAccount` leaves it: nothing there.
fn close(scene: &mut Scene, wallet: &Pubkey) {
    let mut account = scene.world.svm.get_account(wallet).unwrap();
    (account.lamports, account.owner) = (0, Pubkey::default());
    account.data.clear();
    scene.world.set_account(*wallet, account);
}

#[test]
fn a_keeper_claims_shares_and_the_owner_gets_them_with_the_rent() {
    let (mut scene, alice, keeper) = joined();
    let [rent, keepers] =
        [address::deposit_ticket(&scene.vault, &alice.pubkey()), keeper.pubkey()].map(|who| lamports(&scene, &who));
    let before = lamports(&scene, &alice.pubkey());
    scene.claim_shares_for(&keeper, &alice.pubkey()).unwrap();
    assert_eq!((scene.shares(&alice.pubkey()), scene.shares(&keeper.pubkey())), (100 * COIN, 0));
    assert_eq!(lamports(&scene, &alice.pubkey()), before + rent);
    assert_eq!(lamports(&scene, &keeper.pubkey()), keepers);
    refused_by_code(scene.claim_shares(&alice), anchor::NOT_INITIALIZED);
}

#[test]
fn a_keeper_claims_a_withdrawal_and_the_owner_gets_it_with_the_rent() {
    let (mut scene, alice, keeper) = finished();
    let rent = lamports(&scene, &address::withdrawal_ticket(&scene.vault, &alice.pubkey()));
    let (before, keepers) = (lamports(&scene, &alice.pubkey()), lamports(&scene, &keeper.pubkey()));
    scene.claim_withdrawal_for(&keeper, &alice.pubkey()).unwrap();
    assert_eq!((scene.coins(&alice.pubkey()), scene.coins(&keeper.pubkey())), (40 * COIN, 0));
    assert_eq!(lamports(&scene, &alice.pubkey()), before + rent);
    assert_eq!(lamports(&scene, &keeper.pubkey()), keepers);
    // The owner's own claim comes too late, and alice has what it would have paid.
    refused_by_code(scene.claim_withdrawal(&alice), anchor::NOT_INITIALIZED);
}

#[test]
fn a_keeper_claims_part_after_part() {
    let Running { mut scene, alice, maker } = open_with(|it| it.max_outflow_bps = VaultParams::LEAST_OUTFLOW_BPS);
    scene.request_withdrawal(&alice, 20 * COIN).unwrap();
    let (ticket, before) =
        (address::withdrawal_ticket(&scene.vault, &alice.pubkey()), lamports(&scene, &alice.pubkey()));
    let rent = lamports(&scene, &ticket);
    scene.claim_withdrawal_for(&maker, &alice.pubkey()).unwrap();
    assert_eq!((scene.coins(&alice.pubkey()), lamports(&scene, &alice.pubkey())), (10 * COIN, before));
    let now_ts = scene.world.now();
    scene.world.set_time(now_ts + 86_400);
    scene.claim_withdrawal_for(&maker, &alice.pubkey()).unwrap();
    assert_eq!((scene.coins(&alice.pubkey()), lamports(&scene, &alice.pubkey())), (20 * COIN, before + rent));
}

/// The keeper's own wallet, the owner's second one, the vault's custody: a keeper pays into none of them.
#[test]
fn attack_10_a_keeper_cannot_choose_the_account() {
    let (mut scene, alice, keeper) = finished();
    let wallet = address::wallet(&alice.pubkey(), &scene.underlying_mint);
    let second = second_wallet(&mut scene, &wallet, 71);
    let keepers = address::wallet(&keeper.pubkey(), &scene.underlying_mint);
    let custody = scene.vault().custody;
    for other in [keepers, second, custody] {
        let claim = claim_withdrawal(&scene, &keeper, &alice);
        refused(send_into(&mut scene, claim, OWNER_ASSETS, other, &keeper), VaultError::NotTheOwnersWallet);
    }
    // The owner may name any.
    let claim = claim_withdrawal(&scene, &alice, &alice);
    send_into(&mut scene, claim, OWNER_ASSETS, second, &alice).unwrap();
    assert_eq!(scene.world.balance(&second), 40 * COIN);
}

#[test]
fn attack_10_a_keeper_cannot_choose_the_account_of_shares() {
    let (mut scene, alice, keeper) = joined();
    let share_mint = scene.vault().share_mint;
    let wallet = address::wallet(&alice.pubkey(), &share_mint);
    let second = second_wallet(&mut scene, &wallet, 71);
    let keepers = address::wallet(&keeper.pubkey(), &share_mint);
    for other in [keepers, second] {
        let claim = claim_shares(&scene, &keeper, &alice);
        refused(send_into(&mut scene, claim, OWNER_SHARES, other, &keeper), VaultError::NotTheOwnersWallet);
    }
    let claim = claim_shares(&scene, &alice, &alice);
    send_into(&mut scene, claim, OWNER_SHARES, second, &alice).unwrap();
    assert_eq!(scene.world.balance(&second), 100 * COIN);
}

/// An associated account keeps its address when its owner gives it away; then it is somebody else's.
#[test]
fn attack_10_nothing_is_paid_into_a_wallet_that_was_given_away() {
    let (mut scene, alice, keeper) = finished();
    let wallet = address::wallet(&alice.pubkey(), &scene.underlying_mint);
    give_away(&mut scene, &wallet, &keeper.pubkey());
    refused(scene.claim_withdrawal_for(&keeper, &alice.pubkey()), VaultError::NotTheOwnersWallet);
    give_away(&mut scene, &wallet, &alice.pubkey());
    scene.claim_withdrawal_for(&keeper, &alice.pubkey()).unwrap();

    let (mut scene, alice, keeper) = joined();
    let wallet = address::wallet(&alice.pubkey(), &scene.vault().share_mint);
    give_away(&mut scene, &wallet, &keeper.pubkey());
    refused(scene.claim_shares_for(&keeper, &alice.pubkey()), VaultError::NotTheOwnersWallet);
}

/// Whose wallet is closed is paid when it is open again, or into another one that the owner names.
#[test]
fn a_closed_wallet_is_refused_by_name() {
    let (mut scene, alice, keeper) = finished();
    let wallet = address::wallet(&alice.pubkey(), &scene.underlying_mint);
    let second = second_wallet(&mut scene, &wallet, 71);
    close(&mut scene, &wallet);
    refused_by_code(scene.claim_withdrawal_for(&keeper, &alice.pubkey()), anchor::NOT_INITIALIZED);
    let claim = claim_withdrawal(&scene, &alice, &alice);
    send_into(&mut scene, claim, OWNER_ASSETS, second, &alice).unwrap();

    let shares = address::wallet(&alice.pubkey(), &scene.vault().share_mint);
    close(&mut scene, &shares);
    refused_by_code(scene.request_withdrawal(&alice, COIN), anchor::NOT_INITIALIZED);
    let keepers = address::wallet(&keeper.pubkey(), &scene.vault().share_mint);
    close(&mut scene, &keepers);
    refused_by_code(scene.deposit_now(&keeper, COIN), anchor::NOT_INITIALIZED);
}

/// Only claiming is open to everybody: nobody cancels or asks in another's name.
#[test]
fn attack_10_nobody_cancels_for_another() {
    let (mut scene, alice, keeper) = joined();
    scene.claim_shares(&alice).unwrap();
    scene.request_withdrawal(&alice, COIN).unwrap();
    let mut cancel = scene.with_vault(|vault| instruction::cancel_withdrawal(alice.pubkey(), vault));
    cancel.accounts[0].pubkey = keeper.pubkey();
    refused_by_code(scene.world.send("cancel", cancel, &[&keeper]), anchor::HAS_ONE);
}
