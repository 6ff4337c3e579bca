//! Deposits between rounds, which get their shares at once.

use super::*;
use options_vault::errors::VaultError;
use solana_signer::Signer;
use vault_client::instruction;
use vault_types::state::VaultState;

#[test]
fn shares_come_at_once_at_the_last_closing_price() {
    let Running { mut scene, maker, .. } = odd_with(|_| ());
    let (who, before, pps_e9) = (maker.pubkey(), scene.vault(), scene.vault().pps_e9);
    scene.deposit_now(&maker, 7 * COIN + 3).unwrap();
    let shares = u128::from(7 * COIN + 3) * 1_000_000_000 / u128::from(pps_e9);
    assert_eq!(u128::from(scene.shares(&who)), shares);
    let after = scene.vault();
    assert_eq!(after.ledger.nav_atoms, before.ledger.nav_atoms + 7 * COIN + 3);
    assert_eq!(after.ledger.pending_deposit_atoms, 0);
    assert_eq!((after.pps_e9, after.high_water_mark_e9), (pps_e9, before.high_water_mark_e9));
    scene.roll(SPOT).unwrap();
    assert_eq!(scene.round(2).unwrap().size_atoms, after.ledger.nav_atoms, "it works from the next round on");
}

/// The price per share only changes when a round closes. In every state in which that is still to come, and before the
/// first price, a deposit has to queue: nobody buys shares knowing the next price.
#[test]
fn attack_14_no_shares_at_a_price_that_is_about_to_change() {
    let mut story = running();
    let bob = story.scene.person(3, 10 * COIN);
    story.scene.bid(&story.maker, 100 * COIN, ANY_PREMIUM).unwrap();
    let refused_in = |scene: &mut Scene, state| {
        assert_eq!(scene.vault().state, state);
        refused(scene.deposit_now(&bob, COIN), VaultError::NotOpen);
    };
    refused_in(&mut story.scene, VaultState::AUCTION);
    story.expire();
    refused_in(&mut story.scene, VaultState::LIVE);
    story.scene.set_price(SPOT);
    story.scene.post_settlement_price().unwrap();
    refused_in(&mut story.scene, VaultState::LIVE);
    story.scene.settle().unwrap();
    refused_in(&mut story.scene, VaultState::SETTLING);
    let pps_before = story.scene.vault().pps_e9;
    story.scene.close_round().unwrap();
    assert!(story.scene.vault().pps_e9 > pps_before, "it was about to rise");
    story.scene.deposit_now(&bob, COIN).unwrap();

    let mut fresh = scene();
    let alice = fresh.person(1, COIN);
    refused(fresh.deposit_now(&alice, COIN), VaultError::NoSharesYet);
}

/// Deposit, request and claim in one transaction, many times, at an odd price and with what rounding has left in the vault.
#[test]
fn attack_11_a_circle_between_rounds_never_gains() {
    for fee_bps in [0, 37] {
        let Running { mut scene, .. } = odd_with(|it| {
            it.min_deposit_atoms = 1_000;
            it.fees.withdrawal_fee_bps = fee_bps;
        });
        let thief = scene.person(9, COIN);
        let (who, before) = (thief.pubkey(), scene.vault());
        for atoms in [1_009, 1_013, 1_019, 10_007, 1_021, 999_983] {
            let coins = scene.coins(&who);
            let shares = u64::try_from(u128::from(atoms) * 1_000_000_000 / u128::from(before.pps_e9)).unwrap();
            let deposit = scene.with_vault(|vault| instruction::deposit_now(who, vault, atoms, vec![]));
            let request = scene.with_vault(|vault| instruction::request_withdrawal(who, vault, shares));
            let claim = scene.with_vault(|vault| instruction::claim_withdrawal(who, who, vault, 1));
            scene.world.send_all("circle", &[deposit, request, claim], &[&thief]).unwrap();
            assert!(scene.coins(&who) <= coins, "{atoms} atoms");
            let most_lost = 3 + (atoms * u64::from(fee_bps)).div_ceil(10_000);
            assert!(coins - scene.coins(&who) <= most_lost, "{atoms} atoms");
        }
        let after = scene.vault();
        assert_eq!(after.ledger.share_supply, before.ledger.share_supply);
        assert!(after.ledger.nav_atoms >= before.ledger.nav_atoms, "those who stayed have lost nothing");
    }
}

/// A deposit just before the roll is worth what a queued one is.
#[test]
fn no_better_and_no_worse_than_the_queue() {
    let Running { mut scene, alice, .. } = odd_with(|_| ());
    let [now, queued] = [5, 6].map(|seed| scene.person(seed, 10 * COIN));
    scene.deposit_now(&now, 10 * COIN).unwrap();
    scene.deposit(&queued, 10 * COIN).unwrap();
    scene.roll(SPOT).unwrap();
    scene.claim_shares(&queued).unwrap();
    assert_eq!(scene.shares(&now.pubkey()), scene.shares(&queued.pubkey()));
    assert_eq!(scene.shares(&alice.pubkey()), 100 * COIN);
}
