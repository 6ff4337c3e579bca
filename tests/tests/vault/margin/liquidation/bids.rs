//! The auction's clock, two bidders at once, and what may happen to an account while it is sold.

use super::{falling, Falling, CALLS, CASH, COIN, PARAMETERS, SPOT, USD};
use crate::common::{anchor, refused, refused_by_code};
use options_vault::errors::VaultError;
use simulator::Refusal;
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{instruction::AccountRef, AccountBid};
use vault_types::{
    liquidation::{price_path::ONE_E9, AuctionPhase},
    margin::MarginMode,
    state::{MarginAccount, SettlementAsset},
};

impl Falling {
    /// Below the liquidation threshold: all of it is for sale. Returns the price.
    fn is_for_sale(&mut self) -> u64 {
        let price_e8 = self.falls_below(true) * USD;
        self.move_to(price_e8);
        self.judge();
        assert_eq!((self.account().auction.phase, self.account().auction.is_full), (AuctionPhase::SOLVENT, 1));
        price_e8
    }

    /// What a hundredth costs now.
    fn cost_of_a_hundredth(&self, price_e8: u64) -> i64 {
        let auction = self.account().auction;
        let asked_e9 = PARAMETERS.asked_e9(auction.priced_at(&PARAMETERS, self.story.scene.world.now()));
        let sale = self.health(price_e8).sale(&auction, &PARAMETERS, asked_e9);
        sale.price_atoms(ONE_E9 / 100) as i64
    }

    fn takes_a_hundredth(&mut self, limit_atoms: i64) -> Result<u64, Refusal> {
        let (alice, carol) = (self.alice(), self.carol.insecure_clone());
        let whole = self.story.scene.whole_bid(&alice, limit_atoms);
        let bid = AccountBid { most_part_e9: ONE_E9 / 100, ..whole };
        self.story.scene.bid_on_account(&carol, &alice, bid)
    }

    /// At its price to the atom, and no cheaper.
    fn a_hundredth_costs(&mut self, price_e8: u64) {
        let cost = self.cost_of_a_hundredth(price_e8);
        refused(self.takes_a_hundredth(cost - 1), VaultError::BeyondLimit);
        self.takes_a_hundredth(cost).unwrap();
    }

    fn dave(&mut self) -> Keypair {
        let (dave, cash) = (self.story.scene.trader(34, 0, 100_000 * CASH), self.story.cash());
        self.story.scene.open_margin_account(&dave).unwrap();
        self.story.scene.deposit_collateral(&dave, &cash, 50_000 * CASH).unwrap();
        self.story.scene.set_margin_mode(&dave, MarginMode::SCENARIO).unwrap();
        dave
    }
}

/// Two bids for the same state of the auction: one is taken, whoever sent the other has lost nothing.
#[test]
fn attack_16_the_second_bidder_of_a_slot_is_refused() {
    let mut falling = falling();
    falling.is_for_sale();
    let (alice, carol, dave) = (falling.alice(), falling.carol.insecure_clone(), falling.dave());
    let whole = falling.story.scene.whole_bid(&alice, i64::MAX);
    let small = AccountBid { most_part_e9: ONE_E9 / 100, ..whole };
    let before = falling.story.account(&dave);
    falling.story.scene.bid_on_account(&carol, &alice, small).unwrap();
    refused(falling.story.scene.bid_on_account(&dave, &alice, whole), VaultError::WrongStep);
    let ahead = AccountBid { step_id: whole.step_id + 2, ..whole };
    refused(falling.story.scene.bid_on_account(&dave, &alice, ahead), VaultError::WrongStep);
    // All of it was for sale; now as much as brings it back.
    let last = falling.story.scene.whole_bid(&alice, i64::MAX);
    let all = AccountBid { least_part_e9: ONE_E9, ..last };
    refused(falling.story.scene.bid_on_account(&dave, &alice, all), VaultError::PartTooSmall);
    falling.story.scene.bid_on_account(&carol, &alice, last).unwrap();
    // At its buffer, to an atom of rounding: a look ends it.
    falling.judge();
    refused(falling.story.scene.bid_on_account(&dave, &alice, last), VaultError::NoAuctionRuns);
    assert_eq!(falling.story.account(&dave), before);
    falling.story.check_books();
}

/// A price holds for fifteen seconds, and falls then.
#[test]
fn attack_16_a_price_stands_still_for_a_step() {
    let mut falling = falling();
    let price_e8 = falling.is_for_sale();
    let start_ts = falling.account().auction.seen_ts;
    let asked = |falling: &Falling| {
        let auction = falling.account().auction;
        PARAMETERS.asked_e9(auction.priced_at(&PARAMETERS, falling.story.scene.world.now()))
    };
    let mut seen = vec![];
    for secs in [0, 14, 15, 29, 30] {
        falling.story.scene.world.set_time(start_ts + secs);
        seen.push(asked(&falling));
        falling.a_hundredth_costs(price_e8);
    }
    assert_eq!((seen[0], seen[1], seen[3]), (950_000_000, seen[0], seen[2]));
    assert!(seen[2] < seen[1] && seen[4] < seen[3]);
}

