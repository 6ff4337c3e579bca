//! Cash-secured puts: the same vault on the quote. One atom of option is backed by one atom of the quote.

use crate::common::*;
use options_vault::errors::VaultError;
use simulator::{Scene, SceneParams};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{address, instruction};
use vault_types::state::{OptionKind, VaultState};

/// One unit of the quote, which has six decimals.
const CASH: u64 = 1_000_000;
const STRIKE: u64 = 140 * USD;

/// Alice's 28,000 in cash are in the first round, which has just started at [`SPOT`]; the maker has as much.
fn week() -> Running {
    running_on(&SceneParams { kind: OptionKind::PUT, ..SceneParams::default() }, 28_000 * CASH)
}

/// One put of the running round at [`SPOT`], in USD, by the formula in f64.
fn put_value(scene: &Scene) -> f64 {
    let (_, series) = scene.series().unwrap();
    let years = (series.expiry_ts - scene.world.now()) as f64 / 31_536_000.0;
    let (spot, strike, deviation) = (150.0, series.strike_e8 as f64 / 1e8, 0.8 * f64::sqrt(years));
    let d1 = f64::ln(spot / strike) / deviation + deviation / 2.0;
    let tail = |x: f64| 0.5 * libm::erfc(x * std::f64::consts::FRAC_1_SQRT_2);
    strike * tail(d1 - deviation) - spot * tail(d1)
}

#[test]
fn a_week_below_the_strike() {
    let Running { mut scene, alice, maker } = week();
    let round = scene.round(1).unwrap();
    assert_eq!((round.strike_e8, round.size_atoms), (STRIKE, 28_000 * CASH), "all the cash backs puts");
    assert!((100_000_000..200_000_000).contains(&round.delta_e9), "the size of the delta: {}", round.delta_e9);
    // Puts on 100 coins, a fifth above the model at the auction's start.
    scene.bid(&maker, 14_000 * CASH, ANY_PREMIUM).unwrap();
    let premium = scene.auction().unwrap().premium_atoms;
    let model_usd = put_value(&scene) * 100.0 * 1.2;
    assert!((premium as f64 / CASH as f64 - model_usd).abs() < 1e-4, "{premium} instead of {model_usd}");

    scene.request_withdrawal(&alice, 10_000 * CASH).unwrap();
    scene.finish_round(120 * USD).unwrap();
    let round = scene.round(1).unwrap();
    assert_eq!(round.payoff_atoms, 2_000 * CASH, "(K - S) / K is a seventh: 20 USD for each of 100 coins");
    assert_eq!(round.end_pps_e9, (26_000 * CASH + premium) / 28, "no fee in a losing week");

    let (series, _) = scene.series().unwrap();
    let before = scene.coins(&maker.pubkey());
    scene.redeem(&maker, series, 14_000 * CASH).unwrap();
    assert_eq!(scene.coins(&maker.pubkey()) - before, 2_000 * CASH);
    scene.claim_withdrawal(&alice).unwrap();
    assert_eq!(scene.coins(&alice.pubkey()), u64::try_from(10 * u128::from(round.end_pps_e9)).unwrap());
    scene.roll(120 * USD).unwrap();
}

#[test]
fn a_week_above_the_strike_keeps_the_premium() {
    let Running { mut scene, maker, .. } = week();
    scene.bid(&maker, 28_000 * CASH, ANY_PREMIUM).unwrap();
    scene.finish_round(STRIKE).unwrap();
    let round = scene.round(1).unwrap();
    assert_eq!(round.payoff_atoms, 0);
    assert_eq!(round.performance_fee_atoms, round.premium_atoms / 10);
    let (series, _) = scene.series().unwrap();
    refused(scene.redeem(&maker, series, CASH), VaultError::NothingToRedeem);
}

/// The coin is worth nothing: every put pays all its cash, and there is just that much.
#[test]
fn attack_21_the_lowest_price_leaves_the_vault_solvent() {
    let Running { mut scene, maker, .. } = week();
    scene.bid(&maker, 28_000 * CASH, ANY_PREMIUM).unwrap();
    scene.finish_round(1).unwrap();
    let round = scene.round(1).unwrap();
    let payoff = 28_000 * CASH - 2;
    assert_eq!(round.payoff_atoms, payoff, "all but the 10^-8 USD that the coin is worth");
    assert_eq!(
        scene.vault().ledger.nav_atoms,
        round.premium_atoms + 2,
        "what is left is the premium, and no fee on it"
    );
    let (series, _) = scene.series().unwrap();
    scene.redeem(&maker, series, 28_000 * CASH).unwrap();
}

