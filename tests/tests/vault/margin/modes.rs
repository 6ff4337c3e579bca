//! From one mode to another, and what accounts that are not covered in kind do about options that have expired.

use super::{
    at_risk,
    formula::Formula,
    thresholds::{scaled, Signed},
    CASH,
};
use crate::common::{refused, COIN, SPOT, USD};
use options_vault::errors::VaultError;
use simulator::Contract;
use solana_signer::Signer;
use vault_types::{
    margin::{MarginMode, Requirement},
    state::SettlementAsset,
};

/// Alice owes ten puts in portfolio mode and has exactly what that takes: three fifths of what the chain's scenarios ask for, or the floor.
fn barely_signed() -> Signed {
    let mut story = at_risk();
    let put = story.put(125);
    story.scene.list(&[put]).unwrap();
    story.alice_deposits(1);
    story.scene.set_margin_mode(&story.alice, MarginMode::PORTFOLIO).unwrap();
    let after = story.after_writing(&put, 10 * COIN);
    let floor = Formula { scene: &story.scene, place: 0, spot_e8: SPOT }.floor(&after);
    let needed = scaled(&story.chain_margin(&after), 60).or_larger(&floor).initial_atoms;
    story.alice_deposits(needed - 1);
    let owner = story.alice.pubkey();
    let mut signed = Signed { story, owner, put };
    signed.write(&put, 10 * COIN, 60).unwrap();
    signed
}

/// What each mode asks of Alice's account, the least first.
fn asked_for(signed: &Signed) -> [(MarginMode, Requirement); 3] {
    let account = signed.story.account(&signed.story.alice);
    let by_standard = Formula { scene: &signed.story.scene, place: 0, spot_e8: SPOT }.by_standard(&account);
    let mut asked = [
        (MarginMode::SCENARIO, signed.chain()),
        (MarginMode::STANDARD, by_standard),
        (MarginMode::MAX_LOSS, Requirement::flat(1_250 * CASH)),
    ];
    asked.sort_by_key(|(_, required)| required.initial_atoms);
    asked
}

/// Whoever leaves the signers' margin must have that of the mode that they go to, to the atom.
#[test]
fn leaving_portfolio_mode_asks_for_the_new_modes_margin() {
    let mut signed = barely_signed();
    for (mode, required) in asked_for(&signed) {
        let story = &mut signed.story;
        let missing = required.initial_atoms - story.account(&story.alice).amount_of(&story.cash());
        assert!(missing > 1, "each asks for more than the one before");
        let reason = if mode == MarginMode::MAX_LOSS { VaultError::NotCovered } else { VaultError::BelowInitialMargin };
        refused(story.scene.set_margin_mode(&story.alice, mode), reason);
        story.alice_deposits(missing - 1);
        refused(story.scene.set_margin_mode(&story.alice, mode), reason);
        assert_eq!(story.account(&story.alice).mode, MarginMode::PORTFOLIO);
        story.alice_deposits(1);
        story.scene.set_margin_mode(&story.alice, mode).unwrap();
        assert_eq!(story.account(&story.alice).mode, mode);
        if mode != MarginMode::MAX_LOSS {
            story.scene.set_margin_mode(&story.alice, MarginMode::PORTFOLIO).unwrap();
        }
    }
}

/// Into portfolio mode it goes by the chain's scenarios, whatever was signed before.
#[test]
fn a_signature_of_before_does_not_lead_back_into_portfolio_mode() {
    let mut signed = barely_signed();
    let owner = signed.owner;
    let held = signed.story.account(&signed.story.alice).amount_of(&signed.story.cash());
    let missing = signed.chain().initial_atoms - held;
    signed.story.alice_deposits(missing);
    signed.story.scene.set_margin_mode(&signed.story.alice, MarginMode::SCENARIO).unwrap();
    signed.story.scene.set_price(SPOT * 97 / 100);
    let levels = scaled(&signed.chain(), 60);
    signed.story.scene.set_threshold(&owner, &levels).unwrap();
    let back = signed.story.scene.set_margin_mode(&signed.story.alice, MarginMode::PORTFOLIO);
    refused(back, VaultError::BelowInitialMargin);
}

/// At today's price expired options would count for something else than they will be paid at.
#[test]
fn an_uncovered_account_is_settled_before_it_does_anything_else() {
    let mut story = at_risk();
    let (put, cash, coin) = (story.put(140), story.cash(), story.coin());
    story.scene.list(&[put]).unwrap();
    story.scene.deposit_collateral(&story.alice, &coin, 90 * COIN).unwrap();
    story.alice_deposits(1_000 * CASH);
    story.scene.set_margin_mode(&story.alice, MarginMode::SCENARIO).unwrap();
    story.alice_writes(&put, 10 * COIN).unwrap();
    story.expire_at(139 * USD);
    let settled_ts = story.expiry_ts;
    story.scene.observe_price().unwrap();
    story.scene.observe_collateral_price(&coin).unwrap();
    story.scene.set_volatility(800_000_000).unwrap();
    let next_ts = story.scene.market().calendar.next_expiry_ts(story.scene.world.now()).unwrap();
    let next = Contract { expiry_ts: next_ts, ..put };
    story.scene.list(&[next]).unwrap();

    refused(story.alice_writes(&next, COIN), VaultError::SettleFirst);
    for (mint, atoms) in [(cash, 1), (coin, 1)] {
        refused(story.scene.withdraw_collateral(&story.alice, &mint, atoms), VaultError::SettleFirst);
    }
    for mode in [MarginMode::STANDARD, MarginMode::SCENARIO, MarginMode::PORTFOLIO] {
        refused(story.scene.set_margin_mode(&story.alice, mode), VaultError::SettleFirst);
    }
    refused(story.scene.challenge_threshold(&story.alice.pubkey()), VaultError::SettleFirst);
    story.alice_deposits(1);
    story.scene.settle_margin_account(&story.alice.pubkey(), settled_ts, SettlementAsset::QUOTE).unwrap();
    assert_eq!(story.account(&story.alice).amount_of(&cash), 990 * CASH + 1);
    story.alice_writes(&next, COIN).unwrap();
    story.scene.withdraw_collateral(&story.alice, &coin, COIN).unwrap();
    story.check_books();
}
