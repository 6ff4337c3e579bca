//! A covered-call week from deposit to payout, as depositors, a maker and a keeper live it.

use simulator::{ProgramVersion, Scene, SceneParams};
use solana_signer::Signer;
use vault_types::state::VaultState;

const COIN: u64 = 1_000_000_000;
const USD: u64 = 100_000_000;

#[test]
fn a_week_above_the_strike_on_v0() {
    a_week_above_the_strike(ProgramVersion::V0);
}

#[test]
fn a_week_above_the_strike_on_v3() {
    a_week_above_the_strike(ProgramVersion::V3);
}

fn a_week_above_the_strike(version: ProgramVersion) {
    let mut scene = Scene::new(&SceneParams { version, ..SceneParams::default() }).unwrap();
    let depositor = scene.person(1, 100 * COIN);
    let maker = scene.person(2, 100 * COIN);

    scene.deposit(&depositor, 100 * COIN).unwrap();
    assert_eq!(scene.coins(&depositor.pubkey()), 0);
    scene.roll(150 * USD).unwrap();
    scene.claim_shares(&depositor).unwrap();
    assert_eq!(scene.shares(&depositor.pubkey()), 100 * COIN, "the first shares cost one coin each");

    let round = scene.round(1).unwrap();
    assert_eq!(round.size_atoms, 100 * COIN, "every coin backs one option");
    assert!(round.strike_e8 > 150 * USD);
    scene.bid(&maker, 60 * COIN, 10 * COIN).unwrap();
    let premium = scene.auction().unwrap().premium_atoms;
    assert!(premium > 0);

    scene.request_withdrawal(&depositor, 40 * COIN).unwrap();
    let settlement = round.strike_e8 * 5 / 4;
    scene.finish_round(settlement).unwrap();

    let vault = scene.vault();
    let round = scene.round(1).unwrap();
    assert_eq!(vault.state, VaultState::OPEN);
    assert_eq!(round.sold_atoms, 60 * COIN);
    assert_eq!(round.payoff_atoms, 12 * COIN, "(S - K) / S is a fifth");
    assert_eq!(round.end_pps_e9, (100 * COIN + premium - 12 * COIN) / 100, "no fee in a losing week");

    let (series, _) = scene.series().unwrap();
    let before = scene.coins(&maker.pubkey());
    scene.redeem(&maker, series, 60 * COIN).unwrap();
    assert_eq!(scene.coins(&maker.pubkey()) - before, 12 * COIN);

    scene.claim_withdrawal(&depositor).unwrap();
    assert_eq!(scene.coins(&depositor.pubkey()), 40 * round.end_pps_e9);
    for (name, units) in scene.world.compute() {
        println!("{name:24} {units:?}");
    }
}
