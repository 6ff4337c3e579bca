//! Forfeited deposits are the one thing besides a premium that raises what a share is worth. They must not raise it so far that the
//! deposits which wait for the next round buy next to no shares.

use super::*;
use vault_types::shares::PPS_ONE_E9;

const VICTIM_ATOMS: u64 = 1_000_000;

/// A new vault in its second round, whose only share is the thief's; a victim's deposit waits, made at one atom a share.
fn with_one_share() -> (Sealed, Keypair) {
    let mut params = sealed_params(OptionKind::CALL);
    params.vault.min_deposit_atoms = 1_000;
    params.vault.min_withdrawal_atoms = 1;
    let mut scene = Scene::new(&params).unwrap();
    let makers = [2, 3, 4].map(|seed| scene.person(seed, 100 * COIN));
    let victim = scene.person(1, VICTIM_ATOMS);
    scene.deposit(&makers[0], 1_000).unwrap();
    scene.roll(SPOT).unwrap();
    scene.claim_shares(&makers[0]).unwrap();
    scene.request_withdrawal(&makers[0], 999).unwrap();
    let mut story = Sealed { scene, makers };
    story.clear();
    story.settle_at(SPOT);
    assert_eq!((story.scene.vault().pps_e9, story.scene.vault().ledger.share_supply), (PPS_ONE_E9, 1));
    story.scene.claim_withdrawal(&story.makers[0]).unwrap();
    story.scene.roll(SPOT).unwrap();
    story.scene.deposit(&victim, VICTIM_ATOMS).unwrap();
    (story, victim)
}

/// The donation of the classic attack, by the only door that is left: a bid that is never revealed.
#[test]
fn attack_12_a_forfeited_deposit_makes_no_share_dear() {
    let (mut story, victim) = with_one_share();
    let gift = SecretBid { deposit_atoms: 600_000, ..secret(0, 1, DEAR) };
    story.commit(0, &gift);
    story.clear();
    let ledger = story.scene.vault().ledger;
    assert_eq!((ledger.nav_atoms, ledger.fee_payable_atoms, ledger.bid_escrow_atoms), (2, 599_999, 0));
    story.settle_at(SPOT);
    assert!(story.scene.vault().pps_e9 <= 3 * PPS_ONE_E9, "{}", story.scene.vault().pps_e9);
    story.scene.roll(SPOT).unwrap();
    story.scene.claim_shares(&victim).unwrap();
    let (who, shares) = (victim.pubkey(), story.scene.shares(&victim.pubkey()));
    story.scene.request_withdrawal(&victim, shares).unwrap();
    story.clear();
    story.settle_at(SPOT);
    story.scene.claim_withdrawal(&victim).unwrap();
    assert!(story.scene.coins(&who) + 3 >= VICTIM_ATOMS, "{} of {VICTIM_ATOMS}", story.scene.coins(&who));
    story.audit();
}
