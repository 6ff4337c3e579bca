//! The guardian halts sales in the middle of a sealed auction: nothing is sold, and every deposit comes back, also of who did not reveal.

use super::*;
use options_vault::errors::VaultError;
use vault_types::{
    change::Change,
    state::{Halts, SaleOutcome},
};

fn halted_after_a_reveal(halt: &Change) {
    let mut story = sealed();
    let (revealed, hidden) = (secret(0, 50 * COIN, DEAR), secret(1, 50 * COIN, DEAR));
    story.commit(0, &revealed);
    story.commit(1, &hidden);
    let guardian = story.scene.guardian.insecure_clone();
    story.scene.tighten(&guardian, halt).unwrap();
    // A commitment names no market: only the vault's own halt stops it. What it pays in comes back as well.
    let late = secret(2, 50 * COIN, DEAR);
    match halt {
        Change::VaultHalts { .. } => refused(story.scene.commit_bid(&story.makers[2], &late), VaultError::SalesHalted),
        _ => story.commit(2, &late),
    }
    story.wait_for_reveals();
    story.reveal(0, &revealed);
    story.wait_for_clearing();
    refused(story.scene.clear_auction(), VaultError::SalesHalted);
    let void_ts = story.scene.auction().unwrap().void_ts();
    story.scene.world.set_time(void_ts - 1);
    story.scene.set_price(SPOT);
    refused(story.scene.clear_auction(), VaultError::SalesHalted);
    refused(story.scene.void_auction(), VaultError::ClearingPossible);
    story.scene.world.set_time(void_ts);
    story.scene.void_auction().unwrap();
    let round = story.scene.round(1).unwrap();
    assert_eq!((round.sale.outcome, round.sold_atoms, round.premium_atoms), (SaleOutcome::VOID, 0, 0));
    story.claim(0, &revealed);
    story.claim(1, &hidden);
    if matches!(halt, Change::MarketHalts { .. }) {
        story.claim(2, &late);
    }
    assert_eq!([0, 1, 2].map(|maker| story.coins(maker)), [100 * COIN; 3]);
    story.settle_at(SPOT);
}

#[test]
fn a_halt_by_the_vault_voids_the_auction() {
    halted_after_a_reveal(&Change::VaultHalts { halts: Halts::SALES });
}

#[test]
fn a_halt_by_the_market_voids_the_auction() {
    halted_after_a_reveal(&Change::MarketHalts { halts: Halts::SALES });
}
