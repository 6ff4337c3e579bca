//! Withdrawals: queued in a running round, instant between rounds, cancelled, claimed.

use crate::common::*;
use options_vault::errors::VaultError;
use solana_signer::Signer;
use vault_client::{address, instruction};
use vault_types::state::VaultState;

#[test]
fn a_withdrawal_from_a_running_round_is_paid_at_its_end() {
    let mut story = running();
    let alice = story.alice.pubkey();
    let lamports_before = lamports(&story.scene, &alice);
    story.scene.request_withdrawal(&story.alice, 100 * COIN).unwrap();
    assert_eq!(story.scene.shares(&alice), 0, "the shares are in escrow");
    refused(story.scene.claim_withdrawal(&story.alice), VaultError::WithdrawalNotReady);

    let strike = story.scene.round(1).unwrap().strike_e8;
    story.finish_with(100 * COIN, strike * 2);
    let pps_e9 = story.scene.round(1).unwrap().end_pps_e9;
    assert!(pps_e9 < 600_000_000, "half of every coin went to the maker");
    story.scene.claim_withdrawal(&story.alice).unwrap();
    assert_eq!(story.scene.coins(&alice), 100 * pps_e9);
    assert_eq!(lamports(&story.scene, &alice), lamports_before, "the ticket's rent came back");
    assert!(story.scene.withdrawal_ticket(&alice).is_none());
}

#[test]
fn attack_14_no_claim_before_the_round_is_closed() {
    let mut story = running();
    story.scene.request_withdrawal(&story.alice, COIN).unwrap();
    story.expire();
    refused(story.scene.claim_withdrawal(&story.alice), VaultError::WithdrawalNotReady);
    story.scene.set_price(SPOT);
    story.scene.post_settlement_price().unwrap();
    refused(story.scene.claim_withdrawal(&story.alice), VaultError::WithdrawalNotReady);
    story.scene.settle().unwrap();
    refused(story.scene.claim_withdrawal(&story.alice), VaultError::WithdrawalNotReady);
    story.scene.close_round().unwrap();
    story.scene.claim_withdrawal(&story.alice).unwrap();
}

#[test]
fn between_rounds_request_and_claim_fit_in_one_transaction() {
    let Running { mut scene, alice, .. } = between_rounds();
    let who = alice.pubkey();
    let request = scene.with_vault(|vault| instruction::request_withdrawal(who, vault, 40 * COIN));
    let claim = scene.with_vault(|vault| instruction::claim_withdrawal(who, who, vault, 1));
    scene.world.send_all("withdraw at once", &[request, claim], &[&alice]).unwrap();
    assert_eq!((scene.coins(&who), scene.shares(&who)), (40 * COIN, 60 * COIN));
    assert_eq!(scene.vault().ledger.share_supply, 60 * COIN);
    assert_eq!(scene.vault().ledger.nav_atoms, 60 * COIN);
}

#[test]
fn between_rounds_an_unclaimed_withdrawal_blocks_the_next_and_nothing_else() {
    let Running { mut scene, alice, .. } = between_rounds();
    scene.request_withdrawal(&alice, 10 * COIN).unwrap();
    refused(scene.request_withdrawal(&alice, 10 * COIN), VaultError::ClaimWithdrawalFirst);
    refused(scene.cancel_withdrawal(&alice), VaultError::WithdrawalIsReady);
    scene.roll(SPOT).unwrap();
    refused(scene.request_withdrawal(&alice, 10 * COIN), VaultError::ClaimWithdrawalFirst);
    refused(scene.cancel_withdrawal(&alice), VaultError::WithdrawalIsReady);
    scene.claim_withdrawal(&alice).unwrap();
    assert_eq!(scene.coins(&alice.pubkey()), 10 * COIN);
    assert_eq!(scene.round(2).unwrap().size_atoms, 90 * COIN, "what is owed backs no options");
}

#[test]
fn a_withdrawal_claimed_late_keeps_its_price() {
    let mut story = running();
    story.scene.request_withdrawal(&story.alice, 10 * COIN).unwrap();
    story.finish_with(100 * COIN, SPOT);
    let pps_e9 = story.scene.round(1).unwrap().end_pps_e9;
    story.scene.roll(SPOT).unwrap();
    let strike = story.scene.round(2).unwrap().strike_e8;
    story.finish_with(50 * COIN, strike * 3);
    story.scene.claim_withdrawal(&story.alice).unwrap();
    assert_eq!(story.scene.coins(&story.alice.pubkey()), 10 * pps_e9);
}

#[test]
fn requests_add_up_and_cancelling_returns_all_shares_and_the_rent() {
    let Running { mut scene, alice, .. } = running();
    let who = alice.pubkey();
    let lamports_before = lamports(&scene, &who);
    scene.request_withdrawal(&alice, 10 * COIN).unwrap();
    scene.request_withdrawal(&alice, 15 * COIN).unwrap();
    assert_eq!(scene.withdrawal_ticket(&who).unwrap().shares, 25 * COIN);
    assert_eq!(scene.vault().ledger.queued_shares, 25 * COIN);
    assert_eq!(scene.shares(&who), 75 * COIN);

    scene.cancel_withdrawal(&alice).unwrap();
    assert_eq!(scene.shares(&who), 100 * COIN);
    assert_eq!(scene.vault().ledger.queued_shares, 0);
    assert_eq!(lamports(&scene, &who), lamports_before);
}

