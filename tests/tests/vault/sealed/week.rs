//! Whole weeks of sealed bids.

use super::*;
use simulator::ProgramVersion;
use vault_types::state::{SaleOutcome, VaultState};

#[test]
fn a_week_with_three_bidders_on_v0() {
    a_week_with_three_bidders(ProgramVersion::V0);
}

#[test]
fn a_week_with_three_bidders_on_v3() {
    a_week_with_three_bidders(ProgramVersion::V3);
}

/// 50 at 4 %, 40 at 3 %, 30 at 2 %: a hundred are sold, the last bidder gets ten of thirty, and all pay 2 %.
fn a_week_with_three_bidders(version: ProgramVersion) {
    let params = SceneParams { version, ..sealed_params(OptionKind::CALL) };
    let mut scene = Scene::new(&params).unwrap();
    let alice = scene.person(1, 100 * COIN);
    let makers = [2, 3, 4].map(|seed| scene.person(seed, 100 * COIN));
    scene.deposit(&alice, 100 * COIN).unwrap();
    scene.roll(SPOT).unwrap();
    scene.claim_shares(&alice).unwrap();
    let mut story = Sealed { scene, makers };
    let bids = [
        (0, secret(0, 50 * COIN, 40_000_000)),
        (1, secret(0, 40 * COIN, 30_000_000)),
        (2, secret(0, 30 * COIN, 20_000_000)),
    ];
    story.sell(&bids);
    let (vault, round) = (story.scene.vault(), story.scene.round(1).unwrap());
    assert_eq!((round.sale.outcome, round.sale.clearing_price_e9), (SaleOutcome::CLEARED, 20_000_000));
    assert_eq!((round.sold_atoms, round.premium_atoms), (100 * COIN, 2 * COIN));
    assert_eq!((vault.state, vault.ledger.locked_atoms), (VaultState::LIVE, 100 * COIN));
    assert_eq!(vault.ledger.bid_escrow_atoms, (2_000_000_000 - COIN) + (1_200_000_000 - 800_000_000) + 400_000_000);

    bids.iter().for_each(|(maker, bid)| story.claim(*maker, bid));
    assert_eq!([0, 1, 2].map(|maker| story.options(maker)), [50 * COIN, 40 * COIN, 10 * COIN]);
    assert_eq!([0, 1, 2].map(|maker| 100 * COIN - story.coins(maker)), [COIN, COIN * 4 / 5, COIN / 5]);
    assert_eq!(story.scene.vault().ledger.bid_escrow_atoms, 0);

    let strike_e8 = round.strike_e8;
    story.settle_at(strike_e8 * 5 / 4);
    let round = story.scene.round(1).unwrap();
    assert_eq!((round.payoff_atoms, round.end_pps_e9), (20 * COIN, 820_000_000), "100 + 2 - 20 coins");
    let (series, _) = story.scene.series().unwrap();
    let before = story.coins(1);
    story.scene.redeem(&story.makers[1], series, 40 * COIN).unwrap();
    assert_eq!(story.coins(1) - before, 8 * COIN);
    for (name, units) in story.scene.world.compute() {
        println!("{name:24} {units:?}");
    }
}

#[test]
fn puts_are_sold_the_same_way() {
    let mut story = sealed_of(OptionKind::PUT);
    let bids = [(0, secret(0, 60 * COIN, 50_000_000)), (1, secret(3, 60 * COIN, 30_000_000))];
    story.sell(&bids);
    let round = story.scene.round(1).unwrap();
    assert_eq!((round.sold_atoms, round.premium_atoms), (100 * COIN, 3 * COIN));
    bids.iter().for_each(|(maker, bid)| story.claim(*maker, bid));
    assert_eq!((story.options(0), story.options(1)), (60 * COIN, 40 * COIN));
    story.settle_at(round.strike_e8 * 3 / 4);
    assert_eq!(story.scene.round(1).unwrap().payoff_atoms, 25 * COIN);
}

