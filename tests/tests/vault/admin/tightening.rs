//! What works at once.

use super::*;
use options_vault::errors::VaultError;
use solana_signer::Signer;

#[test]
fn the_guardian_tightens_at_once_and_never_loosens() {
    let mut scene = scene();
    let (admin, guardian) = authorities(&scene);
    let tighter: [fn(&mut VaultParams); 6] = [
        |params| params.vault_cap_atoms = 100 * COIN,
        |params| params.owner_cap_atoms = 10 * COIN,
        |params| params.fees.performance_fee_bps -= 1,
        |params| params.fees.management_fee_e8 -= 1,
        |params| params.max_outflow_bps = 2_000,
        |params| params.vault_cap_atoms = 0,
    ];
    for (index, spoil) in tighter.into_iter().enumerate() {
        let who = if index % 2 == 0 { &guardian } else { &admin };
        let before = scene.vault().params;
        let change = params_with(&scene, spoil);
        scene.tighten(who, &change).unwrap();
        assert_eq!(Change::VaultParams { params: scene.vault().params }, change);
        refused(scene.tighten(who, &Change::VaultParams { params: before }), VaultError::Loosens);
    }
    let other: [fn(&mut VaultParams); 9] = [
        |params| params.vault_cap_atoms += 1,
        |params| params.owner_cap_atoms += 1,
        |params| params.fees.withdrawal_fee_bps += 1,
        |params| params.max_outflow_bps += 1,
        |params| params.min_deposit_atoms += 1,
        |params| params.min_withdrawal_atoms += 1,
        |params| params.strike_policy.target_delta_bps += 1,
        |params| params.auction.end_discount_bps += 1,
        |params| params.allow_list_root = [1; 32],
    ];
    for spoil in other {
        refused(scene.tighten(&guardian, &params_with(&scene, spoil)), VaultError::Loosens);
    }
    refused(scene.tighten(&guardian, &Change::Timelock { timelock_secs: 30 * 86_400 }), VaultError::Loosens);
    let stranger = scene.keeper.insecure_clone();
    refused(scene.tighten(&stranger, &EVERY_HALT), VaultError::NotForThisKey);
}

/// A halt stops what it names, in the vault or in all vaults of the market; lifting it waits out the timelock.
#[test]
fn halts_come_at_once_and_are_lifted_by_proposal() {
    for market_wide in [false, true] {
        let make = |halts| match market_wide {
            true => Change::MarketHalts { halts },
            false => Change::VaultHalts { halts },
        };
        let mut story = running();
        let scene = &mut story.scene;
        let (_, guardian) = authorities(scene);
        scene.bid(&story.maker, COIN, ANY_PREMIUM).unwrap();
        scene.tighten(&guardian, &make(Halts::SALES)).unwrap();
        refused(scene.bid(&story.maker, COIN, ANY_PREMIUM), VaultError::SalesHalted);
        refused(scene.tighten(&guardian, &make(Halts::ROUNDS)), VaultError::Loosens);
        scene.tighten(&guardian, &make(Halts::ROUNDS.with(Halts::SALES))).unwrap();

        // What runs ends as it would have, and everybody gets out.
        scene.request_withdrawal(&story.alice, 40 * COIN).unwrap();
        scene.finish_round(SPOT).unwrap();
        scene.claim_withdrawal(&story.alice).unwrap();
        refused(refusal(scene.roll(SPOT)), VaultError::RoundsHalted);
        scene.request_withdrawal(&story.alice, 10 * COIN).unwrap();
        scene.claim_withdrawal(&story.alice).unwrap();

        scene.change(&make(Halts::NONE)).unwrap();
        scene.roll(SPOT).unwrap();
        scene.bid(&story.maker, COIN, ANY_PREMIUM).unwrap();
    }
}

#[test]
fn a_deposit_halt_keeps_money_out_and_none_in() {
    let mut story = between_rounds();
    let scene = &mut story.scene;
    let (_, guardian) = authorities(scene);
    scene.deposit(&story.maker, 10 * COIN).unwrap();
    scene.tighten(&guardian, &Change::VaultHalts { halts: Halts::DEPOSITS }).unwrap();
    refused(scene.deposit(&story.maker, COIN), VaultError::DepositsHalted);
    refused(scene.deposit_now(&story.maker, COIN), VaultError::DepositsHalted);
    scene.cancel_deposit(&story.maker).unwrap();
    assert_eq!(scene.coins(&story.maker.pubkey()), 100 * COIN);
    scene.roll(SPOT).unwrap();
}

/// Fees of a running round are the ones that it started with.
#[test]
fn attack_13_new_fees_are_not_for_the_running_round() {
    let mut story = running();
    let scene = &mut story.scene;
    scene.bid(&story.maker, 50 * COIN, ANY_PREMIUM).unwrap();
    let old = scene.vault().params.fees;
    let change = higher_fees(scene);
    scene.change(&change).unwrap();
    assert_eq!(scene.round(1).unwrap().fees, old);
    scene.finish_round(SPOT).unwrap();
    let round = scene.round(1).unwrap();
    assert_eq!(round.performance_fee_atoms, round.premium_atoms / 10, "a tenth, not three");
    scene.roll(SPOT).unwrap();
    assert_eq!(scene.round(2).unwrap().fees.performance_fee_bps, 3_000);
}
