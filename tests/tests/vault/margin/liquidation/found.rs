//! What random histories have found, each as a story of its own.

use super::{falling, Falling, CASH, USD};
use simulator::Refusal;
use vault_client::AccountBid;
use vault_types::liquidation::{price_path::ONE_E9, AuctionPhase};

const CENT: usize = 1_000_000;

impl Falling {
    /// Carol bids for a part, at any price.
    pub fn carol_bids_for(&mut self, most_part_e9: u64) -> Result<u64, Refusal> {
        let (alice, carol) = (self.alice(), self.carol.insecure_clone());
        let whole = self.story.scene.whole_bid(&alice, 100_000 * CASH as i64);
        self.story.scene.bid_on_account(&carol, &alice, AccountBid { most_part_e9, ..whole })
    }

    fn carols_value(&self, price_e8: u64) -> i128 {
        self.story.health_of(&self.carols(), price_e8).value()
    }
}

/// A part of the account is sold, and its price kept back. Then the price runs on, until the rest is worth less than nothing, and both together are
/// worth something: as long as what was paid was kept back, the rest was offered for nothing, and nobody would have taken it.
#[test]
fn what_is_left_of_an_account_is_for_sale_with_what_was_paid_for_the_rest() {
    let mut falling = falling();
    let price = falling.falls_below(true);
    falling.move_to(price * USD);
    falling.judge();
    falling.carol_bids_for(ONE_E9 / 8).unwrap();
    let kept_back = i128::from(falling.account().auction.reserved_atoms);
    assert!(kept_back > 0);
    let is_between = |price: &u64| (1..kept_back).contains(&falling.health(*price).value());
    let price = (price * USD..300 * USD).step_by(CENT).find(is_between).expect("a call loses without end");
    falling.move_to(price);
    falling.judge();
    assert_eq!(falling.account().auction.phase, AuctionPhase::SOLVENT);
    assert_eq!(i128::from(falling.account().auction.reserved_atoms), kept_back);
    let before = falling.carols_value(price);
    falling.carol_bids_for(ONE_E9).unwrap();
    assert!(!falling.account().has_options() && !falling.account().auction.is_running());
    assert!(falling.carols_value(price) >= before, "whoever takes it does not pay for that");
    falling.story.check_books();
}
