//! The withdrawal fee, and which round bears which fees. Parameters are changed in the account: see [`change_params`].

use super::*;
use options_vault::errors::VaultError;
use solana_signer::Signer;
use vault_types::state::FeeParams;

const HIGHEST: FeeParams =
    FeeParams { performance_fee_bps: 3_000, management_fee_e8: 5_000_000, withdrawal_fee_bps: 100 };

#[test]
fn leaving_between_rounds_pays_the_fee_and_no_more() {
    let Running { mut scene, alice, .. } = open_with(|it| it.fees.withdrawal_fee_bps = 37);
    assert_eq!(scene.vault().withdrawal_pps_e9, 996_300_000);
    scene.request_withdrawal(&alice, 40 * COIN).unwrap();
    let ledger = scene.vault().ledger;
    let fee = 40 * COIN * 37 / 10_000;
    assert_eq!((ledger.withdrawal_payable_atoms, ledger.fee_payable_atoms), (40 * COIN - fee, fee));
    assert_eq!(ledger.nav_atoms, 60 * COIN, "those who stay pay nothing and get nothing");
    scene.claim_withdrawal(&alice).unwrap();
    assert_eq!(scene.coins(&alice.pubkey()), 40 * COIN - fee);
    let recipient = scene.fee_recipient;
    scene.collect_fees().unwrap();
    assert_eq!(scene.coins(&recipient), fee);
}

#[test]
fn leaving_with_a_round_pays_the_fee_of_that_round() {
    let mut story = running_with(&params(|it| it.fees.withdrawal_fee_bps = 37));
    story.scene.request_withdrawal(&story.alice, 40 * COIN).unwrap();
    story.finish_with(37 * COIN + 11, SPOT);
    let (round, ledger) = (story.scene.round(1).unwrap(), story.scene.vault().ledger);
    let worth = u128::from(40 * COIN) * u128::from(round.end_pps_e9) / 1_000_000_000;
    assert_eq!(u128::from(round.withdrawn_atoms + round.withdrawal_fee_atoms), worth);
    let rate = worth * 37 / 10_000;
    // The price has nine decimals and is rounded up: an atom less for each of the 40 billion shares' billionths.
    assert!((rate - 41..=rate + 1).contains(&u128::from(round.withdrawal_fee_atoms)), "{round:?}");
    let fees = round.performance_fee_atoms + round.management_fee_atoms + round.withdrawal_fee_atoms;
    assert_eq!(ledger.fee_payable_atoms, fees);
    story.scene.claim_withdrawal(&story.alice).unwrap();
    assert_eq!(story.scene.coins(&story.alice.pubkey()), round.withdrawn_atoms);
}

/// A share that would be paid nothing after the fee is not burned.
#[test]
fn nothing_is_burned_for_nothing() {
    let Running { mut scene, alice, .. } = open_with(|it| it.fees.withdrawal_fee_bps = 1);
    refused(scene.request_withdrawal(&alice, 1), VaultError::Dust);
    scene.request_withdrawal(&alice, 2).unwrap();
}

/// A round ends with the fees that it began with, whatever is decided meanwhile.
#[test]
fn a_running_round_keeps_its_fees() {
    let [unchanged, changed] = [None, Some(HIGHEST)].map(|new_fees| {
        let mut story = running();
        story.scene.request_withdrawal(&story.alice, 40 * COIN).unwrap();
        if let Some(fees) = new_fees {
            change_params(&mut story.scene, |it| it.fees = fees);
        }
        story.finish_with(100 * COIN, SPOT);
        (story.scene.round(1).unwrap(), story)
    });
    assert!(unchanged.0.performance_fee_atoms > 0);
    assert_eq!(unchanged.0, changed.0);

    // Between the rounds too: the price for leaving stands until the next round begins.
    let mut story = changed.1;
    let vault = story.scene.vault();
    assert_eq!(vault.withdrawal_pps_e9, vault.pps_e9);
    story.scene.claim_withdrawal(&story.alice).unwrap();
    story.scene.request_withdrawal(&story.alice, 10 * COIN).unwrap();
    assert_eq!(story.scene.vault().ledger.fee_payable_atoms, vault.ledger.fee_payable_atoms);

    story.scene.roll(SPOT).unwrap();
    assert_eq!(story.scene.round(2).unwrap().fees, HIGHEST);
    story.finish_with(40 * COIN, SPOT);
    let (first, second) = (unchanged.0, story.scene.round(2).unwrap());
    let rate = |fee: u64, premium: u64| u128::from(fee) * 10_000 / u128::from(premium);
    assert_eq!(rate(first.performance_fee_atoms, first.premium_atoms), 999);
    assert!((2_999..=3_000).contains(&rate(second.performance_fee_atoms, second.premium_atoms)), "{second:?}");
    assert!(story.scene.vault().withdrawal_pps_e9 < story.scene.vault().pps_e9);
}
