//! Accounts that are worth something are sold: as much as brings them back, at a price that falls.

use super::{falling, Falling, CALLS, CASH, COIN, PARAMETERS, SPOT, USD};
use crate::common::refused;
use options_vault::errors::VaultError;
use solana_signer::Signer;
use vault_client::{instruction::AccountRef, AccountBid};
use vault_types::{
    liquidation::{price_path::ONE_E9, AuctionPhase},
    margin::MarginMode,
    state::MarginAccount,
};

const LIMIT: i64 = 100_000 * CASH as i64;

impl Falling {
    /// Carol bids for all that there is.
    fn carol_bids(&mut self, limit_atoms: i64) -> Result<u64, simulator::Refusal> {
        let alice = self.alice();
        let bid = self.story.scene.whole_bid(&alice, limit_atoms);
        let carol = self.carol.insecure_clone();
        self.story.scene.bid_on_account(&carol, &alice, bid)
    }

    /// The lowest price, in whole dollars, at which Alice's account is below this level: 0 for maintenance margin, 1 for the liquidation threshold.
    pub fn falls_below(&self, is_full: bool) -> u64 {
        (SPOT / USD..300)
            .find(|price| {
                let health = self.health(price * USD);
                let level = match is_full {
                    true => health.requirement.liquidation_atoms,
                    false => health.requirement.maintenance_atoms,
                };
                health.counted_atoms < level
            })
            .expect("a call loses without end")
    }
}

#[test]
fn a_healthy_account_is_left_alone() {
    let mut falling = falling();
    falling.judge();
    assert_eq!(falling.account().auction.phase, AuctionPhase::NONE);
    refused(falling.carol_bids(LIMIT), VaultError::NoAuctionRuns);
}

/// Below its maintenance margin an account is sold in the part that the formula says, at the atom of the price.
#[test]
fn a_part_of_an_account_is_sold_and_it_is_back_at_its_buffer() {
    let mut falling = falling();
    let price = falling.falls_below(false);
    falling.move_to(price * USD);
    falling.judge();
    let account = falling.account();
    assert_eq!((account.auction.phase, account.auction.is_full), (AuctionPhase::SOLVENT, 0));
    let cash = falling.story.cash();
    let alice = falling.story.alice.insecure_clone();
    refused(falling.story.scene.withdraw_collateral(&alice, &cash, 1), VaultError::InAuction);
    refused(falling.story.alice_writes(&falling.call.clone(), COIN), VaultError::InAuction);
    refused(falling.story.scene.set_margin_mode(&alice, MarginMode::STANDARD), VaultError::InAuction);

    falling.wait(300);
    let health = falling.health(price * USD);
    let asked_e9 = PARAMETERS.asked_e9(account.auction.priced_at(&PARAMETERS, falling.story.scene.world.now()));
    assert!(asked_e9 < 950_000_000, "it has fallen");
    let sale = health.sale(&account.auction, &PARAMETERS, asked_e9);
    assert!((1..ONE_E9).contains(&sale.most_part_e9));
    let price_atoms = sale.price_atoms(sale.most_part_e9);
    refused(falling.carol_bids(price_atoms as i64 - 1), VaultError::BeyondLimit);
    let [before, carol_before] = [falling.account(), falling.carols()].map(|account| account.amount_of(&cash));
    falling.carol_bids(price_atoms as i64).unwrap();

    let penalty = (price_atoms * 2).div_ceil(100);
    let sold_cash = (u128::from(before) * u128::from(sale.most_part_e9) / u128::from(ONE_E9)) as u64;
    let (after, carol_after) = (falling.account(), falling.carols());
    assert_eq!(after.amount_of(&cash), before - sold_cash + price_atoms - penalty);
    assert_eq!(carol_after.amount_of(&cash), carol_before + sold_cash - price_atoms);
    assert_eq!(falling.quote_bank().losses.fund_atoms, penalty);
    let handed = (u128::from(CALLS) * u128::from(sale.most_part_e9)).div_ceil(u128::from(ONE_E9)) as i64;
    assert_eq!(
        [after.options[0].quantity_atoms, carol_after.options[0].quantity_atoms],
        [handed - CALLS as i64, -handed]
    );
    assert_eq!(after.auction.phase, AuctionPhase::NONE, "it is over");
    assert!(falling.health(price * USD).buffer_balance(&PARAMETERS) >= 0);
    refused(falling.carol_bids(LIMIT), VaultError::NoAuctionRuns);
    falling.story.check_books();
    // And Alice can go on.
    falling.judge();
    assert_eq!(falling.account().auction.phase, AuctionPhase::NONE);
}

