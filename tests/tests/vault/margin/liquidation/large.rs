//! The largest account that there can be is judged and sold in one transaction, and what that costs.

use super::{Watched as _, CASH, SPOT, USD};
use crate::margin::{at_risk, Trading};
use simulator::{Contract, Needed, PACKET_BYTES};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{
    instruction::{self, JudgedRef, TakerRef},
    AccountBid, Instruction,
};
use vault_types::{
    liquidation::AuctionPhase,
    margin::{MarginMode, MAX_COLLATERALS, MAX_POSITIONS},
    state::{OptionKind, SettlementAsset},
};

/// What a bid for an account with eight positions may cost.
const TYPICAL_UNITS: u64 = 250_000;
const MOST_UNITS: u64 = 1_400_000;

/// Carol, who takes it all.
fn taker(story: &mut Trading) -> Keypair {
    let (carol, cash) = (story.scene.trader(33, 0, 1_000_000 * CASH), story.cash());
    story.scene.open_margin_account(&carol).unwrap();
    story.scene.deposit_collateral(&carol, &cash, 1_000_000 * CASH).unwrap();
    story.scene.set_margin_mode(&carol, MarginMode::SCENARIO).unwrap();
    carol
}

/// Judges Alice's account and takes it over.
fn judge_and_bid(story: &Trading, carol: &Keypair) -> [Instruction; 2] {
    let (account, address) = (story.account(&story.alice), story.scene.account_ref(&story.alice.pubkey()).address);
    let judged = JudgedRef { address, config: account.config, quote_mint: account.quote_mint };
    let taker = TakerRef { account: story.scene.account_ref(&carol.pubkey()), vault_mint: None };
    // It begins, and all of it is for sale.
    let step_id = account.auction.step_id + 2;
    let bid = AccountBid { step_id, most_part_e9: 1_000_000_000, least_part_e9: 1_000_000_000, limit_atoms: i64::MAX };
    let shown = story.scene.shown_to_judge(&[&account]);
    [
        instruction::judge_account(judged, shown),
        instruction::bid_on_account(
            judged,
            taker,
            bid,
            story.scene.shown_after_hand_over(&account, &taker.account.address),
        ),
    ]
}

/// Alice's account, which falls until all of it is for sale, is judged and taken: in one transaction, or in two. Returns what each needed.
fn taken(mut story: Trading, price_e8: u64, at_once: bool) -> Vec<Needed> {
    story.scene.world.ask_for_most_units();
    let carol = taker(&mut story);
    let [held, before] = [&story.alice, &carol].map(|who| story.account(who));
    story.scene.show(price_e8);
    let [judge, bid] = judge_and_bid(&story, &carol);
    let world = &mut story.scene.world;
    let needed = match at_once {
        true => vec![world.send_by_table("judge and bid", &[judge, bid], &[&carol]).unwrap()],
        false => vec![
            world.send_by_table("judge_account", &[judge], &[]).unwrap(),
            world.send_by_table("bid_on_account", &[bid], &[&carol]).unwrap(),
        ],
    };
    let after = story.account(&carol);
    assert!(!story.account(&story.alice).has_options() && !story.account(&story.alice).auction.is_running());
    for option in held.options.iter().filter(|option| option.is_used()) {
        assert_eq!(after.quantity_of(&option.series), before.quantity_of(&option.series) + option.quantity_atoms);
    }
    for needed in &needed {
        assert!(needed.bytes <= PACKET_BYTES && needed.units <= MOST_UNITS, "{needed:?}");
    }
    story.check_books();
    needed
}

/// 24 positions on four expiries, against eight kinds of collateral.
fn largest() -> Trading {
    let mut story = at_risk();
    story.scene.world.ask_for_most_units();
    let (alice, bob) = (story.alice.insecure_clone(), story.bob.pubkey());
    story.scene.grow_to_largest(&alice, &bob, SPOT, 12_000 * CASH).unwrap();
    let account = story.account(&alice);
    assert_eq!(account.options.iter().filter(|held| held.is_used()).count(), MAX_POSITIONS);
    assert_eq!(account.collaterals.iter().filter(|held| held.is_used()).count(), MAX_COLLATERALS);
    story
}

/// Eight options of one expiry, against cash and coins.
fn typical() -> Trading {
    let mut story = at_risk();
    let (alice, bob, coin) = (story.alice.insecure_clone(), story.bob.pubkey(), story.coin());
    story.scene.deposit_collateral(&alice, &coin, 100_000_000).unwrap();
    story.alice_deposits(1_500 * CASH);
    story.scene.set_margin_mode(&alice, MarginMode::SCENARIO).unwrap();
    for strike in [110, 120, 130, 140, 150, 160, 170, 180] {
        let kind = if strike < 150 { OptionKind::PUT } else { OptionKind::CALL };
        let contract =
            Contract { kind, settlement: SettlementAsset::QUOTE, strike_e8: strike * USD, expiry_ts: story.expiry_ts };
        story.scene.list(&[contract]).unwrap();
        story.scene.write_options(&alice, &contract, &bob, 10 * 1_000_000_000).unwrap();
    }
    story
}

/// The first price, in steps of ten dollars, at which all of Alice's account is for sale.
fn for_sale_at(mut story: Trading) -> u64 {
    let address = story.scene.account_ref(&story.alice.pubkey()).address;
    story.scene.world.ask_for_most_units();
    let mut price_e8 = SPOT;
    while story.account(&story.alice).auction.is_full == 0 {
        price_e8 += 10 * USD;
        story.scene.show(price_e8);
        story.scene.judge_account(&address).unwrap();
    }
    assert_eq!(story.account(&story.alice).auction.phase, AuctionPhase::SOLVENT);
    price_e8
}

#[test]
fn attack_16_the_largest_account_is_judged_and_sold_in_one_transaction() {
    let price_e8 = for_sale_at(largest());
    let apart = taken(largest(), price_e8, false);
    println!("largest account: judge {:?}, bid {:?}", apart[0], apart[1]);
    let together = taken(largest(), price_e8, true);
    println!("largest account, judge and bid at once: {:?}", together[0]);
}

#[test]
fn attack_16_a_usual_account_is_sold_for_few_compute_units() {
    let price_e8 = for_sale_at(typical());
    let apart = taken(typical(), price_e8, false);
    println!("account with eight positions: judge {:?}, bid {:?}", apart[0], apart[1]);
    assert!(apart[1].units <= TYPICAL_UNITS, "{:?}", apart[1]);
    let together = taken(typical(), price_e8, true);
    println!("account with eight positions, judge and bid at once: {:?}", together[0]);
}
