//! Prices that are bad, and collateral that is pumped: neither begins an auction, ends one, nor keeps anybody out of one.

use super::{falling, Falling, Watched as _, COIN, PARAMETERS, SPOT, USD};
use crate::{common::refused, margin::at_risk};
use options_vault::errors::VaultError;
use simulator::{PriceUpdate, Refusal};
use solana_signer::Signer;
use vault_types::{liquidation::AuctionPhase, margin::MarginMode};

impl Falling {
    fn prints(&mut self, change: impl Fn(&mut PriceUpdate)) -> [Result<u64, Refusal>; 2] {
        let (alice, carol, price_e8) =
            (self.alice(), self.carol.insecure_clone(), self.story.scene.market().last_price_e8);
        let mut update = PriceUpdate::new(self.story.scene.feed_id, price_e8, self.story.scene.world.now());
        change(&mut update);
        self.story.scene.post(&update);
        let bid = self.story.scene.whole_bid(&alice, i64::MAX);
        [self.story.scene.judge_account(&alice), self.story.scene.bid_on_account(&carol, &alice, bid)]
    }
}

/// Uncertain, old, of the future, of nobody, of another feed: nothing begins at it, and nothing is sold at it.
#[test]
fn attack_09_no_auction_begins_or_ends_at_a_bad_print() {
    let mut falling = falling();
    let price_e8 = falling.falls_below(true) * USD;
    falling.move_to(price_e8);
    falling.judge();
    let before = falling.account();
    type Change = fn(&mut PriceUpdate);
    let bad: [(Change, VaultError); 6] = [
        (|update| update.confidence = update.price.unsigned_abs() / 50, VaultError::PriceTooUncertain),
        (|update| update.publish_ts -= 61, VaultError::PriceTooOld),
        (|update| update.publish_ts += 6, VaultError::PriceFromTheFuture),
        (|update| *update = update.clone().partially_verified(), VaultError::NotFullyVerified),
        (|update| update.feed_id = [1; 32], VaultError::WrongFeed),
        (|update| update.owner = vault_client::Pubkey::default(), VaultError::WrongPriceOwner),
    ];
    for (change, reason) in bad {
        for result in falling.prints(change) {
            refused(result, reason);
        }
    }
    assert_eq!(falling.account(), before);
    let [judged, sold] = falling.prints(|_| ());
    judged.unwrap();
    sold.unwrap();
}

/// Anybody may show a price that jumps: it counts as far as a price may go at once, to the last digit.
#[test]
fn attack_09_a_print_that_jumps_counts_as_far_as_prices_may_go() {
    for (is_short, missing_atoms) in [(false, 0), (true, 1)] {
        let mut falling = falling();
        let last_e8 = falling.falls_below(false) * USD / 105 * 100;
        let furthest_e8 = last_e8 / 100 * 110;
        falling.move_to(last_e8);
        let needed = falling.health(furthest_e8).requirement.maintenance_atoms;
        let held = falling.account().amount_of(&falling.story.cash());
        assert!(needed > held);
        falling.story.alice_deposits(needed - held - missing_atoms);
        falling.story.scene.set_price(10 * SPOT);
        falling.judge();
        let expected = if is_short { AuctionPhase::SOLVENT } else { AuctionPhase::NONE };
        assert_eq!(falling.account().auction.phase, expected);
        if is_short {
            let (alice, carol) = (falling.alice(), falling.carol.insecure_clone());
            let sale = falling.health(furthest_e8).sale(&falling.account().auction, &PARAMETERS, 950_000_000);
            let cost = sale.price_atoms(sale.most_part_e9) as i64;
            let bid = falling.story.scene.whole_bid(&alice, cost - 1);
            refused(falling.story.scene.bid_on_account(&carol, &alice, bid), VaultError::BeyondLimit);
            let bid = falling.story.scene.whole_bid(&alice, cost);
            falling.story.scene.bid_on_account(&carol, &alice, bid).unwrap();
        }
    }
}

/// One print back to where it was does not end an auction further than that either.
#[test]
fn attack_09_a_print_back_ends_no_auction_that_the_furthest_price_does_not() {
    let mut falling = falling();
    falling.move_to(SPOT * 2);
    falling.judge();
    let phase = falling.account().auction.phase;
    assert!(falling.account().auction.is_sale());
    falling.story.scene.set_price(SPOT / 2);
    assert!(falling.health(SPOT / 2).buffer_balance(&PARAMETERS) >= 0, "there it would be sound");
    falling.judge();
    assert_eq!(falling.account().auction.phase, phase);
}