/// Where options are left over, all pay the reserve: nine tenths of the model, here of the formula in f64.
#[test]
fn what_is_left_over_is_sold_at_the_reserve() {
    let mut story = sealed();
    let bid = secret(0, 50 * COIN, DEAR);
    story.commit(0, &bid);
    story.wait_for_reveals();
    story.reveal(0, &bid);
    story.clear();
    let round = story.scene.round(1).unwrap();
    assert_eq!(round.sale.clearing_price_e9, story.reserve(SPOT));
    assert_eq!((round.sold_atoms, story.scene.vault().ledger.locked_atoms), (50 * COIN, 50 * COIN));

    let years = (round.expiry_ts - story.scene.world.now()) as f64 / 31_536_000.0;
    let (spot, strike, deviation) = (150.0, round.strike_e8 as f64 / 1e8, 0.8 * f64::sqrt(years));
    let d1 = f64::ln(spot / strike) / deviation + deviation / 2.0;
    let tail = |x: f64| 0.5 * libm::erfc(x * std::f64::consts::FRAC_1_SQRT_2);
    let call = spot * tail(-d1) - strike * tail(deviation - d1);
    let expected = 0.9 * call / spot * 1e9;
    assert!((round.sale.clearing_price_e9 as f64 - expected).abs() < 5.0, "{:?} for {expected}", round.sale);
    story.claim(0, &bid);
    assert_eq!(100 * COIN - story.coins(0), cost(50 * COIN, round.sale.clearing_price_e9));
}

#[test]
fn a_bid_at_the_reserve_buys_and_one_below_it_does_not() {
    for (below, sold) in [(0, 50 * COIN), (1, 0)] {
        let mut story = sealed();
        let close_ts = story.scene.auction().unwrap().close_ts;
        let now_ts = story.scene.world.now();
        story.scene.world.set_time(close_ts);
        let reserve = story.reserve(SPOT);
        story.scene.world.set_time(now_ts);
        let bid = secret(0, 50 * COIN, reserve - below);
        story.sell(&[(0, bid)]);
        let round = story.scene.round(1).unwrap();
        assert_eq!((round.sold_atoms, round.sale.outcome), (sold, SaleOutcome::CLEARED));
        story.claim(0, &bid);
        assert_eq!(story.options(0), sold);
        assert_eq!(100 * COIN - story.coins(0), cost(sold, reserve), "all comes back from a refused bid");
    }
}

/// The reserve follows the live price: bids committed before the market moved do not buy at yesterday's price.
#[test]
fn attack_15_stale_sealed_bids_cannot_pick_the_vault_off() {
    let mut story = sealed();
    let bid = secret(0, 100 * COIN, DEAR);
    story.commit(0, &bid);
    story.wait_for_reveals();
    story.reveal(0, &bid);
    story.wait_for_clearing();
    let strike_e8 = story.scene.round(1).unwrap().strike_e8;
    story.scene.set_price(strike_e8 * 5 / 4);
    assert!(story.reserve(strike_e8 * 5 / 4) >= 200_000_000, "never below the payoff");
    story.scene.clear_auction().unwrap();
    assert_eq!(story.scene.round(1).unwrap().sold_atoms, 0);
    story.claim(0, &bid);
    assert_eq!(story.coins(0), 100 * COIN);
}

#[test]
fn a_round_without_bids_costs_nothing() {
    let mut story = sealed();
    story.clear();
    let vault = story.scene.vault();
    assert_eq!((vault.state, vault.ledger.locked_atoms), (VaultState::LIVE, 0));
    let expiry_ts = vault.expiry_ts;
    story.scene.world.set_time(expiry_ts);
    story.scene.settle().unwrap();
    story.scene.close_round().unwrap();
    assert_eq!(story.scene.vault().pps_e9, 1_000_000_000);
    story.scene.roll(SPOT).unwrap();
}

#[test]
fn the_rent_goes_back_to_who_paid_it() {
    let mut story = sealed();
    let (keeper, bidder) = (story.scene.keeper.pubkey(), story.key(0));
    let bid = secret(0, 50 * COIN, DEAR);
    let bidders = lamports(&story.scene, &bidder);
    let keepers = lamports(&story.scene, &keeper);
    story.sell(&[(0, bid)]);
    let gone = |address| story.scene.world.svm.get_account(&address).is_none_or(|account| account.data.is_empty());
    let auction = vault_client::address::auction(&story.scene.vault, 1);
    assert!(gone(auction) && gone(vault_client::address::book(&auction)));
    let rent = |bytes| story.scene.world.svm.minimum_balance_for_rent_exemption(bytes + 8);
    let book_bytes = std::mem::size_of::<vault_types::state::BidBook>();
    let auction_bytes = std::mem::size_of::<vault_types::state::PremiumAuction>();
    assert_eq!(lamports(&story.scene, &keeper) - keepers, rent(book_bytes) + rent(auction_bytes));
    assert!(lamports(&story.scene, &bidder) < bidders);
    story.claim(0, &bid);
    assert_eq!(lamports(&story.scene, &bidder), bidders);
}
