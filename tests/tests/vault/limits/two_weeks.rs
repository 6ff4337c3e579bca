//! Rounds of several periods, beside those of one.

use super::*;
use options_vault::errors::VaultError;
use solana_signer::Signer;
use vault_client::Pubkey;
use vault_types::{
    calendar::WEEK_SECS,
    state::{ExpiryCalendar, RoundStatus},
};

const WEEK: i64 = WEEK_SECS as i64;

/// The first vault is weekly, the second bi-weekly; Alice has 100 coins in each, and neither has begun.
fn two_vaults() -> (Running, Pubkey, Pubkey) {
    let mut scene = scene();
    let weekly = scene.vault;
    let mut params = scene.vault().params;
    params.periods = 2;
    let fortnightly = scene.open_vault(1, params).unwrap();
    let (alice, maker) = (scene.person(1, 200 * COIN), scene.person(2, 200 * COIN));
    for vault in [weekly, fortnightly] {
        scene.vault = vault;
        let share_mint = scene.vault().share_mint;
        scene.world.create_wallet(&alice.pubkey(), &share_mint).unwrap();
        scene.deposit(&alice, 100 * COIN).unwrap();
    }
    (Running { scene, alice, maker }, weekly, fortnightly)
}

#[test]
fn a_round_ends_after_its_periods_and_takes_no_other_expiry() {
    let (Running { mut scene, .. }, weekly, fortnightly) = two_vaults();
    let next_ts = scene.market().calendar.next_expiry_ts(scene.world.now()).unwrap();
    scene.set_price(SPOT);
    for (vault, expiry_ts, other_ts) in [(weekly, next_ts, next_ts + WEEK), (fortnightly, next_ts + WEEK, next_ts)] {
        scene.vault = vault;
        let (strike_e8, rule_ts) = scene.next_strike(SPOT).unwrap();
        assert_eq!(rule_ts, expiry_ts);
        for ts in [expiry_ts, other_ts, next_ts + 2 * WEEK] {
            let _listed_already = scene.create_series(strike_e8, ts);
        }
        refused(scene.roll_into(strike_e8, other_ts), VaultError::WrongExpiry);
        refused(scene.roll_into(strike_e8, next_ts + 2 * WEEK), VaultError::WrongExpiry);
        scene.roll_into(strike_e8, expiry_ts).unwrap();
        assert_eq!(scene.vault().expiry_ts, expiry_ts);
    }
}

/// A week later the weekly vault's round ends when the bi-weekly one's does: both write the same series, each pays for its own.
#[test]
fn both_share_a_series_when_their_expiries_meet() {
    let (Running { mut scene, alice, maker }, weekly, fortnightly) = two_vaults();
    scene.vault = fortnightly;
    scene.roll(SPOT).unwrap();
    scene.bid(&maker, 40 * COIN, ANY_PREMIUM).unwrap();
    let end_ts = scene.auction().unwrap().end_ts;
    let (series, strike_e8) = (scene.round(1).unwrap().series, scene.round(1).unwrap().strike_e8);
    scene.vault = weekly;
    scene.roll(SPOT).unwrap();
    assert_ne!(scene.round(1).unwrap().series, series, "they expire a week apart");
    scene.finish_round(SPOT).unwrap();
    assert!(scene.world.now() > end_ts);
    scene.renew_surface().unwrap();

    // With a week less to go, the same strike is the right one at another spot.
    let spot_e8 =
        (100..300).map(|usd| usd * USD).find(|spot| scene.next_strike(*spot).unwrap().0 == strike_e8).unwrap();
    scene.roll(spot_e8).unwrap();
    assert_eq!(scene.round(2).unwrap().series, series);
    scene.bid(&maker, 60 * COIN, ANY_PREMIUM).unwrap();
    assert_eq!(scene.series().unwrap().1.outstanding_atoms, 100 * COIN);
    let weekly_end_ts = scene.auction().unwrap().end_ts;
    scene.world.set_time(weekly_end_ts);
    scene.close_auction().unwrap();
    scene.vault = fortnightly;
    scene.close_auction().unwrap();

    let expiry_ts = scene.vault().expiry_ts;
    scene.world.set_time(expiry_ts);
    scene.set_price(strike_e8 * 5 / 4);
    scene.post_settlement_price().unwrap();
    for (vault, round, paid) in [(weekly, 2, 12 * COIN), (fortnightly, 1, 8 * COIN)] {
        scene.vault = vault;
        scene.settle().unwrap();
        scene.close_round().unwrap();
        let record = scene.round(round).unwrap();
        assert_eq!((record.status, record.payoff_atoms), (RoundStatus::CLOSED, paid));
        scene.claim_shares(&alice).unwrap();
    }
    scene.redeem(&maker, series, 100 * COIN).unwrap();
    assert_eq!(scene.series().unwrap().1.pool_atoms, 0);
}

/// The management fee is one for the time that the round took.
#[test]
fn two_weeks_cost_two_weeks_of_the_yearly_fee() {
    let fees = [1, 2].map(|periods| {
        let mut story = running_with(&params(|it| it.periods = periods));
        story.finish_with(100 * COIN, SPOT);
        let round = story.scene.round(1).unwrap();
        let end_atoms = round.start_nav_atoms + round.premium_atoms;
        let secs = (round.expiry_ts - round.started_ts).unsigned_abs();
        let rate_e8 = 2_000_000 * secs / (365 * 86_400);
        assert_eq!(u128::from(round.management_fee_atoms), u128::from(end_atoms) * u128::from(rate_e8) / 100_000_000);
        (secs, round.management_fee_atoms)
    });
    assert_eq!(fees[1].0 - fees[0].0, u64::from(WEEK_SECS));
    assert!(fees[1].1 > 3 * fees[0].1, "9.4 days and 2.4 days");
}

/// No more periods than there may be, and none whose longest round the pricing model refuses.
#[test]
fn periods_that_no_vault_may_have() {
    let mut scene = scene();
    for periods in [0, 6] {
        refused(scene.open_vault(1, params(|it| it.periods = periods).vault), VaultError::InvalidParameters);
    }
    scene.open_vault(1, params(|it| it.periods = 5).vault).unwrap();

    let half_year = ExpiryCalendar { period_secs: 182 * 86_400, ..ExpiryCalendar::weekly(2 * 86_400) };
    let mut long = params(|_| ());
    long.calendar = half_year;
    let mut scene = Scene::new(&long).unwrap();
    refused(scene.open_vault(1, params(|it| it.periods = 5).vault), VaultError::InvalidParameters);
    // Four times 182 days and the minimum tenor of two are two years to the day.
    scene.open_vault(1, params(|it| it.periods = 4).vault).unwrap();
}
