//! Where an account is worth nothing to the atom, and where it is for sale again.

use super::{falling, Falling, CALLS, CASH, PARAMETERS, USD};
use crate::common::refused;
use options_vault::errors::VaultError;
use vault_client::AccountBid;
use vault_types::liquidation::AuctionPhase;

const PRICE: u64 = 300 * USD;

impl Falling {
    /// Alice brings just so much that her account is worth this.
    fn is_brought_to(&mut self, atoms: u64) {
        let missing = i128::from(atoms) - self.health(PRICE).value();
        self.story.alice_deposits(u64::try_from(missing).unwrap());
        assert_eq!(self.health(PRICE).value(), i128::from(atoms));
    }

    fn phase(&mut self) -> AuctionPhase {
        self.judge();
        self.account().auction.phase
    }

    fn carol_takes_all(&mut self, limit_atoms: i64) -> Result<u64, simulator::Refusal> {
        let (alice, carol) = (self.alice(), self.carol.insecure_clone());
        let bid = self.story.scene.whole_bid(&alice, limit_atoms);
        self.story.scene.bid_on_account(&carol, &alice, bid)
    }
}

fn worth(atoms: u64) -> Falling {
    let mut falling = falling();
    falling.move_to(PRICE);
    falling.is_brought_to(atoms);
    falling
}

/// It is given away, and the fund has laid by what it lacks.
#[test]
fn attack_16_an_account_that_is_worth_nothing_is_given_away() {
    let mut falling = worth(0);
    assert_eq!(falling.phase(), AuctionPhase::INSOLVENT);
    let auction = falling.account().auction;
    assert_eq!((auction.is_full, auction.claim_atoms), (1, falling.health(PRICE).claim_atoms(&PARAMETERS)));
    assert_eq!(falling.quote_bank().losses.claims_atoms, auction.claim_atoms);
    refused(falling.carol_takes_all(-1), VaultError::BeyondLimit);
    let (alice, carol) = (falling.alice(), falling.carol.insecure_clone());
    let whole = falling.story.scene.whole_bid(&alice, 0);
    let part = AccountBid { most_part_e9: whole.most_part_e9 - 1, ..whole };
    refused(falling.story.scene.bid_on_account(&carol, &alice, part), VaultError::PartTooSmall);
    // At its beginning nothing is paid for it.
    falling.carol_takes_all(0).unwrap();
    assert!(falling.account().is_empty());
    assert_eq!(falling.quote_bank().losses.claims_atoms, 0);
    falling.story.check_books();
}

/// One atom more, and it is sold: for an atom, which is the fund's.
#[test]
fn attack_16_an_account_that_is_worth_an_atom_is_sold() {
    let mut falling = worth(1);
    assert_eq!(falling.phase(), AuctionPhase::SOLVENT);
    assert_eq!((falling.account().auction.is_full, falling.quote_bank().losses.claims_atoms), (1, 0));
    refused(falling.carol_takes_all(0), VaultError::BeyondLimit);
    falling.carol_takes_all(1).unwrap();
    assert_eq!(falling.quote_bank().losses.fund_atoms, 1);
    assert!(falling.account().is_empty() && !falling.account().auction.is_running());
    falling.story.check_books();
}

/// Its value goes through nothing while it is sold, and the bid for the one auction is none for the other.
#[test]
fn attack_16_a_bid_is_for_the_phase_that_the_account_is_in() {
    let mut falling = worth(1);
    assert_eq!(falling.phase(), AuctionPhase::SOLVENT);
    falling.move_to(PRICE + USD);
    refused(falling.carol_takes_all(i64::MAX), VaultError::NoAuctionRuns);
    let step_id = falling.account().auction.step_id;
    assert_eq!(falling.phase(), AuctionPhase::INSOLVENT);
    assert!(falling.account().auction.step_id > step_id);
    falling.carol_takes_all(0).unwrap();
}

/// Not at the first atom, but when it is worth what it lacks: otherwise both auctions would begin again and again.
#[test]
fn attack_16_what_is_given_away_is_sold_again_when_it_is_worth_what_it_lacks() {
    let mut falling = worth(0);
    assert_eq!(falling.phase(), AuctionPhase::INSOLVENT);
    falling.is_brought_to(1);
    assert_eq!(falling.phase(), AuctionPhase::INSOLVENT);
    // What is brought is worth more and less is lacking.
    let health = falling.health(PRICE);
    let missing = u64::try_from(-(health.value() + health.buffer_balance(&PARAMETERS))).unwrap().div_ceil(2);
    falling.story.alice_deposits(missing - 1);
    assert_eq!(falling.phase(), AuctionPhase::INSOLVENT);
    falling.story.alice_deposits(1);
    assert_eq!(falling.phase(), AuctionPhase::SOLVENT);
    assert_eq!(falling.quote_bank().losses.claims_atoms, 0);
}

/// In the twelve hours of its auction nobody wanted it at any price, for whoever takes it must bring more than it is worth.
#[test]
fn attack_16_what_nobody_takes_at_any_price_is_given_away() {
    let mut falling = worth(10 * CASH);
    assert_eq!(falling.phase(), AuctionPhase::SOLVENT);
    let mut before = falling.account().auction;
    while falling.account().auction.phase == AuctionPhase::SOLVENT {
        let now = falling.story.scene.world.now();
        before = falling.account().auction;
        assert!(!PARAMETERS.is_over(before.elapsed(now)), "judged when it was over");
        falling.wait(600);
        falling.judge();
    }
    let now = falling.story.scene.world.now();
    assert!(PARAMETERS.is_over(before.priced_at(&PARAMETERS, now)));
    assert!(falling.health(PRICE).value() > 0);
    assert_eq!(falling.account().auction.phase, AuctionPhase::INSOLVENT);
    assert_eq!(falling.account().auction.started_ts, before.started_ts);
    falling.carol_takes_all(0).unwrap();
    assert_eq!(falling.carols().options[0].quantity_atoms, -(CALLS as i64));
}

/// Not only to its maintenance margin: to the atom of its buffer, so that it is not sold again at the next tick.
#[test]
fn attack_16_an_auction_goes_on_up_to_the_buffer() {
    let mut falling = falling();
    let price_e8 = falling.falls_below(false) * USD;
    falling.move_to(price_e8);
    assert_eq!(falling.phase(), AuctionPhase::SOLVENT);
    let lacking = |falling: &Falling| falling.health(price_e8).claim_atoms(&PARAMETERS);
    let to_maintenance = falling.health(price_e8).maintenance_balance().unsigned_abs() as u64;
    assert!(lacking(&falling) > to_maintenance + 1);
    falling.story.alice_deposits(to_maintenance);
    assert_eq!(falling.health(price_e8).maintenance_balance(), 0);
    assert_eq!(falling.phase(), AuctionPhase::SOLVENT);
    let last = lacking(&falling);
    falling.story.alice_deposits(last - 1);
    assert_eq!(falling.phase(), AuctionPhase::SOLVENT);
    falling.story.alice_deposits(1);
    assert_eq!(falling.phase(), AuctionPhase::NONE);
}