#[test]
fn a_partial_withdrawal_leaves_the_rest_at_work() {
    let mut story = running();
    story.scene.request_withdrawal(&story.alice, 25 * COIN).unwrap();
    story.finish_with(100 * COIN, SPOT);
    let nav_before = story.scene.vault().ledger.nav_atoms;
    story.scene.roll(SPOT).unwrap();
    let round = story.scene.round(2).unwrap();
    assert_eq!(round.size_atoms, nav_before);
    story.scene.claim_withdrawal(&story.alice).unwrap();
    assert_eq!(story.scene.shares(&story.alice.pubkey()), 75 * COIN);
    assert_eq!(
        story.scene.vault().ledger.nav_atoms,
        nav_before,
        "paying a finished withdrawal costs the others nothing"
    );
}

#[test]
fn a_withdrawal_of_nothing_or_of_others_shares_is_refused() {
    let Running { mut scene, alice, maker } = running();
    refused(scene.request_withdrawal(&alice, 0), VaultError::Dust);
    refused_by_code(scene.request_withdrawal(&alice, 100 * COIN + 1), TOKEN_INSUFFICIENT_FUNDS);
    refused_by_code(scene.request_withdrawal(&maker, 1), TOKEN_INSUFFICIENT_FUNDS);
    refused_by_code(scene.cancel_withdrawal(&maker), anchor::NOT_INITIALIZED);
    assert!(scene.withdrawal_ticket(&alice.pubkey()).is_none());
    scene.finish_round(SPOT).unwrap();
    refused(scene.request_withdrawal(&alice, 0), VaultError::Dust);
    refused_by_code(scene.request_withdrawal(&maker, 1), TOKEN_INSUFFICIENT_FUNDS);
    refused(scene.request_withdrawal(&alice, 100 * COIN + 1), VaultError::Overflow);
}

#[test]
fn no_withdrawal_before_the_first_round() {
    let mut scene = scene();
    let alice = scene.person(1, COIN);
    refused(scene.request_withdrawal(&alice, 1), VaultError::NoSharesYet);
}

#[test]
fn everyone_can_leave_and_others_can_come() {
    let mut story = running();
    story.scene.request_withdrawal(&story.alice, 100 * COIN).unwrap();
    story.finish_with(100 * COIN, SPOT);
    story.scene.claim_withdrawal(&story.alice).unwrap();
    story.scene.collect_fees().unwrap();
    let vault = story.scene.vault();
    assert_eq!(vault.ledger.share_supply, 0);
    let left = story.scene.world.balance(&vault.custody);
    assert!(left <= 101, "only the rounding of the price per share is left: {left}");

    let bob = story.scene.person(3, 50 * COIN);
    story.scene.deposit(&bob, 50 * COIN).unwrap();
    story.scene.roll(SPOT).unwrap();
    story.scene.claim_shares(&bob).unwrap();
    story.scene.finish_round(SPOT).unwrap();
    let shares = story.scene.shares(&bob.pubkey());
    story.scene.request_withdrawal(&bob, shares).unwrap();
    story.scene.claim_withdrawal(&bob).unwrap();
    let returned = story.scene.coins(&bob.pubkey());
    assert!((50 * COIN - 2..=50 * COIN + left).contains(&returned), "{returned}");
}

/// The price is known, or at least public, and the round will lose: too late to leave at the old price.
#[test]
fn attack_14_last_minute_withdrawal() {
    for moment in [Moment::Expired, Moment::PricePosted, Moment::Settled] {
        let mut story = running();
        let bob = story.scene.person(3, 0);
        let shares = address::wallet(&story.alice.pubkey(), &story.scene.vault().share_mint);
        let bobs = address::wallet(&bob.pubkey(), &story.scene.vault().share_mint);
        story.scene.world.transfer(&shares, &bobs, &story.alice, 50 * COIN).unwrap();
        story.scene.bid(&story.maker, 100 * COIN, ANY_PREMIUM).unwrap();
        let strike = story.scene.round(1).unwrap().strike_e8;
        story.expire();
        story.scene.set_price(strike * 2);
        if moment >= Moment::PricePosted {
            story.scene.post_settlement_price().unwrap();
        }
        if moment >= Moment::Settled {
            story.scene.settle().unwrap();
        }
        story.scene.request_withdrawal(&bob, 50 * COIN).unwrap();
        refused(story.scene.claim_withdrawal(&bob), VaultError::WithdrawalNotReady);
        if moment < Moment::PricePosted {
            story.scene.post_settlement_price().unwrap();
        }
        if moment < Moment::Settled {
            story.scene.settle().unwrap();
        }
        story.scene.close_round().unwrap();
        assert_eq!(story.scene.vault().state, VaultState::OPEN);

        story.scene.claim_withdrawal(&bob).unwrap();
        story.scene.request_withdrawal(&story.alice, 50 * COIN).unwrap();
        story.scene.claim_withdrawal(&story.alice).unwrap();
        let (bobs, alices) = (story.scene.coins(&bob.pubkey()), story.scene.coins(&story.alice.pubkey()));
        assert!(bobs < 30 * COIN, "half of it is lost, {moment:?}");
        assert_eq!(bobs, alices, "the same as who stayed, {moment:?}");
    }
}

#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
enum Moment {
    Expired,
    PricePosted,
    Settled,
}
