//! The premium auction: what it asks, whom it refuses, how it ends.

use crate::common::*;
use options_vault::errors::VaultError;
use simulator::{program_file, PriceUpdate, ProgramVersion, Scene, SceneParams};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::instruction;
use vault_types::{premium::ask_multiplier_bps, state::VaultState};

/// What one more bid costs.
fn buy(scene: &mut Scene, maker: &Keypair, atoms: u64) -> u64 {
    let before = scene.coins(&maker.pubkey());
    scene.bid(maker, atoms, ANY_PREMIUM).unwrap();
    before - scene.coins(&maker.pubkey())
}

#[test]
fn the_price_falls_until_the_end() {
    let Running { mut scene, maker, .. } = running();
    let start_ts = scene.world.now();
    let mut last = u64::MAX;
    let mut asks = vec![];
    for hour in 0..6 {
        scene.world.set_time(start_ts + hour * 3_600);
        scene.set_price(SPOT);
        let ask = buy(&mut scene, &maker, 10 * COIN);
        assert!(ask < last, "hour {hour}: {ask} after {last}");
        last = ask;
        asks.push(ask);
    }
    // From 120 % to 95 % of the model in five of six hours; the model itself loses a tenth to time.
    let fall = asks[5] * 100 / asks[0];
    assert!((65..=75).contains(&fall), "{asks:?}");
}

#[test]
fn a_bid_gives_options_for_premium() {
    let Running { mut scene, maker, .. } = running();
    let nav_before = scene.vault().ledger.nav_atoms;
    let paid = buy(&mut scene, &maker, 10 * COIN);
    let (_, series) = scene.series().unwrap();
    assert_eq!(scene.world.supply(&series.option_mint), 10 * COIN);
    assert_eq!(series.outstanding_atoms, 10 * COIN);
    assert_eq!(scene.vault().ledger.nav_atoms, nav_before + paid);
    let auction = scene.auction().unwrap();
    assert_eq!((auction.sold_atoms, auction.premium_atoms, auction.bids), (10 * COIN, paid, 1));
}

/// The auction started at 150 dollars. The spot jumps, and whoever bids pays for the new spot.
#[test]
fn attack_15_stale_auction_cannot_be_picked_off() {
    let Running { mut scene, maker, .. } = running();
    let at_150 = buy(&mut scene, &maker, 10 * COIN);
    scene.set_price(165 * USD);
    refused(scene.bid(&maker, 10 * COIN, at_150), VaultError::PremiumAboveLimit);
    let at_165 = buy(&mut scene, &maker, 10 * COIN);
    assert!(at_165 > 2 * at_150, "{at_165} after {at_150}");
    scene.set_price(140 * USD);
    let at_140 = buy(&mut scene, &maker, 10 * COIN);
    assert!(at_140 < at_150 / 2, "{at_140} after {at_150}");
}

#[test]
fn attack_15_the_old_price_account_is_refused_after_a_minute() {
    let Running { mut scene, maker, .. } = running();
    let old = PriceUpdate::new(scene.feed_id, SPOT, scene.world.now());
    let now_ts = scene.world.now();
    scene.world.set_time(now_ts + 60);
    scene.bid(&maker, COIN, ANY_PREMIUM).unwrap();
    scene.world.set_time(now_ts + 61);
    scene.post(&old);
    refused(scene.bid(&maker, COIN, ANY_PREMIUM), VaultError::PriceTooOld);
}

#[test]
fn attack_15_the_bidders_limit_holds_to_the_atom() {
    let Running { mut scene, maker, .. } = running();
    let ask = buy(&mut scene, &maker, 10 * COIN);
    refused(scene.bid(&maker, 10 * COIN, ask - 1), VaultError::PremiumAboveLimit);
    refused(scene.bid(&maker, 10 * COIN, 0), VaultError::PremiumAboveLimit);
    scene.bid(&maker, 10 * COIN, ask).unwrap();
}

#[test]
fn attack_15_bids_have_a_smallest_and_a_largest_size() {
    let Running { mut scene, maker, .. } = running();
    let smallest = scene.auction().unwrap().min_bid_atoms;
    refused(scene.bid(&maker, 0, ANY_PREMIUM), VaultError::ZeroAmount);
    refused(scene.bid(&maker, smallest - 1, ANY_PREMIUM), VaultError::BidTooSmall);
    refused(scene.bid(&maker, 100 * COIN + 1, ANY_PREMIUM), VaultError::BidTooLarge);
    refused(scene.bid(&maker, u64::MAX, ANY_PREMIUM), VaultError::BidTooLarge);
    scene.bid(&maker, smallest, ANY_PREMIUM).unwrap();
    refused(scene.bid(&maker, 100 * COIN, ANY_PREMIUM), VaultError::BidTooLarge);

    // A remainder smaller than the smallest bid can be bought, but only whole.
    let left = 7;
    scene.bid(&maker, 100 * COIN - smallest - left, ANY_PREMIUM).unwrap();
    refused(scene.bid(&maker, left - 1, ANY_PREMIUM), VaultError::BidTooSmall);
    refused(scene.bid(&maker, left + 1, ANY_PREMIUM), VaultError::BidTooLarge);
    scene.bid(&maker, left, ANY_PREMIUM).unwrap();
    refused(scene.bid(&maker, 0, ANY_PREMIUM), VaultError::ZeroAmount);
    refused(scene.bid(&maker, 1, ANY_PREMIUM), VaultError::BidTooLarge);
}

