//! Starting rounds: when, by whom, in which series, at which price.

use crate::common::*;
use options_vault::errors::VaultError;
use simulator::{Scene, SceneParams};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{address, instruction};
use vault_types::{
    calendar::WEEK_SECS,
    state::{OptionKind, VaultState},
};

#[test]
fn attack_07_a_round_starts_only_when_the_vault_is_open() {
    let mut story = running();
    refused(refusal(story.scene.roll(SPOT)), VaultError::NotOpen);
    story.expire();
    refused(refusal(story.scene.roll(SPOT)), VaultError::NotOpen);
    story.scene.set_price(SPOT);
    story.scene.post_settlement_price().unwrap();
    story.scene.settle().unwrap();
    refused(refusal(story.scene.roll(SPOT)), VaultError::NotOpen);
    story.scene.close_round().unwrap();
    story.scene.roll(SPOT).unwrap();
    assert_eq!((story.scene.vault().state, story.scene.vault().round), (VaultState::AUCTION, 2));
}

#[test]
fn attack_07_every_step_waits_for_the_one_before() {
    let mut story = running();
    story.scene.bid(&story.maker, COIN, ANY_PREMIUM).unwrap();
    refused(story.scene.settle(), VaultError::NotLive);
    refused(story.scene.close_round(), VaultError::NotSettling);
    story.expire();
    refused(story.scene.close_round(), VaultError::NotSettling);
    refused(story.scene.settle(), VaultError::NoSettlementPrice);
    refused_by_code(story.scene.close_auction(), anchor::NOT_INITIALIZED);
    story.scene.set_price(SPOT);
    story.scene.post_settlement_price().unwrap();
    story.scene.settle().unwrap();
    refused(story.scene.settle(), VaultError::NotLive);
    story.scene.close_round().unwrap();
    refused(story.scene.close_round(), VaultError::NotSettling);
    refused(story.scene.settle(), VaultError::NotLive);
}

#[test]
fn do_not_start_with_nothing_to_sell() {
    let mut scene = scene();
    refused(refusal(scene.roll(SPOT)), VaultError::NothingToSell);
    let alice = scene.person(1, COIN);
    scene.deposit(&alice, COIN).unwrap();
    scene.cancel_deposit(&alice).unwrap();
    refused(refusal(scene.roll(SPOT)), VaultError::NothingToSell);
}

#[test]
fn attack_15_only_the_strike_that_the_target_delta_gives_is_accepted() {
    let mut ready = ready();
    let step = ready.scene.market().strike_step_e8;
    for wrong_e8 in [ready.strike_e8 - step, ready.strike_e8 + step] {
        ready.scene.create_series(wrong_e8, ready.expiry_ts).unwrap();
        refused(ready.scene.roll_into(wrong_e8, ready.expiry_ts), VaultError::WrongStrike);
    }
    ready.roll().unwrap();
    let round = ready.scene.round(1).unwrap();
    assert!((100_000_000..300_000_000).contains(&round.delta_e9), "about 0.2: {}", round.delta_e9);
}

#[test]
fn attack_15_only_the_next_expiry_is_accepted() {
    let mut ready = ready();
    let later_ts = ready.expiry_ts + i64::from(WEEK_SECS);
    ready.scene.create_series(ready.strike_e8, later_ts).unwrap();
    refused(ready.scene.roll_into(ready.strike_e8, later_ts), VaultError::WrongExpiry);
    // A day and a second before expiry, the next one is a week later.
    let too_late_ts = ready.expiry_ts - i64::from(ready.scene.market().calendar.min_tenor_secs) + 1;
    ready.scene.world.set_time(too_late_ts);
    ready.scene.set_price(SPOT);
    refused(ready.roll(), VaultError::WrongExpiry);
}

#[test]
fn attack_22_only_listed_contracts_can_be_series() {
    let Ready { mut scene, strike_e8, expiry_ts } = ready();
    refused(scene.create_series(strike_e8, expiry_ts), VaultError::AlreadyExists);
    refused(scene.create_series(strike_e8 + 1, expiry_ts), VaultError::StrikeNotListed);
    refused(scene.create_series(0, expiry_ts), VaultError::StrikeNotListed);
    refused(scene.create_series(strike_e8, expiry_ts + 1), VaultError::ExpiryNotListed);
    let week = i64::from(WEEK_SECS);
    refused(scene.create_series(strike_e8, expiry_ts - week), VaultError::ExpiryNotListed);
    refused(scene.create_series(strike_e8, expiry_ts + 60 * week), VaultError::ExpiryNotListed);
    refused(scene.create_series(strike_e8, i64::MAX), VaultError::ExpiryNotListed);

    // A kind of option that does not exist, at the address that it would have.
    let mut unknown = instruction::create_series(
        scene.keeper.pubkey(),
        scene.market,
        &scene.market(),
        OptionKind::CALL,
        strike_e8,
        expiry_ts,
    );
    unknown.data[8] = 2;
    let seeds: [&[u8]; 6] = [
        b"series",
        scene.market.as_ref(),
        &[2],
        &strike_e8.to_le_bytes(),
        &expiry_ts.to_le_bytes(),
        scene.underlying_mint.as_ref(),
    ];
    let series = vault_client::Pubkey::find_program_address(&seeds, &vault_client::PROGRAM_ID).0;
    unknown.accounts[2].pubkey = series;
    unknown.accounts[4].pubkey = address::option_mint(&series);
    unknown.accounts[5].pubkey = address::pool(&series);
    let keeper = scene.keeper.insecure_clone();
    refused(scene.world.send("create_series", unknown, &[&keeper]), VaultError::KindNotListed);
}

#[test]
fn anyone_can_turn_the_crank() {
    let Ready { mut scene, strike_e8, expiry_ts } = ready();
    let stranger = Keypair::new_from_array([66; 32]);
    scene.world.fund(&stranger.pubkey());
    let series = scene.series_address(strike_e8, expiry_ts);
    let roll = scene.with_vault(|vault| instruction::roll(stranger.pubkey(), vault, series, scene.price_account));
    scene.world.send("roll", roll, &[&stranger]).unwrap();
    assert_eq!(scene.auction().unwrap().rent_payer, stranger.pubkey());
    // The other cranks are signed by nobody at all.
    scene.finish_round(SPOT).unwrap();
}

#[test]
fn no_strike_within_the_distances_is_an_error_of_its_own() {
    let mut params = SceneParams::default();
    params.vault.strike_policy.min_distance_bps = 100;
    params.vault.strike_policy.max_distance_bps = 200;
    let mut scene = Scene::new(&params).unwrap();
    let alice = scene.person(1, COIN);
    scene.deposit(&alice, COIN).unwrap();
    scene.set_price(SPOT);
    // Allowed are 151.5 to 153 dollars, listed are 150 and 155.
    let expiry_ts = scene.market().calendar.next_expiry_ts(scene.world.now()).unwrap();
    scene.create_series(155 * USD, expiry_ts).unwrap();
    refused(scene.roll_into(155 * USD, expiry_ts), VaultError::NoListedStrike);
}
