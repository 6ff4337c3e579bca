//! The switches stop the start of rounds, sales and deposits, and nothing else. They are set in the account: the instruction is not
//! what these tests are about.

use super::*;
use options_vault::errors::VaultError;
use solana_signer::Signer;
use vault_types::state::{Halts, Market, Vault};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Market,
    Vault,
}

fn halt(scene: &mut Scene, place: Place, halts: Halts) {
    let (market, vault) = (scene.market, scene.vault);
    match place {
        Place::Market => scene.world.patch::<Market>(&market, |market| market.halts = halts),
        Place::Vault => scene.world.patch::<Vault>(&vault, |vault| vault.halts = halts),
    }
}

/// Each switch alone, in the vault and, where the market has a say, in the market; then all others with it off.
fn stops(halts: Halts) -> Vec<(Place, Halts)> {
    let others = [Halts::ROUNDS, Halts::SALES, Halts::DEPOSITS].into_iter().filter(|other| *other != halts);
    let others = others.fold(Halts::NONE, Halts::with);
    vec![(Place::Vault, halts), (Place::Market, halts), (Place::Vault, others), (Place::Market, others)]
}

#[test]
fn rounds() {
    for (place, halts) in stops(Halts::ROUNDS) {
        let mut ready = ready();
        halt(&mut ready.scene, place, halts);
        if halts == Halts::ROUNDS {
            refused(ready.roll(), VaultError::RoundsHalted);
            halt(&mut ready.scene, place, Halts::NONE);
        }
        ready.roll().unwrap_or_else(|refusal| panic!("{place:?} {halts:?}: {refusal}"));
    }
}

#[test]
fn sales() {
    for (place, halts) in stops(Halts::SALES) {
        let Running { mut scene, maker, .. } = running();
        halt(&mut scene, place, halts);
        if halts == Halts::SALES {
            refused(scene.bid(&maker, COIN, ANY_PREMIUM), VaultError::SalesHalted);
            halt(&mut scene, place, Halts::NONE);
        }
        scene.bid(&maker, COIN, ANY_PREMIUM).unwrap();
    }
}

/// Deposits name no market: the vault alone says whether it takes them.
#[test]
fn deposits() {
    for (place, halts) in stops(Halts::DEPOSITS) {
        let Running { mut scene, maker, .. } = between_rounds();
        halt(&mut scene, place, halts);
        if halts == Halts::DEPOSITS && place == Place::Vault {
            refused(scene.deposit(&maker, COIN), VaultError::DepositsHalted);
            refused(scene.deposit_now(&maker, COIN), VaultError::DepositsHalted);
            halt(&mut scene, place, Halts::NONE);
        }
        scene.deposit(&maker, COIN).unwrap();
        scene.deposit_now(&maker, COIN).unwrap();
    }
}

/// With everything halted in the middle of an auction, the round ends as it would have, and everybody gets out.
#[test]
fn nothing_else_stops() {
    let Running { mut scene, alice, maker } = running();
    let (bob, carol) = (scene.person(3, 10 * COIN), scene.person(4, 10 * COIN));
    scene.bid(&maker, 50 * COIN, ANY_PREMIUM).unwrap();
    scene.deposit(&bob, 10 * COIN).unwrap();
    for place in [Place::Market, Place::Vault] {
        halt(&mut scene, place, Halts::ALL);
    }
    refused(scene.bid(&maker, COIN, ANY_PREMIUM), VaultError::SalesHalted);
    refused(scene.deposit(&carol, COIN), VaultError::DepositsHalted);
    scene.cancel_deposit(&bob).unwrap();
    scene.request_withdrawal(&alice, COIN).unwrap();
    scene.cancel_withdrawal(&alice).unwrap();
    scene.request_withdrawal(&alice, 30 * COIN).unwrap();

    let strike_e8 = scene.round(1).unwrap().strike_e8;
    scene.finish_round(strike_e8 * 5 / 4).unwrap();
    scene.claim_withdrawal(&alice).unwrap();
    let series = scene.series().unwrap().0;
    scene.redeem(&maker, series, 50 * COIN).unwrap();
    refused(scene.deposit_now(&carol, COIN), VaultError::DepositsHalted);
    scene.request_withdrawal(&alice, 70 * COIN).unwrap();
    scene.claim_withdrawal(&alice).unwrap();
    assert_eq!(scene.shares(&alice.pubkey()), 0);
    assert_eq!(scene.vault().ledger.share_supply, 0);
    assert!(scene.roll(SPOT).is_err());
}

/// Shares of a deposit that has joined, and fees, are there for whoever they belong to.
#[test]
fn claims_of_shares_and_fees_do_not_stop() {
    let mut scene = scene();
    let (alice, maker) = (scene.person(1, 100 * COIN), scene.person(2, 100 * COIN));
    scene.deposit(&alice, 100 * COIN).unwrap();
    scene.roll(SPOT).unwrap();
    scene.bid(&maker, 100 * COIN, ANY_PREMIUM).unwrap();
    halt(&mut scene, Place::Vault, Halts::ALL);
    halt(&mut scene, Place::Market, Halts::ALL);
    scene.claim_shares(&alice).unwrap();
    scene.finish_round(SPOT).unwrap();
    scene.collect_fees().unwrap();
    scene.set_volatility(SceneParams::default().volatility_e9).unwrap();
    scene.set_price(SPOT);
    let (strike_e8, expiry_ts) = scene.next_strike(SPOT).unwrap();
    scene.create_series(strike_e8, expiry_ts).unwrap();
    refused(scene.roll_into(strike_e8, expiry_ts), VaultError::RoundsHalted);
}