#[test]
fn attack_15_the_last_second_sells_and_the_next_does_not() {
    let Running { mut scene, maker, .. } = running();
    let end_ts = scene.auction().unwrap().end_ts;
    scene.world.set_time(end_ts - 1);
    scene.set_price(SPOT);
    scene.bid(&maker, COIN, ANY_PREMIUM).unwrap();
    refused(scene.close_auction(), VaultError::AuctionRunning);
    scene.world.set_time(end_ts);
    scene.set_price(SPOT);
    refused(scene.bid(&maker, COIN, ANY_PREMIUM), VaultError::AuctionOver);
    scene.close_auction().unwrap();
    refused_by_code(scene.bid(&maker, COIN, ANY_PREMIUM), anchor::NOT_INITIALIZED);
}

#[test]
fn sold_out_closes_early() {
    let Running { mut scene, maker, .. } = running();
    scene.bid(&maker, 100 * COIN - 1_000_000, ANY_PREMIUM).unwrap();
    refused(scene.close_auction(), VaultError::AuctionRunning);
    scene.bid(&maker, 1_000_000, ANY_PREMIUM).unwrap();
    scene.close_auction().unwrap();
    let vault = scene.vault();
    assert_eq!((vault.state, vault.ledger.locked_atoms), (VaultState::LIVE, 100 * COIN));
    assert_eq!(scene.round(1).unwrap().sold_atoms, 100 * COIN);
}

#[test]
fn attack_15_without_any_bid_the_week_costs_nothing() {
    let mut story = running();
    story.expire();
    assert_eq!(story.scene.vault().ledger.locked_atoms, 0);
    // Nothing was sold, so no price is needed.
    story.scene.settle().unwrap();
    story.scene.close_round().unwrap();
    assert_eq!(story.scene.vault().pps_e9, 1_000_000_000);
    story.scene.roll(SPOT).unwrap();
}

#[test]
fn what_is_not_sold_is_unlocked() {
    let mut story = running();
    story.scene.bid(&story.maker, 30 * COIN, ANY_PREMIUM).unwrap();
    assert_eq!(story.scene.vault().ledger.locked_atoms, 100 * COIN);
    story.expire();
    assert_eq!(story.scene.vault().ledger.locked_atoms, 30 * COIN);
}

#[test]
fn attack_11_nothing_is_given_away() {
    let mut params = SceneParams::default();
    params.vault.auction.min_bid_atoms = 1;
    let Running { mut scene, maker, .. } = running_with(&params);
    for _ in 0..5 {
        assert!(buy(&mut scene, &maker, 1) >= 1, "an option of one atom costs at least an atom");
    }
    let bulk = u128::from(buy(&mut scene, &maker, 1_000));
    let singles: u64 = (0..1_000 / 125).map(|_| buy(&mut scene, &maker, 125)).sum();
    assert!(u128::from(singles) >= bulk, "splitting a bid is never cheaper: {singles} and {bulk}");
    // A spot at which the call is worth nothing at all: what is asked is the model's own error, a billionth of the coin and a bit.
    let window_secs = i64::from(scene.market().oracle_limits.jump_window_secs);
    scene.world.set_time(scene.world.now() + window_secs);
    scene.set_price(USD);
    let auction = scene.auction().unwrap();
    let multiplier_bps = ask_multiplier_bps(&auction, scene.world.now()).unwrap();
    // 1.002 atoms, rounded up, times the multiplier, rounded up again.
    assert_eq!(buy(&mut scene, &maker, COIN), (2 * multiplier_bps).div_ceil(10_000));
}

#[test]
fn attack_10_the_rent_goes_back_to_who_paid_it() {
    let mut story = running();
    let keeper = story.scene.auction().unwrap().rent_payer;
    assert_eq!(keeper, story.scene.keeper.pubkey());
    let before = lamports(&story.scene, &keeper);
    let thief = story.maker.pubkey();
    story.scene.bid(&story.maker, 100 * COIN, ANY_PREMIUM).unwrap();
    let theft = story.scene.with_vault(|vault| instruction::close_auction(vault, thief));
    refused_by_code(story.scene.world.send("close_auction", theft, &[]), anchor::HAS_ONE);
    story.scene.close_auction().unwrap();
    assert!(lamports(&story.scene, &keeper) > before);
}

/// A keeper who starts a round and then turns the rent payer's address into a program must not keep the auction open.
#[test]
fn attack_15_a_rent_payer_that_became_a_program_blocks_nothing() {
    let mut story = running();
    let keeper = story.scene.keeper.pubkey();
    let file = program_file(ProgramVersion::V0);
    story.scene.world.svm.add_program_from_file(keeper, file).unwrap();
    assert!(story.scene.world.svm.get_account(&keeper).unwrap().executable);
    story.expire();
    assert_eq!(story.scene.vault().state, VaultState::LIVE);
}

/// At the end of the auction the ask is below the model; an option deep in the money would go for less than it pays.
#[test]
fn attack_15_an_option_never_sells_below_its_own_payoff() {
    let Running { mut scene, maker, .. } = running();
    let strike_e8 = scene.round(1).unwrap().strike_e8;
    let end_ts = scene.auction().unwrap().end_ts;
    scene.world.set_time(end_ts - 1);
    let spot_e8 = strike_e8 * 5 / 4;
    scene.set_price(spot_e8);
    let payoff = 10 * COIN / 5;
    refused(scene.bid(&maker, 10 * COIN, payoff - 1), VaultError::PremiumAboveLimit);
    scene.bid(&maker, 10 * COIN, payoff).unwrap();
    assert_eq!(scene.auction().unwrap().premium_atoms, payoff, "a fifth of a coin for each: (S - K) / S");
}
