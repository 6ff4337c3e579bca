//! What an owner or a rival could do to hold an auction up: small bids, options that nobody can price, tokens without a price.

use super::{falling, Falling, CASH, COIN, USD};
use crate::common::refused;
use options_vault::errors::VaultError;
use solana_signer::Signer;
use vault_client::AccountBid;
use vault_types::{liquidation::LEAST_PART_E9, margin::MarginMode};

const LIMIT: i64 = 100_000 * CASH as i64;

fn for_sale() -> Falling {
    let mut falling = falling();
    let alice = falling.story.alice.insecure_clone();
    let call = falling.call;
    falling.story.alice_deposits(100 * CASH);
    falling.story.scene.write_options(&alice, &call, &alice.pubkey(), COIN).unwrap();
    let price = falling.falls_below(true);
    falling.move_to(price * USD);
    falling.judge();
    assert!(falling.account().auction.is_sale());
    falling
}

/// Every bid cancels the others that are on their way, so it must be worth something.
#[test]
fn attack_16_a_bid_takes_a_hundredth_at_least() {
    let mut falling = for_sale();
    let (alice, carol) = (falling.alice(), falling.carol.insecure_clone());
    let bid = falling.story.scene.whole_bid(&alice, LIMIT);
    let mut bid_for = |most_part_e9| {
        let bid = AccountBid { most_part_e9, ..bid };
        falling.story.scene.bid_on_account(&carol, &alice, bid)
    };
    refused(bid_for(LEAST_PART_E9 - 1), VaultError::PartTooSmall);
    bid_for(LEAST_PART_E9).unwrap();
}

/// An owner who brings an option back changes what bidders pay, and they have said what they pay at most: their bids stand.
#[test]
fn attack_16_an_owner_cancels_no_bid_by_bringing_options_in() {
    let mut falling = for_sale();
    let (alice, carol) = (falling.story.alice.insecure_clone(), falling.carol.insecure_clone());
    let (address, call) = (falling.alice(), falling.call);
    let bid = falling.story.scene.whole_bid(&address, LIMIT);
    falling.story.scene.bring_in_options(&alice, &call, 1).unwrap();
    falling.story.scene.bid_on_account(&carol, &address, bid).unwrap();
    falling.story.check_books();
}

/// Nobody brings options of a market into an account that is judged by prices, unless it has some of that market already: then they have a price.
#[test]
fn attack_16_no_options_come_in_that_nobody_could_price() {
    let mut falling = falling();
    let (alice, carol) = (falling.story.alice.insecure_clone(), falling.carol.insecure_clone());
    let call = falling.call;
    falling.story.alice_deposits(2_000 * CASH);
    falling.story.scene.write_options(&alice, &call, &carol.pubkey(), COIN).unwrap();
    refused(falling.story.scene.bring_in_options(&carol, &call, COIN), VaultError::MarketIsNew);
    falling.story.scene.set_margin_mode(&carol, MarginMode::MAX_LOSS).unwrap();
    falling.story.scene.bring_in_options(&carol, &call, COIN / 2).unwrap();
    falling.story.scene.set_margin_mode(&carol, MarginMode::SCENARIO).unwrap();
    falling.story.scene.bring_in_options(&carol, &call, COIN / 2).unwrap();
}
