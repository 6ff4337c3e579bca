//! What is possible when, to the second.

use super::*;
use options_vault::errors::VaultError;
use vault_types::{
    sealed::CLEARING_SECS,
    state::{AuctionParams, SaleOutcome, VaultState},
};

fn at(story: &mut Sealed, ts: i64) {
    story.scene.world.set_time(ts);
    story.scene.set_price(SPOT);
}

#[test]
fn every_step_has_its_time() {
    let mut story = sealed();
    let auction = story.scene.auction().unwrap();
    let (end_ts, close_ts) = (auction.end_ts, auction.close_ts);
    assert_eq!(end_ts, auction.start_ts + 5 * 3_600);
    assert_eq!(close_ts, end_ts + 3_600);
    let void_ts = close_ts + i64::from(CLEARING_SECS);
    let (early, late) = (secret(0, 50 * COIN, DEAR), secret(1, 50 * COIN, DEAR));
    let key = story.key(0);

    story.commit(0, &early);
    refused(story.scene.reveal_bid(&key, &early), VaultError::CommitmentsOpen);
    at(&mut story, end_ts - 1);
    refused(story.scene.reveal_bid(&key, &early), VaultError::CommitmentsOpen);
    story.commit(0, &late);
    refused(story.scene.clear_auction(), VaultError::RevealsOpen);

    at(&mut story, end_ts);
    refused(story.scene.commit_bid(&story.makers[0], &secret(2, COIN, 1)), VaultError::CommitmentsOver);
    story.reveal(0, &early);
    at(&mut story, close_ts - 1);
    story.reveal(0, &late);
    refused(story.scene.clear_auction(), VaultError::RevealsOpen);
    refused(story.scene.claim_bid(&key, 1, 0), VaultError::SaleNotOver);

    at(&mut story, void_ts - 1);
    refused(story.scene.void_auction(), VaultError::ClearingPossible);
    story.scene.clear_auction().unwrap();
    story.claim(0, &late);
    assert_eq!(story.options(0), 50 * COIN);
}

#[test]
fn a_reveal_that_comes_too_late_forfeits() {
    let mut story = sealed();
    let (bid, key) = (secret(0, 50 * COIN, DEAR), story.key(0));
    story.commit(0, &bid);
    story.wait_for_clearing();
    refused(story.scene.reveal_bid(&key, &bid), VaultError::RevealsOver);
    story.scene.clear_auction().unwrap();
    refused_by_code(story.scene.reveal_bid(&key, &bid), anchor::NOT_INITIALIZED);
    let round = story.scene.round(1).unwrap();
    assert_eq!((round.sold_atoms, round.premium_atoms), (0, bid.deposit_atoms));
    story.claim(0, &bid);
    assert_eq!(story.coins(0), 100 * COIN - bid.deposit_atoms);
    assert!(story.scene.sealed_bid(&key, 1, 0).is_none(), "its account is gone and its rent returned");
}

/// No price for an hour: the round goes on without a sale, and everybody has the deposit back, also who did not reveal.
#[test]
fn attack_17_without_a_price_everybody_is_refunded() {
    let mut story = sealed();
    let bids = [(0, secret(0, 100 * COIN, DEAR)), (1, secret(0, 60 * COIN, DEAR))];
    bids.iter().for_each(|(maker, bid)| story.commit(*maker, bid));
    story.wait_for_reveals();
    story.reveal(0, &bids[0].1);
    let void_ts = story.scene.auction().unwrap().close_ts + i64::from(CLEARING_SECS);
    story.scene.world.set_time(void_ts - 1);
    refused(story.scene.clear_auction(), VaultError::PriceTooOld);
    refused(story.scene.void_auction(), VaultError::ClearingPossible);
    at(&mut story, void_ts);
    refused(story.scene.clear_auction(), VaultError::ClearingOver);
    story.scene.void_auction().unwrap();
    story.audit();

    let (vault, round) = (story.scene.vault(), story.scene.round(1).unwrap());
    assert_eq!((vault.state, vault.ledger.locked_atoms), (VaultState::LIVE, 0));
    assert_eq!((round.sale.outcome, round.sold_atoms, round.premium_atoms), (SaleOutcome::VOID, 0, 0));
    bids.iter().for_each(|(maker, bid)| story.claim(*maker, bid));
    assert_eq!([story.coins(0), story.coins(1)], [100 * COIN; 2]);
    let expiry_ts = vault.expiry_ts;
    story.scene.world.set_time(expiry_ts);
    story.scene.settle().unwrap();
    story.scene.close_round().unwrap();
}

#[test]
fn attack_06_sealed_auctions_have_time_to_reveal_and_to_clear() {
    let mut scene = scene();
    let mut params = SceneParams::default().vault;
    seal(&mut params);
    let open = |scene: &mut Scene, id, auction| scene.open_vault(id, VaultParams { auction, ..params });
    let good = params.auction;
    // The shortest round lasts two days: with the hour for clearing, the auction takes at most half of it.
    let longest = AuctionParams { duration_secs: 86_400 - CLEARING_SECS, ..good };
    let shortest = AuctionParams { duration_secs: 1_200, reveal_secs: 600, ..good };
    for (id, auction) in [(1, good), (2, longest), (3, shortest)] {
        open(&mut scene, id, auction).unwrap();
    }
    for bad in [
        AuctionParams { duration_secs: longest.duration_secs + 1, ..good },
        AuctionParams { duration_secs: 1_199, ..shortest },
        AuctionParams { reveal_secs: 599, ..good },
        AuctionParams { reveal_secs: 86_401, duration_secs: 3 * 86_400, ..good },
        AuctionParams { reveal_secs: 0, ..good },
        AuctionParams { start_premium_bps: 1, ..good },
        AuctionParams { extension_secs: 1, ..good },
        AuctionParams { mechanism: AuctionMechanism::DUTCH, ..good },
    ] {
        refused(open(&mut scene, 9, bad), VaultError::InvalidParameters);
    }
}
