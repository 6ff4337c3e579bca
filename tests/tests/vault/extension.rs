//! Late bids keep a Dutch auction open: each for as long again, all together for as long as the price path.

use crate::common::*;
use options_vault::errors::VaultError;
use simulator::{Scene, SceneParams};
use vault_types::state::AuctionParams;

const EXTENSION: i64 = 600;
/// Longest auction that fits the scene's shortest round of two days.
const LONGEST: u32 = 86_400;

fn with_extension(duration_secs: u32) -> SceneParams {
    let mut params = SceneParams::default();
    params.vault.auction.duration_secs = duration_secs;
    params.vault.auction.extension_secs = EXTENSION as u16;
    params
}

fn extensible() -> Running {
    running_with(&with_extension(6 * 3_600))
}

/// A bid at this moment. Returns when the auction closes after it.
fn bid_at(story: &mut Running, ts: i64) -> i64 {
    story.scene.world.set_time(ts);
    story.scene.set_price(SPOT);
    story.scene.bid(&story.maker, COIN, ANY_PREMIUM).unwrap();
    story.scene.auction().unwrap().close_ts
}

fn closes_at(scene: &mut Scene, ts: i64) {
    scene.world.set_time(ts - 1);
    refused(scene.close_auction(), VaultError::AuctionRunning);
    scene.world.set_time(ts);
    scene.close_auction().unwrap();
}

#[test]
fn only_bids_of_the_last_minutes_extend() {
    let mut story = extensible();
    let auction = story.scene.auction().unwrap();
    let (start_ts, end_ts) = (auction.start_ts, auction.end_ts);
    assert_eq!(auction.close_ts, end_ts);
    assert_eq!(bid_at(&mut story, start_ts), end_ts);
    assert_eq!(bid_at(&mut story, end_ts - EXTENSION), end_ts, "ten minutes are left anyway");
    assert_eq!(bid_at(&mut story, end_ts - EXTENSION + 1), end_ts + 1);
    assert_eq!(story.scene.auction().unwrap().end_ts, end_ts, "the price path stays as it is");
    closes_at(&mut story.scene, end_ts + 1);
}

#[test]
fn attack_15_whoever_bids_last_can_be_answered() {
    let mut story = extensible();
    let end_ts = story.scene.auction().unwrap().end_ts;
    assert_eq!(bid_at(&mut story, end_ts - 1), end_ts - 1 + EXTENSION);
    assert_eq!(bid_at(&mut story, end_ts + EXTENSION - 2), end_ts + 2 * EXTENSION - 2);
    let close_ts = story.scene.auction().unwrap().close_ts;
    story.scene.world.set_time(close_ts);
    story.scene.set_price(SPOT);
    refused(story.scene.bid(&story.maker, COIN, ANY_PREMIUM), VaultError::AuctionOver);
    story.scene.close_auction().unwrap();
}

/// Whoever keeps it open with one small bid after the other does so for as long as the price path lasted, and no longer.
#[test]
fn attack_15_an_auction_cannot_be_kept_open_for_ever() {
    let mut story = running_with(&with_extension(1_000));
    let auction = story.scene.auction().unwrap();
    let last_ts = auction.end_ts + 1_000;
    assert_eq!(auction.latest_close_ts(), last_ts);
    assert_eq!(bid_at(&mut story, auction.end_ts - 1), auction.end_ts - 1 + EXTENSION);
    assert_eq!(bid_at(&mut story, last_ts - EXTENSION), last_ts);
    assert_eq!(bid_at(&mut story, last_ts - 1), last_ts, "the last second sells and extends nothing");
    closes_at(&mut story.scene, last_ts);
}

#[test]
fn the_price_stays_at_its_lowest_after_the_path() {
    let mut story = extensible();
    let end_ts = story.scene.auction().unwrap().end_ts;
    let mut paid = [end_ts - 1, end_ts, end_ts + 500].map(|ts| {
        let before = story.scene.auction().unwrap().premium_atoms;
        bid_at(&mut story, ts);
        story.scene.auction().unwrap().premium_atoms - before
    });
    assert!(paid.is_sorted_by(|a, b| a >= b), "{paid:?}");
    paid.sort_unstable();
    // Eight minutes take four thousandths off the model; a price path that went on falling would take eight more.
    assert!(paid[0] * 1_000 > paid[2] * 994, "{paid:?}");
}

#[test]
fn sold_out_closes_at_once_also_when_extended() {
    let mut story = extensible();
    let end_ts = story.scene.auction().unwrap().end_ts;
    bid_at(&mut story, end_ts - 1);
    story.scene.bid(&story.maker, 99 * COIN, ANY_PREMIUM).unwrap();
    story.scene.close_auction().unwrap();
}

#[test]
fn attack_06_extended_auctions_end_well_before_expiry() {
    let mut scene = scene();
    let open = |scene: &mut Scene, id, auction: AuctionParams| {
        scene.open_vault(id, vault_types::state::VaultParams { auction, ..SceneParams::default().vault })
    };
    let longest = AuctionParams { duration_secs: LONGEST, ..SceneParams::default().vault.auction };
    let halved = AuctionParams { duration_secs: LONGEST / 2, extension_secs: 3_600, ..longest };
    open(&mut scene, 1, longest).unwrap();
    open(&mut scene, 2, halved).unwrap();
    for (id, bad) in [
        (3, AuctionParams { duration_secs: LONGEST + 1, ..longest }),
        (4, AuctionParams { extension_secs: 1, ..longest }),
        (5, AuctionParams { duration_secs: LONGEST / 2 + 1, ..halved }),
        (6, AuctionParams { extension_secs: 3_601, ..halved }),
        (7, AuctionParams { padding: [1], ..halved }),
    ] {
        refused(open(&mut scene, id, bad), VaultError::InvalidParameters);
    }
}