/// After a night without anybody a bid costs what it cost ten minutes after the last look.
#[test]
fn attack_16_a_bid_after_a_night_costs_what_it_did_when_keepers_left() {
    let mut falling = falling();
    let price_e8 = falling.is_for_sale();
    let (pace, now) = (falling.account().auction.pace_bps, falling.story.scene.world.now());
    falling.story.scene.world.set_time(now + 43_200);
    falling.story.scene.set_price(price_e8);
    falling.a_hundredth_costs(price_e8);
    let elapsed = falling.account().auction.elapsed_e4;
    assert_eq!(elapsed, 600 * u64::from(pace));
    assert!(PARAMETERS.asked_e9(elapsed) > 750_000_000);
}

/// With twice the realised volatility prices fall twice as fast: waiting is twice as dangerous.
#[test]
fn attack_16_an_auction_goes_as_fast_as_its_market_moves() {
    let paces = [false, true].map(|is_wild| {
        let mut falling = falling();
        for half_hour in 0..48 {
            let price_e8 = if is_wild && half_hour % 2 == 0 { SPOT * 105 / 100 } else { SPOT };
            falling.story.scene.world.set_time(falling.story.scene.world.now() + 1_800);
            falling.story.scene.set_price(price_e8);
            falling.story.scene.observe_price().unwrap();
            falling.story.scene.observe_volatility().unwrap();
        }
        let price_e8 = falling.is_for_sale();
        let pace = falling.account().auction.pace_bps;
        assert_eq!(pace, PARAMETERS.pace_bps(falling.story.scene.market_risk().floor_vol_e9().unwrap()));
        falling.wait(300);
        falling.a_hundredth_costs(price_e8);
        assert_eq!(falling.account().auction.elapsed_e4, 300 * u64::from(pace));
        pace
    });
    assert!(paces[1] > 2 * paces[0] && paces[0] < 10_000, "{paces:?}");
}

/// What is settled while an auction runs is no longer sold by it: bids for what it was are refused.
#[test]
fn attack_16_a_settlement_ends_what_an_auction_was_about() {
    let mut falling = falling();
    let in_coins = falling.story.call_in_coins(400);
    falling.story.scene.list(&[in_coins]).unwrap();
    falling.story.alice_deposits(100 * CASH);
    falling.story.alice_writes(&in_coins, COIN).unwrap();
    let price_e8 = falling.is_for_sale();
    let (alice, expiry_ts) = (falling.story.alice.pubkey(), falling.story.expiry_ts);
    falling.story.alice_deposits(10 * CASH);
    falling.story.scene.world.set_time(expiry_ts);
    falling.story.scene.set_price(price_e8);
    falling.story.scene.post_expiry_price(expiry_ts).unwrap();
    let (address, carol) = (falling.alice(), falling.carol.insecure_clone());
    let bid = falling.story.scene.whole_bid(&address, i64::MAX);
    falling.story.scene.settle_margin_account(&alice, expiry_ts, SettlementAsset::QUOTE).unwrap();
    refused(falling.story.scene.bid_on_account(&carol, &address, bid), VaultError::WrongStep);
    let again = falling.story.scene.whole_bid(&address, i64::MAX);
    refused(falling.story.scene.bid_on_account(&carol, &address, again), VaultError::AccountHealthy);
    falling.judge();
    assert!(!falling.account().auction.is_running());
    falling.story.check_books();
}

/// Into an account of whoever signs, that is in no auction itself, and of the same quote.
#[test]
fn attack_16_a_part_goes_into_an_account_of_the_bidders_that_can_take_it() {
    let mut falling = falling();
    falling.is_for_sale();
    let (alice, carol, dave) = (falling.alice(), falling.carol.insecure_clone(), falling.dave());
    let bid = falling.story.scene.whole_bid(&alice, i64::MAX);
    let carols = falling.story.scene.account_ref(&carol.pubkey());
    let of_another = AccountRef { owner: dave.pubkey(), ..carols };
    let sent = falling.story.scene.bid_on_account_into(&dave, of_another, &alice, bid);
    refused_by_code(sent, anchor::CONSTRAINT);
    let before = falling.carols();
    falling.story.scene.world.patch::<MarginAccount>(&carols.address, |account| {
        account.auction.begin(AuctionPhase::HEDGE, 10_000, 1);
    });
    refused(falling.story.scene.bid_on_account(&carol, &alice, bid), VaultError::InAuction);
    let coin = falling.story.coin();
    falling.story.scene.world.patch::<MarginAccount>(&carols.address, |account| {
        *account = before;
        account.quote_mint = coin;
    });
    refused(falling.story.scene.bid_on_account(&carol, &alice, bid), VaultError::OtherHouse);
    falling.story.scene.world.patch::<MarginAccount>(&carols.address, |account| {
        *account = before;
        account.mode = MarginMode::MAX_LOSS;
    });
    refused(falling.story.scene.bid_on_account(&carol, &alice, bid), VaultError::UnboundedLoss);
    falling.story.scene.world.patch::<MarginAccount>(&carols.address, |account| *account = before);
    falling.story.scene.bid_on_account(&carol, &alice, bid).unwrap();
    let call = falling.story.scene.margin_series_address(&falling.call);
    assert_eq!(falling.carols().quantity_of(&call), -(CALLS as i64));
}