/// A bid for less than is for sale leaves the rest to others; what was paid is not for sale again.
#[test]
fn several_bidders_share_an_account() {
    let mut falling = falling();
    let price = falling.falls_below(false);
    falling.move_to(price * USD);
    falling.judge();
    let (alice, carol) = (falling.alice(), falling.carol.insecure_clone());
    let bid = falling.story.scene.whole_bid(&alice, LIMIT);
    let small = AccountBid { most_part_e9: 10_000_000, ..bid };
    falling.story.scene.bid_on_account(&carol, &alice, small).unwrap();
    // Whoever bid in the same slot for what was there before is refused, not surprised.
    refused(falling.story.scene.bid_on_account(&carol, &alice, bid), VaultError::WrongStep);
    let account = falling.account();
    assert_eq!(account.auction.phase, AuctionPhase::SOLVENT);
    assert!(account.auction.reserved_atoms > 0);
    let asked_e9 = PARAMETERS.asked_e9(account.auction.priced_at(&PARAMETERS, falling.story.scene.world.now()));
    let most_part_e9 = falling.health(price * USD).sale(&account.auction, &PARAMETERS, asked_e9).most_part_e9;
    let too_much = AccountBid { least_part_e9: most_part_e9 + 1, ..falling.story.scene.whole_bid(&alice, LIMIT) };
    refused(falling.story.scene.bid_on_account(&carol, &alice, too_much), VaultError::PartTooSmall);
    falling.carol_bids(LIMIT).unwrap();
    assert_eq!(falling.account().auction.phase, AuctionPhase::NONE);
    assert!(falling.health(price * USD).buffer_balance(&PARAMETERS) >= 0);
    falling.story.check_books();
}

/// Below the liquidation threshold all of it may be bought, and then it is empty but for what was paid.
#[test]
fn a_whole_account_is_sold_below_its_liquidation_threshold() {
    let mut falling = falling();
    let price = falling.falls_below(true);
    falling.move_to(price * USD);
    falling.judge();
    assert_eq!((falling.account().auction.phase, falling.account().auction.is_full), (AuctionPhase::SOLVENT, 1));
    falling.carol_bids(LIMIT).unwrap();
    let account = falling.account();
    assert!(!account.has_options() && !account.auction.is_running());
    assert_eq!(falling.carols().options[0].quantity_atoms, -(CALLS as i64));
    let (alice, cash) = (falling.story.alice.insecure_clone(), falling.story.cash());
    let left = account.amount_of(&cash);
    assert!(left > 0);
    falling.story.scene.withdraw_collateral(&alice, &cash, left).unwrap();
    falling.story.scene.close_margin_account(&alice).unwrap();
    falling.story.check_books();
}

#[test]
fn attack_16_a_top_up_ends_an_auction() {
    let mut falling = falling();
    let price = falling.falls_below(true);
    falling.move_to(price * USD);
    falling.judge();
    falling.story.alice_deposits(50_000 * CASH);
    refused(falling.carol_bids(LIMIT), VaultError::AccountHealthy);
    falling.judge();
    assert_eq!(falling.account().auction.phase, AuctionPhase::NONE);
    let (alice, cash) = (falling.story.alice.insecure_clone(), falling.story.cash());
    falling.story.scene.withdraw_collateral(&alice, &cash, CASH).unwrap();
}

#[test]
fn attack_16_nobody_bids_on_an_account_of_their_own() {
    let mut falling = falling();
    let price = falling.falls_below(true);
    falling.move_to(price * USD);
    falling.judge();
    let (address, alice) = (falling.alice(), falling.story.alice.insecure_clone());
    let bid = falling.story.scene.whole_bid(&address, LIMIT);
    refused(falling.story.scene.bid_on_account(&alice, &address, bid), VaultError::OwnAccount);
    // Another one of the same owner's is no way around it.
    let (carols, owner) = (falling.carol(), alice.pubkey());
    falling.story.scene.world.patch::<MarginAccount>(&carols, |account| account.owner = owner);
    let taker = AccountRef { address: carols, ..falling.story.scene.account_ref(&owner) };
    refused(falling.story.scene.bid_on_account_into(&alice, taker, &address, bid), VaultError::OwnAccount);
}

/// A bidder needs the initial margin of what it has then.
#[test]
fn attack_16_a_bidder_must_be_able_to_bear_what_it_takes() {
    let mut falling = falling();
    let price = falling.falls_below(true);
    let (cash, carol) = (falling.story.cash(), falling.carol.insecure_clone());
    let held = falling.carols().amount_of(&cash);
    falling.story.scene.withdraw_collateral(&carol, &cash, held).unwrap();
    falling.move_to(price * USD);
    falling.judge();
    refused(falling.carol_bids(LIMIT), VaultError::BelowInitialMargin);
    falling.story.scene.deposit_collateral(&carol, &cash, 40_000 * CASH).unwrap();
    falling.carol_bids(LIMIT).unwrap();
}

/// The clock stands still while nobody looks: the price does not fall to nothing because keepers are away.
#[test]
fn attack_16_an_unwatched_auction_does_not_become_a_gift() {
    let mut falling = falling();
    let price = falling.falls_below(true);
    falling.move_to(price * USD);
    falling.judge();
    let begun = falling.account().auction;
    let scene = &mut falling.story.scene;
    scene.world.set_time(scene.world.now() + 43_200);
    scene.set_price(price * USD);
    scene.observe_price().unwrap();
    let elapsed = begun.elapsed(scene.world.now());
    assert_eq!(elapsed, 600 * u64::from(begun.pace_bps));
    assert!(PARAMETERS.asked_e9(elapsed) > 700_000_000);
}
