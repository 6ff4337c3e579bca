//! Accounts of every kind, each at its own moment of the market.

use super::{in_cash, Position, Trading, SKEWED};
use crate::common::{COIN, SPOT, USD};
use vault_types::state::{OptionKind, SettlementAsset};

const CALL: OptionKind = OptionKind::CALL;
const PUT: OptionKind = OptionKind::PUT;
const HOUR: i64 = 3_600;

/// Alice has this, on a market with this past.
fn account_of(positions: &[Position], past: fn(&mut Trading)) -> Trading {
    let mut story = Trading::with_cash();
    story.trade(positions);
    past(&mut story);
    story
}

/// The engine's levels are the program's scenarios or the floor, to the atom, with room for a price that moves, and somewhere above the floor.
#[track_caller]
fn same_levels(mut story: Trading) {
    let (by_engine, expected) = story.compare();
    let floor = story.floor();
    assert!(expected.expect("more than is spared").is(&by_engine, &floor));
    assert!(by_engine.maintenance_atoms > by_engine.liquidation_atoms && by_engine != floor);
    story.check_books();
}

fn nothing(_: &mut Trading) {}

fn with_skew(story: &mut Trading) {
    story.scene.watch(SPOT, 1).unwrap();
    story.post_smile(&SKEWED);
}

/// Ten hours of falls and rises by a twentieth: realised volatility is above that of the smiles then, and is the floor of what is owed.
fn after_a_storm(story: &mut Trading) {
    let before_e9 = story.scene.market_risk().floor_vol_e9().unwrap();
    for dollars in [143, 150, 158, 150, 143, 150, 158, 150, 143, 147] {
        story.scene.watch(dollars * USD, 1).unwrap();
    }
    let after_e9 = story.scene.market_risk().floor_vol_e9().unwrap();
    assert!(after_e9 > before_e9 && after_e9 > story.scene.volatility_e9);
}

/// More than a day without a post: what is owed is valued at the fallback.
fn without_smiles(story: &mut Trading) {
    story.scene.watch(SPOT, 25).unwrap();
}

#[test]
fn a_naked_call() {
    for past in [nothing, with_skew, after_a_storm, without_smiles] {
        same_levels(account_of(&[in_cash(CALL, 160, 0, -70)], past));
    }
}

#[test]
fn a_strangle() {
    for past in [nothing, with_skew, after_a_storm, without_smiles] {
        same_levels(account_of(&[in_cash(CALL, 165, 0, -100), in_cash(PUT, 140, 0, -100)], past));
    }
}

/// What is owned counts, at the ceiling at most.
#[test]
fn a_spread_and_a_naked_put() {
    for past in [nothing, with_skew, after_a_storm, without_smiles] {
        let spread = [in_cash(CALL, 150, 0, -20), in_cash(CALL, 160, 0, 20), in_cash(PUT, 145, 0, -90)];
        same_levels(account_of(&spread, past));
    }
}

#[test]
fn two_expiries() {
    for past in [nothing, with_skew, after_a_storm, without_smiles] {
        let calendar = [in_cash(PUT, 150, 1, -120), in_cash(PUT, 150, 0, 110), in_cash(CALL, 170, 1, -55)];
        same_levels(account_of(&calendar, past));
    }
}

/// Calls that are paid in coins, with coins as collateral: a margin is of the options, whatever stands against them.
#[test]
fn calls_in_coins_against_coins() {
    for past in [nothing, with_skew, after_a_storm, without_smiles] {
        let settlement = SettlementAsset::UNDERLYING;
        let covered = Position { kind: CALL, settlement, strike: 160, week: 0, atoms: -20 * COIN as i64 };
        let mut story = account_of(&[covered, in_cash(PUT, 140, 0, -40)], past);
        let coin = story.coin();
        story.scene.deposit_collateral(&story.alice, &coin, 30 * COIN).unwrap();
        same_levels(story);
    }
}

/// A smile is too old a day after it was posted, and from that second on the program asks for more. The engine has asked for it before.
#[test]
fn a_smile_that_becomes_too_old_voids_nothing() {
    let mut story = account_of(&[in_cash(CALL, 160, 0, -70), in_cash(PUT, 140, 0, -70)], |story| {
        story.scene.watch(SPOT, 23).unwrap();
        let now_ts = story.scene.world.now();
        story.scene.world.set_time(now_ts + HOUR / 2);
        story.scene.set_price(SPOT);
    });
    let post = story.computed();
    let before = story.challenged(&post);
    assert_eq!(before.kept.is_void, 0);
    story.scene.world.set_time(story.scene.world.now() + HOUR / 2 + 60);
    story.scene.set_price(SPOT);
    let after = story.challenge();
    assert!(after.chain_atoms > before.chain_atoms * 11 / 10, "or it would be tolerated anyway");
    assert_eq!(after.kept.is_void, 0);
    assert!(post.body.maintenance_margin_atoms >= after.chain_atoms);
}
