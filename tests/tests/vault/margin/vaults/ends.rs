//! Rounds on margin whose account came home with other than what it went out with, less what its options pay.

use super::*;
use vault_client::address;
use vault_types::state::{CollateralBank, HeldCollateral, MarginAccount};

impl Leveraged {
    /// The round is over and nothing is to be paid, and its account has as much as an auction may have left.
    fn ends_with(&mut self, atoms: u64) -> Round {
        let (coin, account) =
            (self.scene.underlying_mint, address::vault_margin_account(&self.scene.config, &self.scene.vault));
        let bank = address::bank(&self.scene.config, &coin);
        self.scene.world.patch::<MarginAccount>(&account, |account| {
            let held = account.collaterals.iter_mut().find(|held| held.mint == coin).unwrap();
            *held = match atoms {
                0 => HeldCollateral::default(),
                amount_atoms => HeldCollateral { amount_atoms, ..*held },
            };
        });
        self.scene.world.patch::<CollateralBank>(&bank, |bank| bank.vault_atoms = atoms);
        self.scene.finish_round_on_margin(SPOT / 2).unwrap();
        self.scene.round(1).unwrap()
    }
}

/// An auction pays a vault in its own token, rounded up: its account may come home with an atom more than was put in.
#[test]
fn attack_16_what_an_auction_paid_on_top_belongs_to_the_shares() {
    let mut story = sold_out();
    let there = story.scene.vault().ledger.margined_atoms;
    let (custody, authority) =
        (story.scene.bank(&story.scene.underlying_mint).custody, story.scene.authority.insecure_clone());
    story.scene.world.mint_to(&authority, &story.scene.underlying_mint.clone(), &custody, 1).unwrap();
    let round = story.ends_with(there + 1);
    assert_eq!((round.payoff_atoms, round.surplus_atoms), (0, 1));
    let fees = round.performance_fee_atoms + round.management_fee_atoms;
    assert_eq!(round.end_nav_atoms + fees, there + 1);
    story.check_books();
    assert_eq!(story.leaves(), worth(&round));
}

/// Whoever is patient may take a whole account for nothing: also that is the end of a round, and the next one can start.
#[test]
fn attack_16_a_round_that_an_auction_has_cost_everything_ends() {
    let mut story = leveraged(OptionKind::CALL, 10_000, MarginMode::SCENARIO, 100 * COIN);
    story.roll().unwrap();
    story.bid(100 * COIN).unwrap();
    let round = story.ends_with(0);
    assert!(round.payoff_atoms > round.sold_atoms);
    assert_eq!((round.end_nav_atoms, round.end_pps_e9), (0, 0));
    assert_eq!(story.scene.vault().state, VaultState::OPEN);
}