/// Signers cannot move a smile so far that an account is sold by one message.
#[test]
fn attack_09_a_smile_that_jumps_begins_no_auction() {
    let mut falling = falling();
    refused(falling.story.scene.set_volatility(1_300_000_000), VaultError::SurfaceJump);
    falling.judge();
    assert_eq!(falling.account().auction.phase, AuctionPhase::NONE);
}

/// Alice's coins rise as fast as the calls that she owes on them. What they count for goes by the average of a day: it does not rise with them.
#[test]
fn attack_08_a_pump_of_its_collateral_keeps_no_account_out_of_an_auction() {
    let mut story = at_risk();
    let (call, coin, alice) = (story.call_in_cash(160), story.coin(), story.alice.insecure_clone());
    story.scene.list(&[call]).unwrap();
    story.scene.deposit_collateral(&alice, &coin, 9 * COIN).unwrap();
    story.scene.set_margin_mode(&alice, MarginMode::SCENARIO).unwrap();
    story.alice_writes(&call, 10 * COIN).unwrap();
    let address = story.scene.account_ref(&alice.pubkey()).address;
    let mut dollars = 150;
    let health = loop {
        dollars += 5;
        story.scene.show(dollars * USD);
        story.scene.observe_collateral_price(&coin).unwrap();
        story.scene.judge_account(&address).unwrap();
        let health = story.health_of(&story.account(&alice), dollars * USD);
        let expected = if health.maintenance_balance() < 0 { AuctionPhase::SOLVENT } else { AuctionPhase::NONE };
        assert_eq!(story.account(&alice).auction.phase, expected, "at {dollars}");
        if expected == AuctionPhase::SOLVENT {
            break health;
        }
    };
    // At the price itself it would have had enough.
    let without_average = health.fair_atoms * 9_995 / 10_000 * 85 / 100;
    assert!(without_average > health.requirement.maintenance_atoms && dollars > 165, "{dollars}: {health:?}");
    // Whoever buys it pays for what it is worth, and not for what it counts for.
    let sale = health.sale(&story.account(&alice).auction, &PARAMETERS, 950_000_000);
    assert!(sale.whole_price_atoms > (health.counted_atoms as i64 + health.mark_atoms) as u64 * 95 / 100);
}

/// A collateral without a fresh price is not worth nothing because somebody names an old one: nobody is sold for that.
#[test]
fn attack_08_an_old_price_of_its_collateral_sells_no_account() {
    let mut falling = falling();
    let (coin, alice, address) = (falling.story.coin(), falling.story.alice.insecure_clone(), falling.alice());
    falling.story.scene.deposit_collateral(&alice, &coin, 7 * COIN).unwrap();
    let old = vault_client::Pubkey::new_from_array([125; 32]);
    let update = PriceUpdate::new(falling.story.scene.feed_id, SPOT, falling.story.scene.world.now() - 61);
    falling.story.scene.world.set_account(old, update.to_account());
    let account = falling.account();
    let judge = |falling: &mut Falling, place: usize| {
        let mut shown = falling.story.scene.shown_to_judge(&[&account]);
        shown.named[place].pubkey = old;
        let judged =
            vault_client::instruction::JudgedRef { address, config: account.config, quote_mint: account.quote_mint };
        let judge = vault_client::instruction::judge_account(judged, shown);
        falling.story.scene.world.send("judge_account", judge, &[])
    };
    for place in [4, 6] {
        refused(judge(&mut falling, place), VaultError::PriceTooOld);
    }
    falling.judge();
    // What nobody has looked at for an hour has no newer price: the last one counts, and holds nothing up.
    let seen_ts = falling.story.scene.bank(&coin).average.last_ts;
    for (secs, is_last) in [(3_599, false), (3_600, true), (4 * 86_400, true)] {
        falling.story.scene.world.set_time(seen_ts + secs);
        falling.story.scene.set_price(SPOT);
        match is_last {
            true => drop(judge(&mut falling, 6).unwrap()),
            false => refused(judge(&mut falling, 6), VaultError::PriceTooOld),
        }
        assert_eq!(falling.account().auction.phase, AuctionPhase::NONE);
    }
}