/// The auction's discount never sells a put for less than it would pay.
#[test]
fn attack_15_a_put_never_sells_below_its_own_payoff() {
    let Running { mut scene, maker, .. } = week();
    scene.world.set_time(scene.auction().unwrap().end_ts - 1);
    scene.set_price(SPOT / 10);
    scene.bid(&maker, 14_000 * CASH, ANY_PREMIUM).unwrap();
    assert_eq!(scene.auction().unwrap().premium_atoms, 12_500 * CASH, "(140 - 15) / 140 of the cash");
}

#[test]
fn attack_10_a_vault_sells_only_its_own_kind() {
    let mut ready = ready();
    let (scene, strike_e8, expiry_ts) = (&mut ready.scene, ready.strike_e8, ready.expiry_ts);
    scene.kind = OptionKind::PUT;
    scene.create_series(strike_e8, expiry_ts).unwrap();
    let refusal = scene.roll_into(strike_e8, expiry_ts).unwrap_err();
    assert_eq!(refusal.code(), Some(anchor::CONSTRAINT), "a put in a vault of calls: {refusal}");
    scene.kind = OptionKind::CALL;
    ready.roll().unwrap();
}

#[test]
fn one_market_has_vaults_of_both_kinds() {
    let Running { mut scene, maker, .. } = running();
    let calls = scene.vault;
    scene.bid(&maker, 10 * COIN, ANY_PREMIUM).unwrap();
    scene.kind = OptionKind::PUT;
    scene.vault = scene.open_vault(1, SceneParams::default().vault).unwrap();
    assert_eq!(scene.vault().kind, OptionKind::PUT);
    scene.world.create_wallet(&scene.fee_recipient.clone(), &scene.quote_mint.clone()).unwrap();
    let (bob, buyer) = (scene.person(3, 28_000 * CASH), scene.person(4, 1_000 * CASH));
    scene.deposit(&bob, 28_000 * CASH).unwrap();
    scene.roll(SPOT).unwrap();
    scene.bid(&buyer, 2_800 * CASH, ANY_PREMIUM).unwrap();
    scene.finish_round(120 * USD).unwrap();
    assert_eq!(scene.round(1).unwrap().payoff_atoms, 400 * CASH);
    (scene.kind, scene.vault) = (OptionKind::CALL, calls);
    assert_eq!(scene.vault().state, VaultState::AUCTION, "the other vault's week goes on");
}

#[test]
fn attack_19_a_vault_holds_underlying_or_quote_and_nothing_else() {
    let mut scene = scene();
    let authority = scene.authority.insecure_clone();
    let foreign = scene.world.create_mint(&Keypair::new(), &authority, 9).unwrap();
    let args = vault_client::CreateVaultArgs {
        id: 9,
        fee_recipient: scene.fee_recipient,
        params: SceneParams::default().vault,
    };
    let create = instruction::create_vault(scene.house(), scene.market, foreign, args);
    refused(scene.world.send("create_vault", create, &[&authority]), VaultError::ForeignAsset);
}

/// A put that is settled in the underlying, or a call in the quote, cannot be listed.
#[test]
fn attack_10_a_kind_has_one_settlement_mint() {
    let Ready { mut scene, strike_e8, expiry_ts } = ready();
    let keeper = scene.keeper.insecure_clone();
    for kind in [OptionKind::CALL, OptionKind::PUT] {
        let mut swapped = scene.market();
        (swapped.underlying_mint, swapped.quote_mint) = (swapped.quote_mint, swapped.underlying_mint);
        let create =
            instruction::create_series(keeper.pubkey(), scene.market, &swapped, kind, 2 * strike_e8, expiry_ts);
        refused_by_code(scene.world.send("create_series", create, &[&keeper]), anchor::ADDRESS);
    }
    let series = address::series(&scene.market, OptionKind::PUT, 2 * strike_e8, expiry_ts, &scene.underlying_mint);
    assert!(scene.world.svm.get_account(&series).is_none_or(|account| account.data.is_empty()));
}

/// Puts lie below spot: a policy that starts farther away than that could never start a round.
#[test]
fn attack_06_no_vault_of_puts_without_strikes() {
    let mut scene = scene();
    scene.kind = OptionKind::PUT;
    let with_distance = |min_distance_bps| {
        let mut params = SceneParams::default().vault;
        (params.strike_policy.min_distance_bps, params.strike_policy.max_distance_bps) = (min_distance_bps, 20_000);
        params
    };
    refused(scene.open_vault(1, with_distance(10_000)), VaultError::InvalidParameters);
    refused(scene.open_vault(1, with_distance(9_000)), VaultError::InvalidParameters);
    scene.open_vault(1, with_distance(8_999)).unwrap();
    scene.kind = OptionKind::CALL;
    scene.open_vault(2, with_distance(10_000)).unwrap();
}
