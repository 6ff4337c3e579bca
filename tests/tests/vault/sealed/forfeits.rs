//! What is forfeited becomes part of the vault: nobody may raise the price per share by it beyond what has been queued.

use super::*;

/// A vault with one share: its owner forfeits ten coins, so that deposits queued at the old price buy no share at the new one.
#[test]
fn attack_12_forfeits_cannot_swallow_deposits() {
    let mut params = sealed_params(OptionKind::CALL);
    (params.vault.fees.performance_fee_bps, params.vault.fees.management_fee_e8) = (0, 0);
    let mut scene = Scene::new(&params).unwrap();
    let attacker = scene.person(1, 20 * COIN);
    let victims = [2, 3].map(|seed| scene.person(seed, 8 * COIN));
    let least = params.vault.min_deposit_atoms;
    scene.deposit(&attacker, least).unwrap();
    scene.roll(SPOT).unwrap();
    scene.claim_shares(&attacker).unwrap();
    scene.request_withdrawal(&attacker, least - 1).unwrap();
    let makers = [5, 6, 7].map(|seed| scene.person(seed, 0));
    let mut story = Sealed { scene, makers };
    story.clear();
    story.settle_at(SPOT);
    story.scene.claim_withdrawal(&attacker).unwrap();
    assert_eq!(story.scene.vault().ledger.share_supply, 1);

    story.scene.roll(SPOT).unwrap();
    let hidden = SecretBid { deposit_atoms: 10 * COIN, ..secret(0, 1, DEAR) };
    let _ = story.scene.commit_bid(&attacker, &hidden);
    story.clear();
    for victim in &victims {
        story.scene.deposit(victim, 8 * COIN).unwrap();
    }
    story.settle_at(SPOT);
    story.scene.roll(SPOT).unwrap();
    for victim in &victims {
        story.scene.claim_shares(victim).unwrap();
        let (shares, pps_e9) = (story.scene.shares(&victim.pubkey()), story.scene.vault().pps_e9);
        println!("victim: {shares} shares at {pps_e9}; NAV {}", story.scene.vault().ledger.nav_atoms);
        let worth_atoms = u128::from(shares) * u128::from(pps_e9) / 1_000_000_000;
        assert!(worth_atoms >= u128::from(8 * COIN * 99 / 100), "8 coins became {worth_atoms} atoms");
    }
}
